"""Who may reach the web page: the host names that it answers to, and the users who may log in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from ingest import UsageError

LOCAL_NAMES = ("127.0.0.1", "localhost")
USERS_VARIABLE = "BRIEFQA_AUTH"


@dataclass(frozen=True, slots=True)
class Access:
    """The address to listen on, the host names that requests may use, and pairs of user and
    password; no pairs if everyone who reaches the page may read the documents.
    """

    address: str
    hosts: tuple[str, ...]
    users: tuple[tuple[str, str], ...]


def read_access(address: str, hosts: Sequence[str], users: Path | None) -> Access:
    """Return the rules for a page that listens on `address` and answers to the names `hosts`.

    The file `users` has lines of user:password; without it, the environment variable BRIEFQA_AUTH
    may hold them. Raises UsageError if other machines can reach the page but no users or no hosts
    are given, and for a file of another form.
    """
    pairs = _read_users(users)
    if not _is_local(address) and not (pairs and hosts):
        raise UsageError(
            f"{address} can be reached from other machines: say who may log in with --auth FILE "
            f"(or {USERS_VARIABLE}), and by which name they reach it with --allow-host NAME"
        )
    if ":" in address:
        raise UsageError(f"{address}: IPv6 is not supported; give an IPv4 address with --host")
    own = (address,) if address not in (*LOCAL_NAMES, "0.0.0.0") else ()
    return Access(address, (*LOCAL_NAMES, *own, *hosts), pairs)


def _is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a name
        return address == "localhost"


def _read_users(file: Path | None) -> tuple[tuple[str, str], ...]:
    if file is None:
        source, text = USERS_VARIABLE, os.environ.get(USERS_VARIABLE, "")
    else:
        source = str(file)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{source} cannot be read: {error}") from error
        if not text.strip():
            raise UsageError(f"{source} is empty: write lines of user:password into it")
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        user, colon, password = line.partition(":")
        if line.strip() and not (user and colon and password):
            raise UsageError(f"{source}, line {number}: not of the form user:password")
        if line.strip():
            pairs.append((user, password))
    return tuple(pairs)
