"""Who knows a password gets in; nobody guesses many, from one address or from thousands."""

import base64
from collections.abc import Iterator
from itertools import count

import pytest

from app.web import logins
from app.web.logins import IN_ALL, PER_ACCOUNT, PER_ADDRESS, Login, Logins

USERS = (("ada", "s3cret:x"), ("julie", "kimé"))
REFUSED = Login()
ATTACKER, HOME, ELSEWHERE = "203.0.113.1", "198.51.100.7", "192.0.2.1"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock) -> Logins:
    return Logins(USERS, clock)


def attack(door: Logins, clock: Clock, addresses: int, users: Iterator[str]) -> int:
    """Guess 200 times a second for a minute; return how many passwords were compared."""
    compared = 0
    for number in range(200 * 60):
        clock.time += 1 / 200
        address = f"10.0.{number % addresses // 256}.{number % addresses % 256}"
        compared += door.check(basic(next(users), str(number)), address) == REFUSED
    return compared


def endless(*users: str) -> Iterator[str]:
    return (users[number % len(users)] for number in count())


@pytest.mark.parametrize(
    ("addresses", "users", "most"),
    [
        (1, endless("ada"), 15),
        (1, (f"user{number}" for number in count()), 15),
        (1000, endless("ada"), 30),
        (1000, endless("ada", "julie"), 45),
        (1000, (f"user{number}" for number in count()), 45),
    ],
)
def test_a_minute_of_guessing_compares_few_passwords(
    door: Logins, clock: Clock, addresses: int, users: Iterator[str], most: int
) -> None:
    assert PER_ADDRESS.burst <= attack(door, clock, addresses, users) <= most


def test_what_is_refused_uncompared_is_refused_if_right_too(door: Logins, clock: Clock) -> None:
    for number in range(PER_ADDRESS.burst):
        assert door.check(basic("ada", str(number)), ATTACKER) == REFUSED
    wrong = door.check(basic("ada", "wrong"), ATTACKER)
    assert wrong == Login(retry_after_s=PER_ADDRESS.restore_s)
    assert door.check(basic("ada", "s3cret:x"), ATTACKER) == wrong
    clock.time += PER_ADDRESS.restore_s
    assert door.check(basic("ada", "s3cret:x"), ATTACKER).token


def test_the_right_password_gets_in_from_elsewhere_during_an_attack(
    door: Logins, clock: Clock
) -> None:
    attack(door, clock, 1, endless("ada"))
    assert door.check(basic("ada", "s3cret:x"), ELSEWHERE).token
    attack(door, clock, 1, endless("julie"))
    assert door.check(basic("julie", "kimé"), HOME).token


def test_who_logged_in_before_gets_in_while_a_thousand_addresses_attack(
    door: Logins, clock: Clock
) -> None:
    token = door.check(basic("ada", "s3cret:x"), HOME).token
    attack(door, clock, 1000, endless("ada", "julie"))
    assert door.check(basic("ada", "s3cret:x"), HOME).token
    assert door.check(basic("ada", "s3cret:x"), "10.0.0.1", token).token  # an attacker's address
    assert door.check(basic("ada", "s3cret:x"), ELSEWHERE).retry_after_s > 0
    assert door.check(basic("julie", "kimé"), ELSEWHERE, token).retry_after_s > 0


def test_an_address_that_logged_in_has_few_guesses_too(door: Logins, clock: Clock) -> None:
    assert door.check(basic("ada", "s3cret:x"), "10.0.0.0").token
    assert attack(door, clock, 1, endless("ada")) <= 15


def test_the_right_password_is_never_slowed(door: Logins) -> None:
    assert all(door.check(basic("ada", "s3cret:x"), HOME).token for _ in range(1000))


@pytest.mark.parametrize(
    "given",
    ["", "Basic", "Basic x", "Basic /w==", "Bearer ada", basic("ada", ""), basic("", "s3cret:x")],
)
def test_what_is_no_name_with_a_password_is_no_guess(door: Logins, given: str) -> None:
    assert {door.check(given, ATTACKER) for _ in range(100)} == {REFUSED}
    assert door.check(basic("ada", "s3cret:x"), ATTACKER).token


def test_few_addresses_are_remembered(
    door: Logins, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "MAX_REMEMBERED", 100)
    for number in range(500):
        clock.time += PER_ACCOUNT.restore_s + IN_ALL.restore_s
        door.check(basic(f"user{number}", "wrong"), f"address {number}")
    assert len(door._restored) == 100
