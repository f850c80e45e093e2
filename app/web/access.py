"""Who may reach the web page: under which names it answers, and which users it lets in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from ingest import UsageError

LOCAL = ("127.0.0.1", "localhost")
VARIABLE = "BRIEFQA_AUTH"


@dataclass(frozen=True, slots=True)
class Access:
    """The address to listen on, the host names that a request may name, and the users with their
    passwords: none where whoever reaches the page may read the documents.
    """

    address: str
    hosts: tuple[str, ...]
    users: tuple[tuple[str, str], ...]


def read_access(address: str, hosts: Sequence[str], users: Path | None) -> Access:
    """Who may reach a page that listens on `address`, under the names `hosts` beside those of
    this machine; `users` is a file of lines `user:password`, which may stand in the environment
    variable BRIEFQA_AUTH instead.

    Raises UsageError where other machines can reach it and no users or no hosts are named, and
    for a file that is not of that form.
    """
    known = _users(users)
    if not _is_local(address) and not (known and hosts):
        raise UsageError(
            f"{address} can be reached from other machines: say who may read the documents with "
            f"--auth FILE (or {VARIABLE}), and under which name with --allow-host NAME"
        )
    if ":" in address:
        raise UsageError(f"{address}: IPv6 is not supported, name an IPv4 address with --host")
    own = (address,) if address not in (*LOCAL, "0.0.0.0") else ()
    return Access(address, (*LOCAL, *own, *hosts), known)


def _is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a name
        return address == "localhost"


def _users(file: Path | None) -> tuple[tuple[str, str], ...]:
    if file is None:
        place, text = VARIABLE, os.environ.get(VARIABLE, "")
    else:
        place = str(file)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{place} cannot be read: {error}") from error
        if not text.strip():
            raise UsageError(f"{place} is empty: it names users in lines of user:password")
    users = []
    for number, line in enumerate(text.splitlines(), start=1):
        user, colon, password = line.partition(":")
        if line.strip() and not (user and colon and password):
            raise UsageError(f"{place}, line {number}: not of the form user:password")
        if line.strip():
            users.append((user, password))
    return tuple(users)
