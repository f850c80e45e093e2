"""Which blocks of a page are kept: its article, and prose that trafilatura leaves out of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ingest.formats.html.anchors import notes_of
from ingest.formats.html.page_block import PageBlock
from ingest.formats.html.regions import (
    ASIDE,
    COMMENTS,
    DIALOG,
    FIGURE,
    FOOTER,
    FORM,
    NAV,
    aside_around,
)
from ingest.structure import is_prose

MAX_LINK_SHARE = 0.8
"""Share of the characters in links, above which a page or a block only leads to others."""
MIN_NAVIGATION_LINK_SHARE = 0.02
"""Share of the characters outside the article in links, below which a page has no navigation: it
is an exported document, whose lists and headings trafilatura leaves out of the article. (On 60
saved pages of sites the share is .05 or more, in three exported documents .003 or less.)"""
MAX_TEXT_LINK_SHARE = 0.3
"""A block of the page's own text has fewer of its characters in links; a teaser has more."""
MAX_SENTENCE_LINK_SHARE = 0.5
"""Of a sentence right between the article's paragraphs: "See the list of fees."."""
MAX_PROSE_LINK_SHARE = 0.1
MIN_PARAGRAPHS = 3
MIN_TEXT_CHARS = 600
"""So many paragraphs of prose in one element, so long together and with so few links, are neither a
notice nor teasers of other pages."""
MAX_LABEL_WORDS = 12
"""A longer block is no label of the next one, such as the button of an accordion."""
MAX_HEADER_BLOCKS = 4
"""Behind the heading in its header: a date, an author."""
NO_DEPTH, ASIDE_DEPTH, MAX_DEPTH, ANY_DEPTH = -1, 2, 3, 4
"""Elements between a block and the one with the article's paragraphs: a box or a figure beside
them (<figure><figcaption>), a sentence in a box (<div><div><p>). In none is any of them."""
_OTHER = {NAV, FOOTER, ASIDE, FORM, COMMENTS, DIALOG}
"""Regions whose text is about the site, or by its visitors."""
_SITE = {NAV, FOOTER, COMMENTS, DIALOG}
"""Those of them that hold no text of the page however long they are."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*$")


def kept_blocks(blocks: Sequence[PageBlock], chosen: Sequence[bool]) -> list[bool]:
    """Return for every block whether it is kept; `chosen` says which ones trafilatura takes.

    The whole page is kept if it has no article or no navigation.
    """
    seen = [not block.block.dropped for block in blocks]
    article = [is_chosen and is_seen for is_chosen, is_seen in zip(chosen, seen, strict=True)]
    if any(
        is_in and not block.block.level and not _is_menu(block)
        for block, is_in in zip(blocks, article, strict=True)
    ):
        kept = _Article(blocks, article).completed()
        rest = [block for block, is_kept in zip(blocks, kept, strict=True) if not is_kept]
        characters = sum(len(block.block.words) for block in rest if not block.block.dropped)
        links = sum(block.links for block in rest if not block.block.dropped)
        article = kept if links > MIN_NAVIGATION_LINK_SHARE * characters else seen
    else:
        article = seen
    return _without_menus(blocks, article)


def only_links(blocks: Sequence[PageBlock]) -> bool:
    """Return whether blocks do nothing but lead to other pages."""
    links = sum(block.links for block in blocks)
    return links > MAX_LINK_SHARE * sum(len(block.block.words) for block in blocks)


def _without_menus(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> list[bool]:
    """Return the blocks without the links of menus, and those before anything else."""
    numbers = [number for number, is_kept in enumerate(kept) if is_kept]
    texts = [number for number in numbers if not _is_menu(blocks[number])]
    if not texts:
        return list(kept)
    without = list(kept)
    for number in set(numbers) - set(texts):
        if NAV in blocks[number].regions or number < texts[0]:
            without[number] = False
    return without


def _is_menu(block: PageBlock) -> bool:
    """Return whether the words of a block, bars and dots aside, are those of links."""
    words = block.block.words
    letters = sum(map(str.isalnum, words))
    is_links = block.links > MAX_LINK_SHARE * letters
    return is_links and block.block.level < 2 and not _SENTENCE_END.search(words)


class _Article:
    """The article of a page as trafilatura sees it, and what else is like it or within it."""

    def __init__(self, blocks: Sequence[PageBlock], article: Sequence[bool]) -> None:
        self.blocks = blocks
        self.kept = list(article)
        common = frozenset.intersection(*(blocks[number].regions for number in self._numbers()))
        self.other = [(block.regions - common) & _OTHER for block in blocks]
        self.is_text = [
            not block.block.dropped and block.links <= MAX_TEXT_LINK_SHARE * len(block.block.words)
            for block in blocks
        ]
        self.is_prose = [
            is_text and is_prose(block.block.words)
            for block, is_text in zip(blocks, self.is_text, strict=True)
        ]
        self.added: set[int] = set()
        self.begins: dict[HtmlElement, int] = {}
        for number, block in enumerate(blocks):
            if block.whole is not None:
                self.begins.setdefault(block.whole, number)

    def completed(self) -> list[bool]:
        """Return the article with what trafilatura leaves out of it."""
        self._add(self._texts_of_their_own())
        self._add(self._long_asides())
        self._add(self._prose_like_the_article())
        self._add(self._parts_within())
        self._add(self._notes())
        for number in range(len(self.blocks) - 2, -1, -1):
            if not self.kept[number] and self._leads_in(number):
                self.kept[number] = True
        self._drop_said_twice()
        return self.kept

    def _numbers(self) -> list[int]:
        return [number for number, is_kept in enumerate(self.kept) if is_kept]

    def _add(self, numbers: Iterator[int]) -> None:
        for number in list(numbers):
            if not self.kept[number]:
                self.kept[number] = True
                self.added.add(number)

    def _texts_of_their_own(self) -> Iterator[int]:
        """Yield long prose with few links, wherever on the page."""
        inside = defaultdict(list)
        for number, block in enumerate(self.blocks):
            is_free = block.links <= MAX_PROSE_LINK_SHARE * len(block.block.words)
            if self.is_prose[number] and is_free and not self.other[number] & _SITE:
                inside[block.element.getparent()].append(number)
        for numbers in inside.values():
            if len(numbers) >= MIN_PARAGRAPHS and self._length(numbers) >= MIN_TEXT_CHARS:
                yield from numbers

    def _long_asides(self) -> Iterator[int]:
        """Yield all of the asides with few links if they are longer than the article."""
        inside = defaultdict(list)
        for number, block in enumerate(self.blocks):
            if self.other[number] == {ASIDE} and not block.block.dropped:
                inside[aside_around(block.element)].append(number)
        asides: list[int] = []
        for numbers in inside.values():
            links = sum(self.blocks[number].links for number in numbers)
            if links <= MAX_PROSE_LINK_SHARE * self._length(numbers):
                asides += numbers
        if self._length(filter(self.is_prose.__getitem__, asides)) > self._length(self._numbers()):
            yield from asides

    def _length(self, numbers: Iterable[int]) -> int:
        return sum(len(self.blocks[number].block.words) for number in numbers)

    def _drop_said_twice(self) -> None:
        """Leave out prose that repeats what is right before it, such as a caption."""
        before = ""
        for number in self._numbers():
            words = self.blocks[number].block.words
            if words == before and self.is_prose[number]:
                self.kept[number] = False
            before = words

    def _notes(self) -> Iterator[int]:
        """Yield the notes that the article's words refer to."""
        owners = {block.element for block in self.blocks}
        article = {self.blocks[number].element for number in self._numbers()}
        notes = notes_of(article, owners)
        for number, block in enumerate(self.blocks):
            is_note = _depth(block.element, notes) <= MAX_DEPTH
            if is_note and not block.block.dropped and not self.other[number] & {NAV, COMMENTS}:
                yield number

    def _prose_like_the_article(self) -> Iterator[int]:
        """Yield prose in elements that are named like those with the article's paragraphs."""
        names = {
            _name(self.blocks[number].element)
            for number in self._numbers()
            if self.is_prose[number]
        }
        for number, block in enumerate(self.blocks):
            if self.is_prose[number] and not self.other[number] and _name(block.element) in names:
                yield number

    def _parts_within(self) -> Iterator[int]:
        """Yield prose, sentences, captions, lists and tables beside the article's paragraphs."""
        counts = Counter(
            self.blocks[number].element.getparent()
            for number in self._numbers()
            if self.is_prose[number]
        )
        around = {element for element, count in counts.items() if count > 1}
        first, *_, last = self._numbers() * 2
        for number, block in enumerate(self.blocks):
            if self.kept[number] or block.block.dropped:
                continue
            is_inside = first < number < last
            list_around = None if block.whole is None else block.whole.getparent()
            is_entry = list_around in around and not self.is_prose[number]
            depth = 1 if is_entry else _depth(block.element, around)
            is_aside = self.other[number] == {ASIDE} and is_inside and depth <= ASIDE_DEPTH
            is_candidate = is_aside or not self.other[number]
            if is_candidate and depth <= self._reach(number, is_inside=is_inside):
                yield number

    def _reach(self, number: int, *, is_inside: bool) -> int:
        """Return how far above a block the article's paragraphs may be if it belongs to them."""
        block = self.blocks[number]
        is_figure = FIGURE in block.regions
        is_sentence = bool(_SENTENCE_END.search(block.block.words))
        if self.is_prose[number] and not is_inside:
            return ASIDE_DEPTH
        if self.is_prose[number]:
            return MAX_DEPTH if is_figure else ANY_DEPTH
        if not is_inside:
            return NO_DEPTH
        if block.links:
            is_own = block.links <= MAX_SENTENCE_LINK_SHARE * len(block.block.words)
            is_part = (is_sentence and is_own) or self._is_announced(number)
            return 1 if is_part else NO_DEPTH
        return MAX_DEPTH if is_sentence else ASIDE_DEPTH if is_figure else 1

    def _is_announced(self, number: int) -> bool:
        """Return whether a block is in a list that a kept line before it announces: "Forms:"."""
        whole = self.blocks[number].whole
        before = self.begins[whole] - 1 if whole is not None else -1
        is_kept = before >= 0 and self.kept[before]
        return is_kept and self.blocks[before].block.words.endswith((":", "："))

    def _is_of_card(self, number: int) -> bool:
        """Return whether a heading, though a link, is in one element with what is kept."""
        around = self.blocks[number].element.getparent()
        following = number + 1
        if around is not None and around.tag in ("header", "hgroup"):
            behind = islice(self.blocks, following, following + MAX_HEADER_BLOCKS)
            following += sum(
                around in (block.element, block.element.getparent()) for block in behind
            )
            around = around.getparent()
        if following >= len(self.blocks) or not self.kept[following]:
            return False
        element = self.blocks[following].element
        return around in (element, element.getparent())

    def _leads_in(self, number: int) -> bool:
        """Return whether a block is the heading or the label of the block behind it."""
        block, following = self.blocks[number], self.blocks[number + 1]
        is_heading = block.block.level > 1
        if is_heading and not block.block.dropped and self._is_of_card(number):
            return True
        if not self.kept[number + 1] or not self.is_text[number] or block.links:
            return False
        if is_heading:
            return True
        parent = following.element.getparent()
        beside = (parent, None if parent is None else parent.getparent())
        is_short = len(block.block.words.split()) <= MAX_LABEL_WORDS
        is_label = block.element in beside or block.element.getparent() is parent
        return number + 1 in self.added and is_short and is_label and not self.other[number]


def _name(element: HtmlElement) -> object:
    """Return what an element around a block is named, or itself if it has no name."""
    around = element.getparent()
    name = None if around is None else around.get("class")
    return (around.tag, name) if name else around


def _depth(element: HtmlElement | None, around: set[HtmlElement]) -> int:
    """Return how far above an element one of those around the article is."""
    for depth in range(MAX_DEPTH + 1):
        if element is None:
            break
        if element in around:
            return depth
        element = element.getparent()
    return ANY_DEPTH
