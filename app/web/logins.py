"""Passwords: who knows one gets in, and nobody guesses many."""

import base64
import binascii
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from time import monotonic

MAX_REMEMBERED = 10_000
"""Addresses with wrong passwords, or with right ones; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Login:
    """What is decided about a request's credentials.

    `token` shows later, as a cookie, that its browser has logged in. Without it nobody does, and
    if `retry_after_s` is not 0, the credentials were not even compared.
    """

    token: str = ""
    retry_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many wrong passwords may come at once, and how many seconds restore one."""

    burst: int
    restore_s: float


PER_ADDRESS = Allowance(5, 6)
PER_ACCOUNT = Allowance(10, 3)
IN_ALL = Allowance(15, 2)
"""So addresses that never logged in have at most 15 guesses in the first minute, 30 together on
one account, and 45 on all. The last two leave room for the right password from another address."""


class Logins:
    """The accounts, and the allowances of wrong passwords.

    A guess is a password that is compared. It must fit the allowance of its address, of its account
    and of all; else it is refused, right or wrong, before it is compared. Only wrong ones use the
    allowances up. So that an attack shuts nobody out who was in before, those of the account and
    of all do not count for an address that has logged in to the account, and none counts for a
    browser that shows the token of its login. A new address waits if a hundred others attack: it
    cannot be told from them. Nothing here waits, so a refused client holds no place.
    """

    def __init__(
        self, users: Sequence[tuple[str, str]], now: Callable[[], float] = monotonic
    ) -> None:
        self._now = now
        self._secret = secrets.token_bytes(32)
        self._known = [self._digest(user, password) for user, password in users]
        self._restored: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._logged_in: OrderedDict[tuple[str, str], float] = OrderedDict()

    @property
    def are_needed(self) -> bool:
        """Whether there are accounts at all."""
        return bool(self._known)

    def check(self, authorization: str, address: str, token: str = "") -> Login:
        """Decide on an Authorization header from an address, with the token of an earlier login."""
        user, password = _credentials(authorization)
        if not user:
            return Login()
        own = self._token(user)
        buckets: list[tuple[tuple[str, str], Allowance]] = []
        if not hmac.compare_digest(token.encode(), own.encode()):
            buckets = [(("address", address), PER_ADDRESS)]
            if (address, own) not in self._logged_in:
                buckets += [(("account", own), PER_ACCOUNT), (("all", ""), IN_ALL)]
        waits = [self._wait(name, allowance) for name, allowance in buckets]
        if any(waits):
            return Login(retry_after_s=ceil(max(waits)))
        given = self._digest(user, password)
        matches = [hmac.compare_digest(given, known) for known in self._known]
        if not any(matches):
            for name, allowance in buckets:
                self._use(name, allowance)
            return Login()
        _remember(self._logged_in, (address, own), self._now())
        return Login(own)

    def _wait(self, name: tuple[str, str], allowance: Allowance) -> float:
        """Return the seconds until one more wrong password fits the allowance; 0 if it does.

        Kept is the time when all of the allowance will be restored.
        """
        used = self._restored.get(name, 0.0) - self._now()
        return max(0.0, used - (allowance.burst - 1) * allowance.restore_s)

    def _use(self, name: tuple[str, str], allowance: Allowance) -> None:
        restored = max(self._restored.get(name, 0.0), self._now())
        _remember(self._restored, name, restored + allowance.restore_s)

    def _digest(self, user: str, password: str) -> bytes:
        return hmac.digest(self._secret, f"{user}:{password}".encode(), sha256)

    def _token(self, user: str) -> str:
        return hmac.new(self._secret, f"\0{user}".encode(), sha256).hexdigest()


def _remember(
    table: OrderedDict[tuple[str, str], float], key: tuple[str, str], time: float
) -> None:
    table[key] = time
    table.move_to_end(key)
    if len(table) > MAX_REMEMBERED:
        table.popitem(last=False)


def _credentials(authorization: str) -> tuple[str, str]:
    """Return user and password of an Authorization header (RFC 7617); nothing if it has none."""
    kind, _, given = authorization.partition(" ")
    try:
        decoded = base64.b64decode(given.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    user, colon, password = decoded.partition(":")
    return (user, password) if kind.lower() == "basic" and colon and password else ("", "")
