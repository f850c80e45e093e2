"""An index in a folder: SQLite, FAISS, tantivy."""
