"""`python -m app` is `briefqa`."""

from app.startup import without_garbage_collection

with without_garbage_collection():
    from app.cli import main

main()
