"""Whose turn it is: who writes much, or from one place with many others, keeps nobody waiting; danger goes first.

Each text gets a moment at which its turn is: when it arrived, later by what of its contact and household waits already,
earlier where danger is known. The earliest is answered first. A text that waits is overtaken for a while and never for
good, since those who come after it get later moments.
"""

from __future__ import annotations

import datetime
import unicodedata

from sqlalchemy import bindparam, func, select

from bot.conversations.contract import Inbound
from bot.conversations.work import Work
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation, inbox, is_to_answer

BEHIND_THEIR_OWN = datetime.timedelta(seconds=2)  # behind the last of the same contact: about what a slow turn takes
BEHIND_A_HOUSEHOLD = datetime.timedelta(seconds=0.25)  # for each text that waits of the same one: a shelter is many
AHEAD_IN_DANGER = datetime.timedelta(seconds=60)
FIRST_OF_A_HOUSEHOLD = 4  # so many of its texts may go ahead at a time
MOST_COUNTED = 400  # of a household
URGENT = 1  # bot/conversations/holder.py's Urgency
ASKS_FOR_A_PERSON = "/talk_to_human"
PERSON_DIGIT = 9

_OF_HOUSEHOLD = (
    select(inbox.c.id).where(is_to_answer(), inbox.c.household == bindparam("household")).limit(MOST_COUNTED).subquery()
)
_BEFORE = Prepared(
    select(
        conversation.c.urgency,
        select(inbox.c.turn_at)
        .where(is_to_answer(), inbox.c.conversation_id == bindparam("of"))
        .order_by(inbox.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("own_last"),
        select(func.count()).select_from(_OF_HOUSEHOLD).scalar_subquery().label("of_household"),
    ).where(conversation.c.id == bindparam("of"))
)


def turn_of(work: Work, conversation_id: int, inbound: Inbound, moment: datetime.datetime) -> datetime.datetime:
    """The moment that says whose turn a text is which arrives now, beside what waits already."""
    before = work.run(_BEFORE, of=conversation_id, household=inbound.household).one()
    turn = moment + int(before.of_household) * BEHIND_A_HOUSEHOLD
    if before.own_last is not None:
        behind_own: datetime.datetime = before.own_last + BEHIND_THEIR_OWN
        return max(turn, behind_own)
    presses = before.urgency >= URGENT or asks_for_a_person(inbound)
    return turn - AHEAD_IN_DANGER if presses and before.of_household < FIRST_OF_A_HOUSEHOLD else turn


def asks_for_a_person(inbound: Inbound) -> bool:
    """Whether a text says so without being read: the command or the digit 9."""
    text = inbound.text.strip()
    digit = unicodedata.digit(text, -1) if len(text) == 1 else -1
    return inbound.payload == ASKS_FOR_A_PERSON or digit == PERSON_DIGIT
