"""`python -m app` is `briefqa`."""

from app.cli import main

main()
