"""The safe word of a contact: whether what was before is hidden, and what is put aside as long as it is.

docs/security.md says what it hides from whoever picks up the phone, and what it does not.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select

from bot.conversations import contacts, holder
from bot.conversations.holder import Holder
from bot.conversations.work import Store, Work
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation, hides_later, message, safe_word

SHOWN_FOR = datetime.timedelta(minutes=15)  # after the contact's last text
CLOCKS_DIFFER = datetime.timedelta(minutes=1)  # what a clock is set by from day to day
TRIES_AT_ONCE = 5
A_TRY_COMES_BACK_AFTER = datetime.timedelta(hours=1)
HIDDEN_AT_ONCE = 50
SALT_BYTES = 16
# RFC 7914: 4 MB and some 20 ms. The hash is also encrypted by the contact's data key, which stands for a pepper.
COST, BLOCK, LANES = 2**12, 8, 1

_OF = Prepared(select(safe_word).where(safe_word.c.conversation_id == bindparam("of")))


@dataclass(frozen=True)
class SafeWord:
    """How it stands. `is_set`: False where it was removed, and something of before stays hidden for good.

    `open_until`: as long as what was before is shown; while it is hidden, since when. `shown_after`: the sequence
    number of the last message that is not shown now.
    """

    is_set: bool
    is_hidden: bool
    open_until: datetime.datetime
    shown_after: int

    @property
    def is_due(self) -> bool:
        """Whether it is to be hidden by now, and is not yet."""
        return self.is_set and not self.is_hidden and is_over(self.open_until)


def is_over(open_until: datetime.datetime) -> bool:
    """Whether what was before is hidden by now. A clock that was set back does not show it for longer."""
    return open_until < now() or _was_set_back(open_until)


def of(work: Work, conversation_id: int) -> SafeWord | None:
    """The safe word of a conversation; None where none was ever set."""
    row = work.run(_OF, of=conversation_id).first()
    if row is None:
        return None
    return SafeWord(row.digest is not None, row.hidden, row.open_until, row.shown_after if row.hidden else row.floor)


def hides(work: Work, conversation_id: int) -> bool:
    """Whether what was before is hidden by now."""
    found = of(work, conversation_id)
    return found is not None and found.is_set and (found.is_hidden or found.is_due)


def at_a_text(work: Work, conversation_id: int) -> SafeWord | None:
    """The contact writes: what is due is hidden first, and what is open stays open for as long again."""
    if not contacts.lock(work, conversation_id):
        return None
    found = of(work, conversation_id)
    if found is None or not found.is_set:
        return found
    if found.is_due:
        hide(work, conversation_id)
    elif found.is_hidden:
        _let_nobody_wait_openly(work, conversation_id, found.open_until)
    else:
        _write(work, conversation_id, open_until=now() + SHOWN_FOR)
    return of(work, conversation_id)


def choose(work: Work, conversation_id: int, word: str) -> None:
    """Set the word, or another one. What is hidden at that moment stays so for good: who sets it need not know it."""
    contacts.lock(work, conversation_id)
    sealed = work.key_of(conversation_id).encrypt(_digest(word, secrets.token_bytes(SALT_BYTES)))
    found, until = of(work, conversation_id), now() + SHOWN_FOR
    values = {"digest": sealed, "open_until": until, "hidden": False, "behind": None, "tries": 0}
    if found is None:
        work.run(safe_word.insert().values(conversation_id=conversation_id, shown_after=0, floor=0, **values))
    else:
        _write(work, conversation_id, floor=found.shown_after, **values)


def remove(work: Work, conversation_id: int) -> None:
    """Hide nothing any more."""
    _write(work, conversation_id, digest=None)


def hide(work: Work, conversation_id: int) -> None:
    """Put aside what is remembered, and show nothing of before. Who waits for a human waits on, unseen.

    What was offered is forgotten: the pages that MORE brings, and the choices.
    """
    contacts.lock(work, conversation_id)
    found = of(work, conversation_id)
    if found is None or not found.is_set or found.is_hidden:
        return
    moment = found.open_until if _was_set_back(found.open_until) else min(found.open_until, now())
    last = select(func.coalesce(func.max(message.c.sequence), 0)).where(
        message.c.conversation_id == conversation_id, message.c.created_at <= moment
    )
    remembered = select(conversation.c.tracker).where(conversation.c.id == conversation_id)
    hidden = {"hidden": True, "open_until": moment, "tries": 0, "tried_at": moment}
    until = max(found.shown_after, int(work.run(last).scalar_one()))
    _write(work, conversation_id, **hidden, behind=remembered.scalar_subquery(), shown_after=until)
    work.run(conversation.update().where(conversation.c.id == conversation_id).values(tracker=None, offer=None))
    _let_nobody_wait_openly(work, conversation_id, moment)
    work.notify()


def hide_due(store: Store) -> int:
    """Hide what nobody has written in for SHOWN_FOR; returns how many conversations."""
    with store.read() as work:
        opened, moment = safe_word.c.open_until, now()
        over = or_(opened < moment, opened > moment + SHOWN_FOR + CLOCKS_DIFFER)
        statement = select(safe_word.c.conversation_id).where(hides_later(), over)
        due = work.run(statement.limit(HIDDEN_AT_ONCE)).scalars().all()
    for conversation_id in due:
        with store.write() as work:
            contacts.lock(work, conversation_id)
            found = of(work, conversation_id)
            if found is not None and found.is_due:
                hide(work, conversation_id)
    return len(due)


def is_right(work: Work, conversation_id: int, word: str) -> bool:
    """Whether this is the word."""
    row = work.run(_OF, of=conversation_id).first()
    known = work.key_of(conversation_id).readable(row.digest) if row is not None else None
    if known is None:
        return False
    salt = base64.b64decode(known.partition(":")[0])
    return hmac.compare_digest(_digest(word, salt), known)


def take_a_try(work: Work, conversation_id: int) -> bool:
    """Whether one more word may be compared while all is hidden: five at once, then one an hour."""
    contacts.lock(work, conversation_id)
    row = work.run(_OF, of=conversation_id).first()
    if row is None:
        return False
    back = int((now() - row.tried_at) / A_TRY_COMES_BACK_AFTER) if row.tried_at else 0
    tries = max(0, row.tries - max(0, back))
    if tries >= TRIES_AT_ONCE:
        return False
    _write(work, conversation_id, tries=tries + 1, tried_at=now())
    return True


def give(work: Work, conversation_id: int) -> None:
    """The word was given: all is as it was. What was remembered of who did not give it is forgotten."""
    contacts.lock(work, conversation_id)
    found, until = of(work, conversation_id), now() + SHOWN_FOR
    if found is not None and found.is_hidden:
        behind = select(safe_word.c.behind).where(safe_word.c.conversation_id == conversation_id)
        as_before = {"tracker": behind.scalar_subquery(), "offer": None}
        work.run(conversation.update().where(conversation.c.id == conversation_id).values(**as_before))
    _write(work, conversation_id, hidden=False, behind=None, open_until=until, tries=0)
    work.notify()


def _was_set_back(open_until: datetime.datetime) -> bool:
    """Whether the clock stood later when somebody last wrote."""
    return open_until > now() + SHOWN_FOR + CLOCKS_DIFFER


def _let_nobody_wait_openly(work: Work, conversation_id: int, hidden_since: datetime.datetime) -> None:
    """That somebody asked for a human before is nothing that the bot lets on; their place in the queue is kept."""
    if holder.holder_of(work, conversation_id) is not Holder.QUEUE:
        return
    since = select(conversation.c.waiting_since).where(conversation.c.id == conversation_id)
    waiting_since = work.run(since).scalar()
    if waiting_since is not None and waiting_since <= hidden_since:
        holder.ask_the_computer(work, conversation_id)


def _write(work: Work, conversation_id: int, **values: object) -> None:
    work.run(safe_word.update().where(safe_word.c.conversation_id == conversation_id).values(**values))


def _digest(word: str, salt: bytes) -> str:
    hashed = hashlib.scrypt(word.encode(), salt=salt, n=COST, r=BLOCK, p=LANES)
    return f"{base64.b64encode(salt).decode()}:{base64.b64encode(hashed).decode()}"
