"""The tables of the catalogue."""

FORMAT = 9
"""Raised with every change of the schema, or of what ingest makes of a source."""

SETTINGS = (
    "model, fingerprint, passage_tokens, sources, kept, libraries, generation, passages, contents"
)
DOCUMENT = "id, sha256, text, title, author, date, url, sections, places, dropped, warnings"
STORED_DOCUMENT = f"{DOCUMENT}, dropped_share"
DOCUMENT_PARTS = ("sections", "places", "dropped", "warnings")
"""The columns that hold JSON."""
PASSAGE = (
    'rowid, document_id, start, "end", section, paragraph, locator, sentences, context,'
    " definitions, vector, frame"
)
VECTORS = "hash, vector, tokens, pieces, spans"
PROJECTION = "fingerprint, kept, matrix"
SEEN = "id, sha256, signature, reason"
FREQUENCIES = "name, pieces, counts"

CHECKSUMMED = {
    "settings": SETTINGS,
    "documents": STORED_DOCUMENT,
    "passages": PASSAGE,
    "vectors": VECTORS,
    "projection": PROJECTION,
    "seen": SEEN,
    "frequencies": FREQUENCIES,
}
"""The columns of every table over which its rows have a checksum."""

SCHEMA = f"""
BEGIN;
CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    model TEXT NOT NULL, fingerprint TEXT NOT NULL, passage_tokens INTEGER NOT NULL,
    sources TEXT NOT NULL, kept TEXT NOT NULL, libraries TEXT NOT NULL,
    generation TEXT NOT NULL, passages INTEGER NOT NULL, contents TEXT NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL, url TEXT NOT NULL,
    sections TEXT NOT NULL, places TEXT NOT NULL, dropped TEXT NOT NULL,
    warnings TEXT NOT NULL, dropped_share REAL NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE passages (
    rowid INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section TEXT NOT NULL, paragraph INTEGER NOT NULL,
    locator TEXT NOT NULL, sentences TEXT NOT NULL,
    context TEXT NOT NULL, definitions TEXT NOT NULL,
    vector BLOB NOT NULL REFERENCES vectors, frame BLOB NOT NULL REFERENCES vectors,
    checksum INTEGER NOT NULL,
    UNIQUE (document_id, start)
);
CREATE INDEX passages_vector ON passages (vector);
CREATE INDEX passages_frame ON passages (frame);
CREATE TABLE vectors (
    hash BLOB PRIMARY KEY, vector BLOB NOT NULL,
    tokens BLOB NOT NULL, pieces BLOB NOT NULL, spans BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE projection (
    fingerprint TEXT PRIMARY KEY, kept INTEGER NOT NULL, matrix BLOB NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE seen (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, signature TEXT NOT NULL, reason TEXT NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE frequencies (
    name TEXT PRIMARY KEY, pieces BLOB NOT NULL, counts BLOB NOT NULL, checksum INTEGER NOT NULL
);
PRAGMA user_version = {FORMAT};
COMMIT;
"""
