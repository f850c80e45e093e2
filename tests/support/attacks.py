"""Attacks on regular expressions, made from their own parse trees.

    python -m tests.support.attacks

prints the expressions of the packages whose time grows faster than the length of a text.
"""

import os
import re
import signal
from collections.abc import Callable, Iterator
from random import Random
from re import _compiler, _parser
from time import perf_counter, process_time
from typing import Any

from tests.support.patterns import Expression, expressions

CHARS = 2000
SLOW_SECONDS = 0.001
"""For CHARS characters; nearly all expressions take a thirtieth. One that takes longer, as any may
on a busy machine, is measured with more of them, in the time of the processor."""
MIN_CPU_SECONDS = 0.1
"""For 16 * CHARS characters. A linear expression takes far less, a quadratic one more."""
COARSEST_CLOCK_S = 0.01
MAX_GROWTH = 8
"""In time, for four times the length: 4 is linear, 16 is quadratic."""
BOUNDED = {"ingest/structure/acronyms.py:_AFTER_LONG_FORM": 100}
"""Characters to which a caller cuts what an expression sees."""
HARD_LIMIT_S = 5
"""Of the processor, for an expression with all attacks: one that takes longer ends here."""
SAMPLES = int(os.environ.get("BRIEFQA_ATTACKS", "2"))
"""Texts that are made for each repeat."""
ENDS = ("", "\0", "\n", " !")
_CHARACTERS = " a1AZ.,:;-_'’\"()[]{}<>|/\\#*&@!?=~`^+\t\u00a0é–•\n\0"
_DIALECT = (  # of the module `regex`, in that of `re`, as far as a text is to be made from it
    (r"\(\?V1\)", ""),
    (r"\(\?<(?=[a-z])", "(?:"),
    (r"\(\?P=mark\)", ","),
    (r"\\[pP]\{[^}]*\}", "a"),
    (r"\[\[(.*?)\]--\[.*?\]\]", r"[\1]"),
    (r"--([A-Z]-[A-Z]|[a-z]-[a-z]|\[[^\]]*\])|--a(?=[\]-])", ""),
    (r"\[([^\]\[]*?)--[^\]\[]*\]", r"[\1]"),
)
Attack = tuple[str, str, str]
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT)


def attacks(pattern: Any) -> Iterator[Attack]:
    """Yield what is before a repeat that may take long, what repeats, and what is behind."""
    tree = _tree(pattern)
    seen: set[tuple[str, str]] = set()
    for number in range(SAMPLES):
        dice = Random(number)
        for before, repeated in _repeats(tree, "", dice):
            for pumped in (repeated, before + repeated):
                if pumped and (before, pumped) not in seen:
                    seen.add((before, pumped))
                    yield from ((before, pumped, end) for end in ENDS)


def _tree(pattern: Any) -> Any:
    flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)
    words = pattern.pattern
    words = words.decode("latin-1") if isinstance(words, bytes) else words
    for of_regex, of_re in _DIALECT:
        words = re.sub(of_regex, of_re, words)
    return _parser.parse(words, flags)


def _repeats(tree: Any, before: str, dice: Random) -> Iterator[tuple[str, str]]:
    """Yield for every repeat in a tree a text before it, and one that it repeats."""
    for kind, value in tree:
        for inner in _inner(kind, value):
            yield from _repeats(inner, before, dice)
        if kind in _REPEATS and value[1] > 8:
            yield before, _sample([*value[2], *value[2]] if dice.random() < 0.3 else value[2], dice)
        before += _sample([(kind, value)], dice)


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in _REPEATS:
        return [value[2]]
    if kind is _parser.SUBPATTERN:
        return [value[-1]]
    if kind is _parser.ATOMIC_GROUP:
        return [value]
    if kind in (_parser.ASSERT, _parser.ASSERT_NOT):
        return [value[1]]
    if kind is _parser.BRANCH:
        return list(value[1])
    return []


def _sample(tree: Any, dice: Random) -> str:
    """Return a text that a tree matches, but for what is asserted in it."""
    found = ""
    for kind, value in tree:
        if kind in _REPEATS:
            least = value[0] or (dice.random() < 0.6)
            found += "".join(_sample(value[2], dice) for _ in range(min(least, value[1])))
        elif kind is _parser.BRANCH:
            found += _sample(dice.choice(value[1]), dice)
        elif kind in (_parser.SUBPATTERN, _parser.ATOMIC_GROUP):
            found += _sample(_inner(kind, value)[0], dice)
        elif kind is _parser.LITERAL:
            found += chr(value)
        elif kind in (_parser.NOT_LITERAL, _parser.ANY, _parser.IN):
            found += dice.choice(_members(repr((kind, value)), kind, value) or [""])
    return found


_MEMBERS: dict[str, list[str]] = {}


def _members(key: str, kind: Any, value: Any) -> list[str]:
    """Return characters that a class has; letters count more than once."""
    if key not in _MEMBERS:
        own = _parser.SubPattern(_parser.State(), [(kind, value)])
        match = _compiler.compile(own, re.IGNORECASE).fullmatch
        chars = [char for char in _CHARACTERS if match(char)]
        if kind is _parser.IN:
            chars += [chr(code) for name, code in value if name is _parser.LITERAL]
            chars += [chr(code[0]) for name, code in value if name is _parser.RANGE]
        _MEMBERS[key] = [char for char in chars if match(char)]
    return _MEMBERS[key]


def slow_attack(expression: Expression) -> str:
    """Return the attack for which an expression takes more than linear time, '' without one."""
    for attack in attacks(expression.pattern):
        if _seconds(expression, attack, CHARS, perf_counter) > SLOW_SECONDS:
            once, four = (_seconds(expression, attack, n * CHARS, process_time) for n in (4, 16))
            growth = four / max(once, COARSEST_CLOCK_S)
            if four > MIN_CPU_SECONDS and growth > MAX_GROWTH:
                before, pumped, end = attack
                return f"{before!r} + {pumped!r} * n + {end!r}: {once:.4f} s, {growth:.0f} times"
    return ""


def _seconds(
    expression: Expression, attack: Attack, chars: int, clock: Callable[[], float]
) -> float:
    before, pumped, end = attack
    words = before + pumped * (chars // len(pumped)) + end
    if limit := BOUNDED.get(expression.place):
        words = words[:limit]
    is_bytes = isinstance(expression.pattern.pattern, bytes)
    text = words.encode("latin-1", "replace") if is_bytes else words
    started = clock()
    for method in expression.methods:
        if method in ("match", "fullmatch"):
            getattr(expression.pattern, method)(text)
        else:
            for _ in expression.pattern.finditer(text):
                pass
    return clock() - started


def report(expression: Expression) -> str:
    """Return what is wrong with an expression; it is tried in a process of its own."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, HARD_LIMIT_S)  # which ends the process
        try:
            slow = slow_attack(expression)
        except Exception as error:
            slow = f"cannot be attacked: {error!r}"
        os.write(theirs, slow.encode())
        os._exit(0)
    os.close(theirs)
    with open(ours, "rb") as pipe:
        found = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return found or (f"over {HARD_LIMIT_S} s" if status else "")


if __name__ == "__main__":
    found = [(expression, report(expression)) for expression in expressions()]
    for expression, what in found:
        if what:
            print(f"{expression.place} ({', '.join(expression.methods)}): {what}")
    print(f"{len(found)} expressions")
