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
    uri = f"{(folder / CATALOGUE).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            [row] = connection.execute("SELECT * FROM settings").fetchall()
        named = tuple(str(source) for source in json.loads(row["sources"]))
        kept = json.loads(row["kept"]) if "kept" in row.keys() else ()  # noqa: SIM118 - no dict
        if "keep_boilerplate" in row.keys() and row["keep_boilerplate"]:  # noqa: SIM118
            kept = named  # an option for all of them, before format 8
        return Settings(str(row["model"]), "", int(row["passage_tokens"]), named, tuple(kept))
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        return None
