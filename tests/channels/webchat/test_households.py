"""All who write from one address have one limit together, whatever sessions they are given; no address is stored."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.webchat import events
from bot.channels.webchat.talks import OF_A_NETWORK_AT_ONCE, OF_AN_ADDRESS_AT_ONCE, Talks
from bot.conversations.households import Households, Whence, network_of
from bot.conversations.work import Store
from bot.settings import Settings
from bot.web.intake import StoringIntake

HOUSEHOLDS = Households()


def whence(address: str, *headers: bytes) -> Whence | None:
    return HOUSEHOLDS.of({"client": (address, 1234), "headers": [(name, b"x") for name in headers]})


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("::ffff:203.0.113.1", "203.0.113.0/24"),
    ],
)
def test_a_household_is_a_24_or_a_64(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_mark_says_nothing_of_the_address_and_differs_from_process_to_process() -> None:
    here, there = whence("203.0.113.77"), whence("203.0.113.200")
    assert here is not None
    assert there is not None
    assert here.mark == there.mark
    assert here.address != there.address
    other = Households().of({"client": ("203.0.113.77", 1), "headers": []})
    assert other is not None
    assert other.mark != here.mark


def test_a_proxy_near_by_that_nobody_named_is_no_household() -> None:
    assert whence("127.0.0.1") is not None
    assert whence("127.0.0.1", b"X-Forwarded-For") is None
    assert whence("172.17.0.1", b"forwarded") is None
    assert whence("8.8.8.8", b"x-forwarded-for") is not None  # who comes straight from outside cannot get out of it so


@pytest.mark.parametrize("said", [b"192.168.1.20", b"6.6.6.6, 192.168.1.20"])
def test_a_visitor_of_the_local_network_behind_a_named_proxy_is_one(said: bytes) -> None:
    scope = {"client": ("192.168.1.20", 0), "headers": [(b"x-forwarded-for", said)]}
    assert HOUSEHOLDS.of(scope) is not None


class Counted(StoringIntake):
    """Takes everything, and stores nothing."""

    async def receive(self, inbound: Any) -> bool:
        return True


async def heard_of(store: Store, addresses: list[str]) -> int:
    """How many of so many texts are taken, each of a session of its own."""

    async def hang_up(_: str) -> None:
        return None

    talks, intake, taken = Talks(Settings(), store, hang_up), Counted(store), 0
    for address in addresses:
        said = events.uttered({"message": "help"})
        heard = await talks.say(intake, talks.sessions.issue(), said, (), whence(address))
        taken += heard.error is None
    return taken


async def test_sessions_of_one_address_share_a_limit(store: Store) -> None:
    taken = await heard_of(store, ["203.0.113.7"] * (OF_AN_ADDRESS_AT_ONCE + 30))
    assert OF_AN_ADDRESS_AT_ONCE <= taken < OF_AN_ADDRESS_AT_ONCE + 20


async def test_addresses_of_one_network_share_a_wider_one(store: Store) -> None:
    addresses = [f"203.0.113.{number % 250}" for number in range(OF_A_NETWORK_AT_ONCE + 60)]
    taken = await heard_of(store, addresses)
    assert OF_A_NETWORK_AT_ONCE <= taken < OF_A_NETWORK_AT_ONCE + 40


async def test_other_networks_are_not_touched(store: Store) -> None:
    addresses = ["203.0.113.7"] * (OF_AN_ADDRESS_AT_ONCE + 20)
    elsewhere = [f"198.51.{number}.1" for number in range(20)]
    assert await heard_of(store, addresses + elsewhere) >= OF_AN_ADDRESS_AT_ONCE + len(elsewhere)
