"""Candidates to ranked passages."""
