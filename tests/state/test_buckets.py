"""Token buckets: a burst, then a steady pace; one key never slows another."""

from __future__ import annotations

from bot.conversations.buckets import REMEMBERED_KEYS, Buckets


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


def test_a_burst_then_the_pace() -> None:
    clock = Clock()
    buckets = Buckets(2.0, 5, clock)
    assert [buckets.take("a") for _ in range(7)] == [True] * 5 + [False] * 2
    clock.moment = 1.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")


def test_what_is_refused_does_not_delay_the_next() -> None:
    clock = Clock()
    buckets = Buckets(1.0, 1, clock)
    assert buckets.take("a")
    for _ in range(50):
        clock.moment += 0.01
        assert not buckets.take("a")
    clock.moment = 1.01
    assert buckets.take("a")


def test_a_long_rest_earns_no_more_than_the_burst() -> None:
    clock = Clock()
    buckets = Buckets(10.0, 3, clock)
    buckets.take("a")
    clock.moment = 1e6
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


def test_only_so_many_keys_are_remembered() -> None:
    buckets = Buckets(0.0, 1, Clock())
    assert buckets.take("first")
    for number in range(REMEMBERED_KEYS):
        buckets.take(str(number))
    assert len(buckets._buckets) == REMEMBERED_KEYS
