"""The safe word in a turn: given, asked for, set, removed. None of it reaches Rasa, and the word stays nowhere."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool

from bot.conversations import messages, safe_word
from bot.conversations.buckets import Buckets
from bot.conversations.contract import MessageKind
from bot.conversations.inbox import InboxRow
from bot.conversations.safe_word import A_TRY_COMES_BACK_AFTER, SafeWord
from bot.conversations.work import Store, Work
from bot.dialogue.keywords import Digit, Keyword
from bot.dialogue.reading import was_picked
from bot.dialogue.safe_word import word_in
from bot.replies.compose import compose
from bot.replies.safe_word import ASK_PAYLOAD, CHANGE_PAYLOAD, HIDE_PAYLOAD, PAYLOADS, REMOVE_PAYLOAD
from bot.worker.routing import payload_of_digit
from bot.worker.speaking import Spoken
from bot.worker.turn import Turn

WORDS_AT_ONCE = 20  # of one contact that are compared while all is shown, then one an hour; held in memory only
# What a word may be understood as: a safe word that others write too would be given by chance.
MEANS_NOTHING = frozenset({"nlu_fallback", "out_of_scope"})


class SafeWords:
    """Safe words, for one worker."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compared = Buckets(1 / A_TRY_COMES_BACK_AFTER.total_seconds(), WORDS_AT_ONCE)

    def at_a_text(self, row: InboxRow) -> SafeWord | None:
        """How it stands with this text, hidden first where the time is over; None where none was set."""
        with self._store.write() as work:
            return safe_word.at_a_text(work, row.conversation_id)

    async def is_given(self, turn: Turn) -> bool:
        """Whether the text is the contact's safe word. Guesses are limited, and nothing tells that they are."""
        word = word_in(turn.inbound.text) if turn.inbound.kind is MessageKind.TEXT else None
        if turn.safe_word is None or not turn.safe_word.is_set or word is None or not self._may_try(turn):
            return False
        return await run_in_threadpool(self._is_right, turn.row.conversation_id, word)

    def spoken(self, turn: Turn) -> Spoken | None:
        """What is said about the safe word; None for a turn that is about something else."""
        picked = _picked(turn)
        if picked in PAYLOADS or turn.keyword is Keyword.SAFE_WORD:
            return _picked_of(turn, picked or ASK_PAYLOAD)
        if not turn.offer.asks_safe_word or picked or turn.keyword or turn.parse is None or turn.may_tell_of_danger:
            return None
        word, means_nothing = word_in(turn.inbound.text), turn.topic in MEANS_NOTHING
        if word is None:
            return _ask(turn, again=True) if means_nothing else None
        return _set(turn, word) if means_nothing else _ask(turn, again=True)

    def _may_try(self, turn: Turn) -> bool:
        if turn.safe_word is not None and not turn.safe_word.is_hidden:
            return self._compared.take(turn.contact.pseudonym)
        with self._store.write() as work:
            return safe_word.take_a_try(work, turn.row.conversation_id)

    def _is_right(self, conversation_id: int, word: str) -> bool:
        with self._store.read() as work:
            return safe_word.is_right(work, conversation_id, word)


def _picked(turn: Turn) -> str | None:
    """The payload that was picked, by button, digit or title."""
    if turn.inbound.payload:
        return turn.inbound.payload
    if turn.inbound.token is not None:
        choice = turn.offer.by_token(turn.inbound.token)
        return choice.payload if choice else None
    if isinstance(turn.keyword, Digit):
        return payload_of_digit(turn.keyword.value, turn.offer)
    return str(turn.parse["text"]) if turn.parse is not None and was_picked(turn.parse) else None


def _picked_of(turn: Turn, payload: str) -> Spoken:
    has_one = turn.safe_word is not None and turn.safe_word.is_set and not turn.safe_word.is_hidden
    if payload == CHANGE_PAYLOAD or not has_one:
        return _ask(turn)
    if payload == HIDE_PAYLOAD:
        hidden = compose("utter_greet", replace(turn.situation, first=True))
        return Spoken(hidden, beside=lambda work: safe_word.hide(work, turn.row.conversation_id))
    if payload == REMOVE_PAYLOAD:
        removed = compose("utter_safe_word_removed", turn.situation)
        return Spoken(removed, beside=lambda work: safe_word.remove(work, turn.row.conversation_id))
    return Spoken(compose("utter_safe_word_stands", turn.situation))


def _ask(turn: Turn, *, again: bool = False) -> Spoken:
    response = "utter_ask_safe_word_again" if again else "utter_ask_safe_word"
    return Spoken(compose(response, turn.situation), asks_safe_word=True)


def _set(turn: Turn, word: str) -> Spoken:
    def keep(work: Work) -> None:
        safe_word.choose(work, turn.row.conversation_id, word)
        messages.conceal(work, turn.row.message_id, turn.row.conversation_id)

    return Spoken(compose("utter_safe_word_set", turn.situation), beside=keep)
