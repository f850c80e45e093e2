"""Whether a question asks for a figure, and whether a sentence holds one."""

import re

NO_FIGURE = "The marked sentences hold no figure."
"""Shown with the first passage if the question asks for one."""
_VERBS = "did|do|does|had|has|have|is|are|was|were|will|would|can|could|should"
_AMOUNTS = "amount|cost|fraction|number|percent|percentage|price|proportion|share"
_ASKS = re.compile(
    rf"\b(?:how many|how much (?:money|{_VERBS})|(?:what|which) (?:{_AMOUNTS}))\b", re.IGNORECASE
)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|trillion|dozen"
)
_FRACTIONS = (  # of the other numbers, by "th": "sixth"
    "half|thirds?|quarters?|fifths?|eighths?|ninths?|twelfths?|[a-z]{2,6}tieths?"
)
_MULTIPLES = "once|twice|thrice|(?:doubl|trebl|tripl|quadrupl|halv)(?:e|ed|es|ing)"
_QUANTITIES = (
    "tens|hundreds|thousands|millions|billions|trillions|dozens|zero|nil|no(?! longer)|nobody|none|"
    "nothing|neither|free|single|sole|both|couple|pairs?|few|several|handful|minority|majority|"
    "most of|all of|all the|every|everybody|everyone"
)
_WORDS = rf"(?:{_NUMBERS})(?:ths?|fold)?|{_FRACTIONS}|{_MULTIPLES}|{_QUANTITIES}"
_FIGURE = re.compile(rf"\d|[¼-¾⅐-⅞%]|\b(?:{_WORDS})\b", re.IGNORECASE)


def asks_for_figure(question: str) -> bool:
    """Return whether an English question asks how many, how much or what share."""
    return bool(_ASKS.search(question))


def has_figure(text: str) -> bool:
    """Return whether an English text has a digit, a number word or a quantity: "no", "most of"."""
    return bool(_FIGURE.search(text))
