"""The limited process in which hostile files are read."""
