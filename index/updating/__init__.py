"""Bring an index up to date with its sources."""
