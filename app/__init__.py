"""What people touch: command line and web page."""
