"""The command line."""

from app.cli.app import main

__all__ = ["main"]
