"""Answers and lists as a terminal shows them."""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from app.answers import (
    STALE_NOTICE,
    Answer,
    also_in,
    corrections_message,
    nothing_found,
    staleness_message,
    to_json,
)
from index import Changes, Hit, index_command
from ingest import Document, one_line, shorten

INDENT = "   "
MAX_DROPPED_CHARS = 60


def print_answer(answer: Answer) -> None:
    """Print the hits to stdout, the answering sentences bold, or between ** if piped."""
    console = Console(highlight=False, emoji=False, markup=False)
    if answer.corrections:
        console.print(f"{corrections_message(answer.corrections)}\n", style="yellow")
    for hit in answer.hits:
        note = f". {found}" if (found := answer.note_on(hit)) else ""
        console.print(f"{hit.rank}. score {hit.score:.2f}{note}", style="cyan")
        body = Text(f"Context: {hit.context}\n\n" if hit.context else "", "dim")
        body.append_text(_marked_text(hit, bold=console.is_terminal))
        body.append(f"\n— {hit.citation}\n", "italic")
        if answer.is_stale(hit):
            body.append(f"{STALE_NOTICE}\n", "yellow")
        if elsewhere := also_in(hit):
            body.append(f"{elsewhere}\n", "italic")
        if hit.alignments:
            body.append(f"{_explanation(hit)}\n")
        for line in body.wrap(console, console.width - len(INDENT)):
            line.rstrip()
            console.print(Text(INDENT).append_text(line) if line else "")


def print_answers(answers: Iterable[Answer], json_lines: bool) -> None:
    """Print questions and their hits to stdout, for people or as JSON lines."""
    for answer in answers:
        if json_lines:
            print_json(to_json(answer))
            continue
        print(f"{one_line(answer.question)}\n")
        if answer.hits:
            print_answer(answer)
        else:
            print(f"{nothing_found(answer)}\n")


def print_json(data: Any, indent: int | None = None) -> None:
    """Print JSON to stdout, with escapes for characters that could steer a terminal."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    print(re.sub(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]", _escaped, text))


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def print_staleness(changes: Changes, folder: Path) -> None:
    """Print to stderr that sources have changed, and the command that indexes them, if so."""
    if message := staleness_message(changes):
        command = "" if changes.missing else f" Index them with: {index_command(folder)}"
        print(one_line(f"{message}{command}"), file=sys.stderr)


def print_dropped(document: Document) -> None:
    """Print the spans that are in no passage to stdout, a line each, with the reasons."""
    for span in document.dropped:
        words = " ".join(document.text[span.start : span.end].split())
        shown = one_line(shorten(words, MAX_DROPPED_CHARS))
        print(f"  {span.start}–{span.end}  {span.reason}: {shown}")


def _marked_text(hit: Hit, *, bold: bool) -> Text:
    text = Text()
    for words, answers in hit.marked_text():
        if answers and not bold:
            text.append(f"**{words}**")
        else:
            text.append(words, "bold" if answers else "")
    return text


def _explanation(hit: Hit) -> str:
    """Return the matched words, those with the most weight first, and the score's components."""
    matches = ", ".join(
        f"{one_line(alignment.word)} → {one_line(alignment.met)} {alignment.similarity:.2f}"
        for alignment in hit.alignments
    )
    parts = hit.parts
    return (
        f"words: {matches}\n"
        f"parts: passage {parts.maxsim:.2f}, best sentences {parts.window:.2f}, "
        f"BM25 {parts.bm25:.1f}; cosine {parts.cosine:.2f}"
    )
