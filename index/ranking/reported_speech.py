"""Questions about what somebody says, which a biography or a list of works does not answer."""

import re

_ASKED = re.compile(
    r"^(?>.*?\b(?:do|does|did)\b).*\b(?:advise|argue|believe|claim|conclude|criticise|criticize|demand"
    r"|explain|find|propose|recommend|say|state|suggest|think(?![ -]tank)|warn"
    r"|write (?:about|that))\b"
    r"|\baccording to\b",
    re.IGNORECASE | re.MULTILINE,
)


def asks_what_is_said(question: str) -> bool:
    """Return whether a question is about what a person or a document says about something."""
    return bool(_ASKED.search(question))
