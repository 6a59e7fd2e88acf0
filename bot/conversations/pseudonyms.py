"""What operators call a contact: two words that a tired person can keep apart and say aloud.

A pseudonym is random, so nothing in it leads to an address. Its first four hex digits choose the two words, out of
`pseudonyms.txt`; a new contact gets digits that no present contact has, as long as there are any.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import bindparam, select

from bot.conversations.work import Work
from bot.storage.prepared import Prepared
from bot.storage.tables import contact

PSEUDONYM_BYTES = 8
NAMING_DIGITS = 4  # two for each word
TRIES = 32  # with every second name taken, all of them miss once in four thousand million

WORDS = Path(__file__).with_suffix(".txt")
FIRST, SECOND = (tuple(part.split()) for part in WORDS.read_text(encoding="utf-8").split("\n\n"))

_TAKEN = Prepared(
    select(contact.c.id)
    .where(contact.c.pseudonym >= bindparam("lowest"), contact.c.pseudonym <= bindparam("highest"))
    .limit(1)
)


def new_pseudonym(work: Work) -> str:
    """A random pseudonym whose name no contact has, unless nearly all names are taken."""
    for _ in range(TRIES):
        found = secrets.token_hex(PSEUDONYM_BYTES)
        naming, rest = found[:NAMING_DIGITS], PSEUDONYM_BYTES * 2 - NAMING_DIGITS
        if work.run(_TAKEN, lowest=naming + "0" * rest, highest=naming + "f" * rest).first() is None:
            return found
    return secrets.token_hex(PSEUDONYM_BYTES)


def beginning_of(name: str) -> str | None:
    """The digits with which the pseudonyms of that name begin; None where it is no name."""
    words = name.lower().split()
    if len(words) != 2 or words[0] not in FIRST or words[1] not in SECOND:
        return None
    return bytes((FIRST.index(words[0]), SECOND.index(words[1]))).hex()


def name_of(pseudonym: str) -> str:
    """The two words of a pseudonym, "Blue Heron"; its beginning where it is none of ours."""
    try:
        first, second = bytes.fromhex(pseudonym[:NAMING_DIGITS])
    except ValueError:
        return pseudonym[:6]
    return f"{FIRST[first]} {SECOND[second]}".title()
