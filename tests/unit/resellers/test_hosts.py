"""S27: a domain in the one form in which browsers ask for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.resellers.domain import hosts


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("Cloud.Example.COM", "cloud.example.com"),
        (" https://cloud.example.com/shop/?a=1 ", "cloud.example.com"),
        ("cloud.example.com.", "cloud.example.com"),
        ("παράδειγμα.ελ", "xn--hxajbheg2az3al.xn--qxam"),
    ],
)
def test_one_form(typed, host) -> None:
    found = hosts.normalised(typed)
    assert found == host
    assert hosts.normalised(found) == found
    assert hosts.normalised(hosts.shown(found)) == found


@pytest.mark.parametrize(
    "typed",
    ["", "localhost", "127.0.0.1", "[::1]", "10.1", "0x7f.0x1", "a b.com", "cloud.example.com:8080", "-a.com", "a_b.com",
     "user@example.com", "a..com", "x" * 64 + ".com", "a." * 130 + "com", "*.example.com", "exa\x00mple.com"],
)  # fmt: skip
def test_no_domain(typed) -> None:
    with pytest.raises(hosts.NotADomain):
        hosts.normalised(typed)


def test_the_last_sigma_is_a_letter_of_its_own() -> None:
    """Browsers know the rules of 2008; those of 2003 would lead to another domain."""
    assert hosts.normalised("φως.gr") != hosts.normalised("φωσ.gr")


@given(st.text(max_size=80))
def test_either_refused_or_plain(typed) -> None:
    try:
        host = hosts.normalised(typed)
    except hosts.NotADomain:
        return
    assert host.isascii()
    assert host == host.lower()
    assert "." in host
    assert not set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert hosts.normalised(host) == host
