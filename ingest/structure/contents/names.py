"""The names of contents lists, and of lists of figures."""

import re

from ingest.structure.contents.lines import Lines

MAX_LABEL_WORDS = 4
"""More words before a colon are a sentence that the list completes."""

# For words without case, markup and punctuation.
_THIS = r"(?:this|the|our) \w+"
_NAME = re.compile(
    # nothing else is called so, even without entries
    r"(?P<sure>table of contents|(?:on|in) this page|inhaltsverzeichnis|inhaltsübersicht"
    r"|table des matières|tabla de contenidos?|inhoudsopgave|innehållsförteckning|spis treści)"
    r"|(?P<contents>(?:list of )?contents(?: list)?(?: page)?"
    r"(?: of (?:this \w+|the (?:report|document|paper|brief|book|volume|issue)))?"
    r"|c o n t e n t s|toc|inhalt|sommaire|sommario|sumario|sumário|índice|contenido|inhoud"
    r"|innehåll|innhold|indhold|obsah)"
    r"|(?P<figures>(?:list|table|index) of (?:figures|tables|charts|graphs|maps|boxes"
    r"|illustrations|images|photographs|photos|exhibits|diagrams)"
    r"(?: and (?:figures|tables|charts|maps|boxes))?)"
    r"|(?P<maybe>overview|outline|index|chapters|sections|topics|in brief|at a glance"
    r"|(?:jump|skip) to(?: \w+)?|quick links|navigation"
    rf"|(?:what(?: is| s)? )?(?:in|inside)(?: {_THIS}(?: \w+)?)?"
    rf"|{_THIS} (?:covers|contains|has|answers|discusses)(?: \w+){{0,4}}"
    r"|(?:topics|questions|issues|subjects) (?:covered|answered|discussed|addressed)(?: \w+)?"
    r"|(?:in (?:this|the) \w+ )?(?:what )?you(?: ll| will| can)? (?:read|find|learn|discover)"
    r"(?: \w+){0,2})"
)


def kind_of(title: str) -> str:
    """Return the kind of list that has this name ("sure" and "contents" are contents), or ''."""
    match = _NAME.fullmatch(title)
    return (match.lastgroup or "") if match else ""


def name_of(lines: Lines, number: int) -> str:
    """Return what kind of list a line names, "label" for an unknown one, or ''."""
    has_colon = lines.has_colon(number)
    kind = kind_of(lines.titles[number])
    if kind and (has_colon or not lines.ends_sentence(number)):
        return kind
    return "label" if has_colon and lines.words(number) <= MAX_LABEL_WORDS else ""


def is_name(lines: Lines, number: int) -> bool:
    """Return whether a line names a list that needs no headings to be recognised."""
    return name_of(lines, number) in ("sure", "contents", "figures")
