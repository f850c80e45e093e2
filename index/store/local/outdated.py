"""What is still useful of an index that an earlier version made."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from index.store import Settings
from index.store.local.files import CATALOGUE


def outdated_settings(folder: Path) -> Settings | None:
    """Return the model and sources of an index of an earlier format, None if they are lost.

    The fingerprint is '': nothing else of that index can be used.
    """
    columns = "model, passage_tokens, sources, keep_boilerplate"
    uri = f"{(folder / CATALOGUE).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            rows = connection.execute(f"SELECT {columns} FROM settings").fetchall()
        [(model, passage_tokens, sources, keep_boilerplate)] = rows
        named = tuple(str(source) for source in json.loads(sources))
        return Settings(str(model), "", int(passage_tokens), named, bool(keep_boilerplate))
    except (sqlite3.Error, ValueError, TypeError):
        return None
