"""Bring an index up to date with its sources: what has changed, what a run will do, the run."""

from index.updating.build import DocumentWarning, Report, update
from index.updating.changes import (
    Changes,
    ReadOptions,
    changes_since,
    current_changes,
    find_documents,
)
from index.updating.embed import Progress
from index.updating.plan import (
    DEFAULT_SOURCES,
    PASSAGE_TOKENS,
    plan_update,
    previous_settings,
    source_paths,
)

__all__ = [
    "DEFAULT_SOURCES",
    "PASSAGE_TOKENS",
    "Changes",
    "DocumentWarning",
    "Progress",
    "ReadOptions",
    "Report",
    "changes_since",
    "current_changes",
    "find_documents",
    "plan_update",
    "previous_settings",
    "source_paths",
    "update",
]
