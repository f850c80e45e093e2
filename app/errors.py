"""The errors of the application; a command or page shows their text."""

from ingest import BriefQAError


class BadQuestions(BriefQAError):
    """A questions file cannot be used; the text lists every reason, with its line."""


class BadBaseline(BriefQAError):
    """A folder holds no run, or one that cannot be compared with the current one."""


class AlreadyExists(BriefQAError):
    """The library already has a file of that name."""
