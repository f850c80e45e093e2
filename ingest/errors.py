"""The errors of ingest; their messages name the problem, then the fix, in one line."""


class BriefQAError(Exception):
    """Base of every error that briefqa raises on purpose; its message is written for people."""


class UsageError(BriefQAError):
    """The request itself makes no sense: an empty question, a folder that does not exist."""


class UnusableIgnoreFile(UsageError):
    """A .briefqaignore cannot be read: nothing may be indexed that it could leave out."""


class UnreadableSource(BriefQAError):
    """One source file cannot be read as a document; the message is the reason to report."""
