"""Damaged files of every format, and what reading them leads to."""

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from time import process_time
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from ingest import FORMATS, Task, UnreadableSource, Worker, read_document, unpack_passages
from ingest.sandbox.process import Ask, Parts
from ingest.sandbox.tasks import load_tasks
from tests.support.files import WORDS, image_pdf, lines, page, pdf, word
from tests.support.paths import ROOT, SHARED

SEED_FOLDERS = (ROOT / "tests/bench/frames/docs", SHARED / "cases/ingest")
LOADER = "tests.support.mutations:load_checked_tasks"
MAX_CPU_SECONDS = 5
"""For reading and chunking a few kilobytes; most take a hundredth of a second."""
MAX_GROWTH = 30_000
"""Bytes that a mutation adds."""
_CHARACTERS = (
    "\0\1\t\n\v\f\r\x1f !\"#$&'()*+-./:;<=>?@[\\]^_`{|}~\x7f\x85\xa0\xad\u0301\u200b\u200e"
)
_MORE_CHARACTERS = "\u2028\ufeff\ufffd\ufffe\U0001f600字ﬁ½²"
_BYTES = [b"\x80", b"\xff", b"\xff\xfe", b"\xed\xa0\x80", b"\r\n\r\n", b"\n\n", b"    ", b"(\\"]
_NUMBERS = (
    b"-1 0 1e999 NaN 99999999999999999999 4294967295 true None null 1. 1.1.1 (a) D:2024".split()
)
_TEXT = rb"""# > - --- +++ ``` *** $$ [^1] [^1]: ![](data:image/png;base64, [a](b) |---|---|
| a | b | Contents Fees.......12 By_A._Author WEBVTT Harbour(HB) title:[ date:0000-00-00""".split()
_HTML = rb"""&#0;
&#xD800;
&#xFFFF;
&nbsp;
<!--
-->
<![CDATA[
<?x ?>
<table>
</table>
<td rowspan=0 colspan=99999999999>
<td colspan=-1>
<ol start=99999999999999999999 reversed>
<ol start=x>
<li value='-'>
<p hidden>
<sup>
<br>
<pre>
<math>
<template>
<svg><title>
<meta name=author content=''>
<meta charset=x>
<time datetime=x>
<base href='http://[x'>
<link rel=canonical href='//['>
<script type='application/ld+json'>[1,{"author":[null,{}]}]</script>""".splitlines()
_PDF = rb"""<<
>>
 0 R
endobj
endstream
 Tf
 Td
 Tm
 TJ
BT
ET
3 Tr
q 0 0 0 0 0 0 cm
/Kids [1 0 R]
/Parent 2 0 R
/Filter /FlateDecode
/Rotate 45
/MediaBox [0 0 0 0]
/Annots [1 0 R null 7]
/AcroForm << /Fields [1 0 R] /XFA 3 >>
/PageLabels 9
\330\000""".splitlines()
SNIPPETS = [
    *(character.encode() for character in _CHARACTERS + _MORE_CHARACTERS),
    *(_BYTES + _NUMBERS + _TEXT + _HTML + _PDF),
]
"""What readers and their libraries may stumble over."""

_INFO = r"/Title (\376\377\000F\000e\000e\000s) /Author (A. Author) /CreationDate (D:20240512)"
Mutate = Callable[[Random, bytes], bytes]


