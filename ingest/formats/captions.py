"""Captions of a film or a talk, WebVTT or SubRip: what is said, without the numbers and times."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from ingest.document import Document, Locator
from ingest.structure import Block, document_from_blocks

MIN_BLOCK_CHARS = 400
"""A paragraph ends with the next sentence that is as far from its start, or at another speaker."""
REPEATED = "line of the caption before"
_CLOCK = r"(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}"
_TIMES = re.compile(rf"^[ \t]*({_CLOCK})[ \t]+-->[ \t]+{_CLOCK}.*$", re.MULTILINE)
_STARTS = re.compile(rf"\s*(?:WEBVTT(?![^\s])|\d+[ \t]*(?:\r\n|\n|\r)[ \t]*{_CLOCK}[ \t]+-->)")
_BLANK_LINES = re.compile(r"(?>\r\n|\n|\r)(?:[ \t]*(?>\r\n|\n|\r))+")
_SPEAKER = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]++([^<>]+)>")
_TAG = re.compile(rf"</?(?:[bciuv]|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<{_CLOCK}>")
_TURN = re.compile(r"(?:-\s|>>|[^\W\d_][^:.!?]{0,40}:\s)")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*$")


class _Cue(NamedTuple):
    """What is said from a time on."""

    time: str
    lines: list[str]


def is_captions(text: str) -> bool:
    """Return whether a text is in WebVTT or SubRip."""
    return bool(_STARTS.match(text) and _TIMES.search(text))


def read_captions(id: str, data: bytes, text: str, warnings: tuple[str, ...]) -> Document:
    """Return captions as a Document: paragraphs of whole sentences, located by their time.

    Numbers, times and notes come behind them, dropped.
    """
    cues: list[_Cue] = []
    others: list[Block] = []
    said: list[str] = []
    speaker = ""
    for part in _BLANK_LINES.split(text):
        match = _TIMES.search(part)
        if match:
            before = said
            said, speaker = _said(part[match.end() :], speaker)
            count = _count_repeated(before, said)
            cues.append(_Cue(match[1], said[count:]))
            others += [Block(line, dropped=REPEATED) for line in said[:count]]
        other = part[: match.end()] if match else part
        others.append(
            Block(other, dropped="number and time of a caption" if match else "caption's note")
        )
    blocks = list(_paragraphs(cues))
    units = [block.locator for block in blocks if block.locator]
    return document_from_blocks(
        id,
        data,
        [*blocks, *others],
        declared={},
        file_properties={},
        units=units,
        title="",
        warnings=warnings,
    )


def _said(words: str, speaker: str) -> tuple[list[str], str]:
    """Return the lines of a cue and who speaks last; `speaker` is not named again."""
    voices = [voice.strip() for voice in _SPEAKER.findall(words)]
    named = _SPEAKER.sub(r"\1: ", words)
    if speaker and voices[:1] == [speaker]:
        named = _SPEAKER.sub("", words, count=1)
        named = _SPEAKER.sub(r"\1: ", named)
    lines = (unescape(_TAG.sub("", line)).strip() for line in named.splitlines())
    return list(filter(None, lines)), voices[-1] if voices else ""


def _count_repeated(before: Sequence[str], lines: Sequence[str]) -> int:
    """Return how many first lines of a cue are the last ones of the cue before: it rolls up."""
    counts = range(min(len(before), len(lines)), 0, -1)
    return next((n for n in counts if list(before[-n:]) == list(lines[:n])), 0)


def _paragraphs(cues: list[_Cue]) -> Iterator[Block]:
    """Yield what is said in paragraphs, each by one speaker."""
    words: list[str] = []
    length, time = 0, ""
    for cue in cues:
        for line in cue.lines:
            is_full = length >= MIN_BLOCK_CHARS and _SENTENCE_END.search(words[-1])
            if words and (is_full or _TURN.match(line)):
                yield _block(words, time)
                words, length = [], 0
            time = time if words else cue.time
            words.append(line)
            length += len(line)
    if words:
        yield _block(words, time)


def _block(words: list[str], time: str) -> Block:
    *hours, minutes, seconds = time.split(":")
    whole = re.split("[.,]", seconds)[0]
    second = int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + int(whole)
    label = time[: -len(seconds)] + whole
    return Block(" ".join(words), locator=Locator("time", second + 1, second + 1, label))
