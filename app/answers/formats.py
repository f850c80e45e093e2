"""Answers and citations to take along: Markdown, BibTeX, tables."""

import csv
import io
import json
import re
from hashlib import sha256
from typing import Any

from app.answers.answer import Answer
from app.answers.words import STALE, as_json, cited, marked, meaning, nothing_found
from index import Hit
from ingest import one_line, sanitize_terminal

COLUMNS = (
    "question", "rank", "score", "text", "answer", "citation", "document", "title", "author",
    "date", "section", "page", "paragraph", "start", "end", "stale",
)  # fmt: skip
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&]")
_LINE_START = re.compile(r"^(\s*)(?:([#+=-])|(\d+)([.)]))", re.MULTILINE)
"""What begins a heading or a list in Markdown, or underlines."""
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # BibTeX counts those that are escaped as well
    "}": r"\textbraceright{}",
    **{each: f"\\{each}" for each in "&%$#_"},
}
_FORMULA = re.compile(r"^(?=\s*[=+\-@＝＋－＠])|(?<=[\n;\t])(?=\s*([=+@＝＋－＠]|-[^\s-]))")
_WORD = re.compile(r"[^\W_]+")


def as_markdown(answer: Answer) -> str:
    """The passages as quotations, what answers in bold type, each with its citation."""
    parts = [f"# {_plain(one_line(answer.question))}"]
    for hit in answer.hits:
        body = "".join(
            re.sub(r"^(\s*)(.*?)(\s*)$", r"\1**\2**\3", _plain(words), flags=re.DOTALL)
            if answers
            else _plain(words)
            for words, answers in marked(hit)
        )
        quoted = "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
        stale = f"\n\n{STALE}" if answer.is_stale(hit) else ""
        score = f"{meaning(hit.score)}, {hit.score:.2f}"
        parts.append(f"{hit.rank}\\. ({score})\n\n{quoted}\n\n— {markdown_citation(hit)}{stale}")
    if not answer.hits:
        parts.append(nothing_found(answer.question))
    return "\n\n".join(parts) + "\n"


def as_csv(answer: Answer) -> str:
    """A row a passage; `answer` is what answers in it. The rest is named as in the JSON."""
    text = io.StringIO()
    text.write("\ufeff")  # without the mark Excel takes it for a legacy encoding
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for hit, fields in zip(answer.hits, as_json(answer)["hits"], strict=True):
        fields["question"] = answer.question
        fields["answer"] = " ".join(words for words, answers in marked(hit) if answers)
        table.writerow(cell(fields[name]) for name in COLUMNS)
    return text.getvalue()


def cell(value: Any) -> str:
    """A value for a spreadsheet, which would run a text that begins like a formula; some take it
    for several, parted by line ends, semicolons or tabs.
    """
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None else str(value)
    text = sanitize_terminal(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
    return _FORMULA.sub("'", text)


def markdown_citation(hit: Hit) -> str:
    """The citation in one line, the title as a link where the document says its address."""
    document = hit.document
    title = f"*{_plain(one_line(document.title))}*" if document.title else ""
    if title and _is_address(document.url):
        title = f"[{title}](<{document.url}>)"
    parts = [_plain(one_line(document.author)), title, _plain(one_line(document.date))]
    return ", ".join(part for part in [*parts, *map(_plain, cited(hit))] if part)


def bibtex(hit: Hit) -> str:
    """The citation as an entry of BibTeX; where the passage stands is its note."""
    document = hit.document
    iso = re.fullmatch(r"\d{4}(-\d\d){0,2}", document.date)  # BibLaTeX has no other dates
    when = [document.date] if document.date and not iso else []
    fields = {
        "author": _authors(document.author),
        "title": f"{{{_tex(document.title or document.id)}}}",
        "year": "".join(re.findall(r"\b\d{4}\b", document.date)[:1]),
        "date": "" if when else document.date,
        "url": document.url if _is_address(document.url) else "",
        "note": _tex(", ".join([*when, *cited(hit)])),
    }
    lines = (f"  {name} = {{{one_line(value)}}}" for name, value in fields.items() if value)
    return f"@misc{{{_key(hit)},\n" + ",\n".join(lines) + "\n}\n"


def _authors(author: str) -> str:
    """People are parted by 'and'; whoever is no list of them, an organisation say, is one name."""
    names = re.split(r"\s*(?:[,;&]|\band\b)\s*", author)
    if all(" " in name for name in names):
        return _tex(" and ".join(names))
    return f"{{{_tex(author)}}}" if author else ""


def _key(hit: Hit) -> str:
    """Family name, year and first long word of the title, and what tells this passage from others
    of the kind.
    """
    document, place = hit.document, f"{hit.document.id} {hit.passage.start}"
    family = _WORD.findall(re.split(r"[,;&]|\band\b", document.author)[0])[-1:]
    year = re.findall(r"\b\d{4}\b", document.date)[:1]
    word = [each for each in _WORD.findall(document.title or document.id) if len(each) > 3][:1]
    key = "".join(each.lower() for each in [*family, *year, *word])
    key = key.encode("ascii", "ignore").decode() or "document"
    return f"{key}-{sha256(place.encode()).hexdigest()[:6]}"


def _is_address(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>{}\\]+", url))


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: no image is loaded, nothing becomes a heading."""
    return _LINE_START.sub(r"\1\3\\\2\4", _SPECIAL.sub(r"\\\g<0>", text))


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