def _overwrite(dice: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(changed)


def _cut(dice: Random, data: bytes) -> bytes:
    start, end = _span(dice, data)
    return data[:start] + data[end:]


def _repeat(dice: Random, data: bytes) -> bytes:
    start, end = _span(dice, data)
    times = dice.choice([2, 3, 20, 400])
    return data[:end] + (data[start:end] * times)[:MAX_GROWTH] + data[end:]


def _insert(dice: Random, data: bytes) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(SNIPPETS) * dice.choice([1, 1, 1, 2, 9, 400]) + data[at:]


def _replace(dice: Random, data: bytes) -> bytes:
    """Replace a word, a number or a name."""
    start = dice.randrange(len(data))
    while start > 0 and data[start - 1 : start].isalnum():
        start -= 1
    end = start + 1
    while data[end : end + 1].isalnum():
        end += 1
    return data[:start] + dice.choice(SNIPPETS) + data[end:]


def _splice(dice: Random, data: bytes) -> bytes:
    other = dice.choice(seeds(dice.choice([".txt", ".md", ".html", ".pdf"])))
    start, end = _span(dice, other)
    at, until = _span(dice, data)
    return data[:at] + other[start:end] + data[dice.choice([at, until]) :]


def _span(dice: Random, data: bytes) -> tuple[int, int]:
    """Return a span of the data, which is rarely long."""
    start = dice.randrange(len(data))
    return start, min(len(data), start + dice.randint(1, dice.choice([4, 40, 400, 4000])))


BYTES: list[Mutate] = [_overwrite, _cut, _repeat, _insert, _insert, _replace, _replace, _splice]


def _mutate_element(dice: Random, data: bytes) -> bytes:
    """Change an element of an XML file, which stays well-formed."""
    root = etree.fromstring(data)
    elements = list(root.iter(etree.Element))
    one, other = dice.choice(elements), dice.choice(elements)
    kind = dice.randrange(6)
    if kind == 0 and one is not root:
        one.getparent().remove(one)
    elif kind == 1:
        other.append(etree.fromstring(etree.tostring(one)))
    elif kind == 2:
        one.tag = other.tag
    elif kind == 3:
        one.text, one.tail = other.text, other.tail
    elif one.attrib:
        name = dice.choice(list(one.attrib))
        value = dice.choice(list(other.attrib.values()) or SNIPPETS)
        if kind == 4:
            del one.attrib[name]
        else:
            one.set(name, value if isinstance(value, str) else _xml_text(dice.choice(SNIPPETS)))
    return etree.tostring(root)


def _xml_text(data: bytes) -> str:
    return "".join(char for char in data.decode(errors="ignore") if char >= " " and char < "\ufffe")


def _mutate_part(dice: Random, data: bytes) -> bytes:
    """Change a part of a DOCX file, mostly the document itself."""
    with ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = dice.choice(
        [*parts, *(name for name in parts if "word/" in name), *["word/document.xml"] * 9]
    )
    for _ in range(dice.choice([1, 1, 2, 5])):
        mutate = _mutate_element if dice.random() < 0.8 else dice.choice(BYTES)
        try:
            parts[name] = mutate(dice, parts.get(name) or b" ")
        except etree.XMLSyntaxError:
            parts[name] = dice.choice(BYTES)(dice, parts[name] or b" ")
    if dice.random() < 0.05:
        del parts[name]
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return written.getvalue()


@cache
def seeds(suffix: str) -> list[bytes]:
    """Return sound files of a format."""
    made = {
        ".txt": [f"Fees\n\n{WORDS}\n\n1. {WORDS}\n2. {WORDS}\n".encode()],
        ".md": [f"---\ntitle: Fees\n---\n# Fees\n\n{WORDS}[^1]\n\n[^1]: {WORDS}\n".encode()],
        ".html": [page(f"<h1>Fees</h1><p>{WORDS}<ul><li>{WORDS}</ul>", "<title>Fees</title>")],
        ".pdf": [pdf(lines([WORDS] * 5), lines(["1 Fees", WORDS]), info=_INFO), image_pdf()],
        ".docx": [word(("Heading 1", "Fees"), ("List Number", WORDS), rows=[["a", "b"]] * 2)],
    }
    found = [path for folder in SEED_FOLDERS for path in sorted(folder.glob(f"*{suffix}"))]
    return [*made[suffix], *(path.read_bytes() for path in found)]


def mutation(suffix: str, number: int) -> bytes:
    """Return the damaged file of a format that has this number."""
    dice = Random(f"{suffix} {number}")
    data = dice.choice(seeds(suffix))
    if suffix == ".docx" and dice.random() < 0.95:
        return _mutate_part(dice, data)
    for _ in range(dice.choice([1, 1, 2, 4])):
        data = dice.choice(BYTES)(dice, data or b" ")
    return data


class Fault(NamedTuple):
    """What went wrong, and with which bytes."""

    what: str
    data: bytes


def find_faults(suffix: str, numbers: Iterable[int]) -> Iterator[Fault]:
    """Yield what goes wrong with the damaged files of these numbers."""
    with Worker(12 * MAX_CPU_SECONDS, loader=LOADER) as worker:
        for number in numbers:
            data = mutation(suffix, number)
            if what := fault_of(worker, f"a{suffix}", data):
                yield Fault(what, data)


def fault_of(worker: Worker, name: str, data: bytes) -> str:
    """Return what goes wrong with a file, '' if it is read or refused as it should be."""
    try:
        [reply] = worker.run("check", name.encode(), data)
    except UnreadableSource as reason:
        unread = ("its reader", "timed out")  # it crashed, or needed too much memory or time
        return str(reason) if str(reason).startswith(unread) else ""
    result = json.loads(reply)
    fault: str = result["fault"]
    if not fault and result["seconds"] > MAX_CPU_SECONDS:
        return "slow"
    return fault


def load_checked_tasks() -> dict[str, Task]:
    """Return a task that does those of a run, and tells the CPU seconds and the fault it found."""
    tasks = load_tasks()

    def check(parts: Parts, ask: Ask) -> Parts:
        name, data = parts
        started = process_time()
        fault = ""
        try:
            _check(tasks, name.decode(), data)
        except UnreadableSource:
            pass
        except MemoryError:
            raise
        except Exception as error:
            fault = _described(error)
        return [json.dumps({"seconds": process_time() - started, "fault": fault}).encode()]

    for load in FORMATS.values():
        load()
    return {"check": check}


def _check(tasks: Mapping[str, Task], name: str, data: bytes) -> None:
    """Raise an error unless the document can be read, kept, chunked and shown."""
    for keep in (False, True):
        header = {"id": name, "sha256": "", "sidecar": "", "keep": keep}
        document, _ = tasks["read"]([json.dumps(header).encode(), data], _count_words)
        _, packed = tasks["chunk"]([b'{"repeated": [], "limit": 50}', document], _count_words)
        whole = read_document(name, data).text
        for passage, _ in unpack_passages(packed)[1]:
            assert whole[passage.start : passage.end] == passage.text


def _count_words(texts: bytes) -> bytes:
    return json.dumps([len(text.split()) + 2 for text in json.loads(texts)]).encode()


def _described(error: Exception) -> str:
    """Return the error, the line of ours that is nearest to it, and its own."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/ingest/" in frame.filename] or frames
    places = dict.fromkeys(
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}"
        for frame in (ours[-1], frames[-1])
    )
    return f"{type(error).__name__}: {str(error)[:80]} ({', '.join(places)})"
