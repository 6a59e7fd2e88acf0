"""The four kinds of additions, told apart by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.running.additions import channel, country, language, topic
from bot.running.additions.missing import Missing
from bot.settings import IS_INSTALLED, Mendable


@dataclass(frozen=True)
class Addition:
    """How one kind is named (`form`, and in words `how`), begun, recognised, and what an instance still needs."""

    form: re.Pattern[str]
    how: str
    begin: Callable[[Path, str], list[Path]]
    is_one: Callable[[Path, str], bool]
    missing: Callable[[Path, str], Iterable[Missing]]


# A name is looked for in this order: sms is a channel, and a language of Lapland.
ADDITIONS: dict[str, Addition] = {
    "channel": Addition(
        re.compile("[a-z][a-z0-9]*"),
        "small letters and digits, as signal",
        *(channel.begin, channel.is_one, channel.missing),
    ),
    "topic": Addition(
        re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*"),
        "small letters, digits and _, as sick_pay",
        *(topic.begin, topic.is_one, topic.missing),
    ),
    "language": Addition(
        re.compile("[a-z]{2,3}"),
        "its code in ISO 639, in small letters, as so",
        *(language.begin, language.is_one, language.missing),
    ),
    "country": Addition(
        re.compile("[A-Z]{2}"),
        "its code in ISO 3166-1, in capitals, as GB",
        *(country.begin, country.is_one, country.missing),
    ),
}


def begin(root: Path, kind: str, name: str) -> list[Path]:
    """Make the skeleton of an addition; returns the files that were written. Raises Mendable."""
    if IS_INSTALLED:
        raise Mendable("`rightsline new` works in a clone of the repository; this is an installation")
    addition = ADDITIONS[kind]
    if not addition.form.fullmatch(name):
        raise Mendable(f"{name}: is no name for a {kind}; write {addition.how}")
    return addition.begin(root, name)


def missing(root: Path, name: str) -> list[Missing]:
    """What an addition still needs. Raises Mendable for a name that nothing has, or a file that cannot be read."""
    for addition in ADDITIONS.values():
        if addition.form.fullmatch(name) and addition.is_one(root, name):
            return list(addition.missing(root, name))
    kinds = ", ".join(ADDITIONS)
    raise Mendable(f"{name}: there is no such {kinds}; `rightsline new --help` says how one is begun")
