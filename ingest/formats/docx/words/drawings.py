"""The words in drawings: shapes, SmartArt and charts."""

from collections.abc import Iterator

from ingest.formats.docx.markup import Element, find, tag

_TEXT = (tag("a:t"), tag("m:t"), tag("w:t"))


def shape_words(element: Element) -> str:
    """Return the paragraphs of a shape, a line each."""
    lines = (_folded(paragraph) for paragraph in element.iter(tag("a:p")))
    return "\n".join(filter(None, lines))


def diagram_words(root: Element) -> str:
    """Return the points of a SmartArt diagram as a list."""
    points = (_folded(point) for point in root.iter(tag("dgm:pt")))
    return "\n".join(f"- {words}" for words in points if words)


def chart_words(root: Element) -> str:
    """Return the titles of a chart, then its figures, each with its series and its category."""
    titles = filter(None, map(_folded, root.iter(tag("c:title"))))
    figures = (line for series in root.iter(tag("c:ser")) for line in _figures(series))
    return "\n".join([*titles, *figures])


def _figures(series: Element) -> Iterator[str]:
    name = " ".join("".join(text.text or "" for text in series.iterfind(_path("c:tx"))).split())
    categories = _points(series, "c:cat") or _points(series, "c:xVal")
    figures = _points(series, "c:val") or _points(series, "c:yVal")
    for number, figure in figures.items():
        yield " | ".join(filter(None, (name, categories.pop(number, ""), figure)))
    yield from filter(None, categories.values())


def _path(name: str) -> str:
    return f"{tag(name)}//{tag('c:v')}"


def _points(series: Element, name: str) -> dict[str, str]:
    """Return the values of a series' points by their numbers."""
    values = find(series, name)
    found: dict[str, str] = {}
    for point in () if values is None else values.iter(tag("c:pt")):
        id, words = point.get("idx", ""), _figure(point.findtext(tag("c:v")) or "")
        found[id] = f"{words} {found[id]}" if id in found else words  # from the inner level out
    return found


def _figure(words: str) -> str:
    """Return a figure as people write it: 4.2 for 4.2000000000000002."""
    try:
        return f"{float(words):.12g}"
    except ValueError:  # a name
        return " ".join(words.split())


def _folded(element: Element) -> str:
    words = (
        (part.text or "") if part.tag in _TEXT else " "
        for part in element.iter(*_TEXT, tag("a:br"), tag("a:p"))
    )
    return " ".join("".join(words).split())
