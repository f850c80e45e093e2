"""The rules on who may reach the page."""

from pathlib import Path

import pytest

from app.web.access import Access, read_access
from ingest import UsageError
from tests.support.cli import briefqa


@pytest.mark.parametrize("options", [[], ["--auth", "{users}"], ["--allow-host", "a.example"]])
def test_a_public_address_needs_users_and_a_host_name(
    corpus: Path, tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "users.txt").write_text("ada:secret\n")
    given = [option.format(users=tmp_path / "users.txt") for option in options]
    run = briefqa("serve", "--host", "0.0.0.0", *given, "--index", corpus)
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert line.startswith("briefqa: 0.0.0.0 can be reached from other machines: ")
    assert "--auth FILE (or BRIEFQA_AUTH)" in line
    assert "--allow-host NAME" in line


def test_an_ipv6_address_is_refused() -> None:
    with pytest.raises(UsageError, match="IPv6 is not supported"):
        read_access("::1", [], None)


def test_users_may_be_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFQA_AUTH", "ada:secret")
    found = read_access("0.0.0.0", ["a.example"], None)
    hosts = ("127.0.0.1", "localhost", "a.example")
    assert found == Access("0.0.0.0", hosts, (("ada", "secret"),))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "localhost"])
def test_this_machine_needs_no_users(address: str) -> None:
    assert read_access(address, [], None).users == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ada", "line 1: not of the form user:password"),
        ("ada:secret\n:x", "line 2: not of"),
        ("ada:", "line 1: not of"),
        ("\n", "is empty"),
        ("\xff", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_users_file_is_reported_without_its_passwords(
    tmp_path: Path, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / "users").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=message) as raised:
        read_access("127.0.0.1", [], tmp_path / "users")
    assert "secret" not in str(raised.value)
