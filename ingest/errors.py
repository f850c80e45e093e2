"""What can go wrong, said in one line that also says what mends it."""


class BriefQAError(Exception):
    """Base of every error that briefqa raises on purpose; its text is meant for people."""


class UsageError(BriefQAError):
    """The request itself makes no sense: an empty question, a folder that is not there."""


class UnreadableSource(BriefQAError):
    """One source file cannot be read as a document; the text is the reason to report."""
