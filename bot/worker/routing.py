"""Who answers a turn: the bot, or the humans who hold the conversation or are waited for."""

from __future__ import annotations

from bot.conversations.holder import Holder
from bot.conversations.offers import Offer
from bot.dialogue.keywords import MENU_DIGIT, PERSON_DIGIT, Digit, Keyword
from bot.replies.parts import is_rest
from bot.worker.turn import Turn

# Of who waits for a human: what they ask of the computer by a word, and what is answered without ending the silence.
YES_OR_NO = frozenset({"affirm", "deny"})
ANSWERED_ONCE = frozenset({"change_country", "change_language", "delete_my_data", "stop"}) | YES_OR_NO
ASKED_OF_THE_COMPUTER = (ANSWERED_ONCE - YES_OR_NO) | {"menu"}


def is_for_humans(turn: Turn, *, just_told: bool) -> bool:
    """Whether a turn is left to the humans, with no word of the bot.

    `just_told`: the bot's last answer, to the same need, is still before the contact's eyes.
    """
    if turn.holder is Holder.QUEUE:
        return not _is_for_the_computer(turn, just_told)
    return turn.holder is Holder.OPERATOR


def payload_of_digit(value: int, offer: Offer) -> str | None:
    """What a digit picks: 9 a person, 0 the menu, the others what was offered."""
    if value == PERSON_DIGIT:
        return "/talk_to_human"
    if value == MENU_DIGIT:
        return "/menu"
    choice = offer.by_number(value)
    return choice.payload if choice else None


def payload_of_rest(offer: Offer) -> str | None:
    """What the rest of a long answer is picked with; None where it is not offered."""
    return next((choice.payload for choice in offer.choices if is_rest(choice.payload)), None)


def _is_for_the_computer(turn: Turn, just_told: bool) -> bool:
    """Whether the bot answers somebody who waits for a human.

    The queue is nobody. Who waits is told by the bot whom to call when danger or despair is new, gets the pages
    that it promised, and is answered where they turn to the computer, with a digit, a button or a word, and where what
    they ask is clear.
    """
    if turn.inbound.payload or turn.inbound.token is not None or turn.is_picked:
        return True
    if turn.keyword is Keyword.MORE:
        return bool(turn.offer.more) or payload_of_rest(turn.offer) is not None
    if isinstance(turn.keyword, Digit):
        return payload_of_digit(turn.keyword.value, turn.offer) is not None
    if turn.may_tell_of_danger:
        return not just_told
    if turn.is_clear:
        return True
    is_answer = any(choice.payload == f"/{turn.topic}" for choice in turn.offer.choices)
    return turn.topic in ASKED_OF_THE_COMPUTER or (turn.topic in YES_OR_NO and is_answer)
