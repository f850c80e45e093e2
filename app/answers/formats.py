"""Answers as JSON, Markdown and CSV."""

import csv
import io
import json
import re
from dataclasses import asdict
from typing import Any

from app.answers.answer import Answer
from app.answers.words import (
    STALE_NOTICE,
    corrections_message,
    nothing_found,
    undated_message,
)
from index import Hit, escape_markdown, span_label
from ingest import one_line, sanitize_terminal

CSV_COLUMNS = (
    "question", "rank", "score", "text", "answer", "citation", "document", "title", "author",
    "date", "section", "page", "paragraph", "start", "end", "stale", "undated",
)  # fmt: skip
_FORMULA = re.compile(
    r"^(?=[^\S\n\t]*[=+\-@＝＋－＠])|(?<=[\n;\t])(?=[^\S\n\t]*([=+@＝＋－＠]|-[^\s-]))"
)


def to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON data; spans are half-open, in characters of the indexed text."""
    changes = answer.changes
    return {
        "question": answer.question,
        "corrections": {word: [*spellings] for word, spellings in answer.corrections.items()},
        "note": answer.note,
        "changes": {
            "new": [*changes.new],
            "changed": [*changes.changed],
            "removed": [*changes.removed],
        },
        "undated": answer.searched.undated,
        "none_left": answer.searched.none_left,
        "hits": [_hit_to_json(hit, stale=answer.is_stale(hit)) for hit in answer.hits],
    }


def _hit_to_json(hit: Hit, *, stale: bool) -> dict[str, Any]:
    locator = hit.passage.locator
    highlighted = hit.highlight_locator
    data = {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "text": hit.passage.text,
        "context": [
            asdict(context) for context in (*hit.passage.context, *hit.passage.definitions)
        ],
        "document": hit.document.id,
        "title": hit.document.title,
        "author": hit.document.author,
        "date": hit.document.date,
        "section": " › ".join(hit.passage.section),
        "page": locator.first if locator and locator.kind == "page" else None,
        "locator": asdict(locator) if locator else None,
        "paragraph": hit.passage.paragraph,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "stale": stale,
        "citation": str(hit.citation),
        "highlights": [list(span) for span in hit.highlights],
        "highlight_locator": asdict(highlighted) if highlighted else None,
        "parts": {name: round(part, 4) for name, part in asdict(hit.parts).items()},
        "also": [
            one_line(span_label(passage.document_id, (passage.start, passage.end)))
            for passage in hit.also
        ],
    }
    if hit.alignments:
        data["alignments"] = [alignment._asdict() for alignment in hit.alignments]
    return data


def to_markdown(answer: Answer) -> str:
    """Return the passages as quotations, highlights in bold, each with its citation."""
    blocks = [f"# {escape_markdown(one_line(answer.question))}"]
    if answer.corrections:
        blocks.append(escape_markdown(corrections_message(answer.corrections)))
    for hit in answer.hits:
        lines = [*_context_markdown(hit), *_marked_markdown(hit).split("\n")]
        quoted = "\n".join(f"> {line}".rstrip() for line in lines)
        stale = f"\n\n{STALE_NOTICE}" if answer.is_stale(hit) else ""
        cited = f"— {hit.citation.markdown()}{stale}"
        score = f"{hit.rank}\\. score {hit.score:.2f}"
        note = f". {found}" if (found := answer.note_on(hit)) else ""
        blocks.append(f"{score}{note}\n\n{quoted}\n\n{cited}")
    if not answer.hits:
        blocks.append(nothing_found(answer))
    if undated := undated_message(answer):
        blocks.append(undated)
    return "\n\n".join(blocks) + "\n"


def _context_markdown(hit: Hit) -> list[str]:
    """Return the lines that show the passage's context above it."""
    lines = hit.context.splitlines()
    return [f"*Context: {escape_markdown(' '.join(lines))}*", ""] if lines else []


def _marked_markdown(hit: Hit) -> str:
    """Return the passage's text with ** around its highlights, inside the white space there."""
    return "".join(
        re.sub(r"^(\s*)((?:.*\S)?)(\s*)$", r"\1**\2**\3", escape_markdown(piece), flags=re.DOTALL)
        if is_marked
        else escape_markdown(piece)
        for piece, is_marked in hit.marked_text()
    )


def to_csv(answer: Answer) -> str:
    """Return a table with a row per passage; `answer` is the highlights' text.

    The other columns are named as in the JSON. Without passages the only row has the question and
    what is true of all passages.
    """
    text = io.StringIO()
    text.write("\ufeff")  # without a byte order mark, Excel assumes a legacy encoding
    table = csv.DictWriter(text, CSV_COLUMNS)
    table.writeheader()
    common = {"question": answer.question, "undated": answer.searched.undated}
    for hit in answer.hits:
        marked = " ".join(piece for piece, is_marked in hit.marked_text() if is_marked)
        fields = _hit_to_json(hit, stale=answer.is_stale(hit)) | {"answer": marked} | common
        table.writerow({column: csv_cell(fields[column]) for column in CSV_COLUMNS})
    if not answer.hits:
        table.writerow({column: csv_cell(value) for column, value in common.items()})
    return text.getvalue()


def csv_cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs as a formula.

    Some spreadsheets split a cell at line ends, semicolons or tabs, so that text after these is
    escaped, too; line ends and tabs at its start are left out.
    """
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None else str(value)
    text = sanitize_terminal(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )
    return _FORMULA.sub("'", text.lstrip("\n\t"))
