"""Answers and citations to take along: Markdown, BibTeX, tables."""

import csv
import io
import json
import re
from typing import Any

from app.answers.answer import Answer
from app.answers.words import STALE, as_json, meaning, nothing_found
from index import escape_markdown
from ingest import one_line, sanitize_terminal

COLUMNS = (
    "question", "rank", "score", "text", "answer", "citation", "document", "title", "author",
    "date", "section", "page", "paragraph", "start", "end", "stale",
)  # fmt: skip
_FORMULA = re.compile(r"^(?=\s*[=+\-@＝＋－＠])|(?<=[\n;\t])(?=\s*([=+@＝＋－＠]|-[^\s-]))")


def as_markdown(answer: Answer) -> str:
    """The passages as quotations, what answers in bold type, each with its citation."""
    parts = [f"# {escape_markdown(one_line(answer.question))}"]
    for hit in answer.hits:
        body = "".join(
            re.sub(r"^(\s*)(.*?)(\s*)$", r"\1**\2**\3", escape_markdown(words), flags=re.DOTALL)
            if answers
            else escape_markdown(words)
            for words, answers in hit.marked_text()
        )
        quoted = "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
        stale = f"\n\n{STALE}" if answer.is_stale(hit) else ""
        score = f"{meaning(hit.score)}, {hit.score:.2f}"
        parts.append(f"{hit.rank}\\. ({score})\n\n{quoted}\n\n— {hit.citation.markdown()}{stale}")
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
        fields["answer"] = " ".join(words for words, answers in hit.marked_text() if answers)
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
