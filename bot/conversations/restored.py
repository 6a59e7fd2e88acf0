"""What was open when a backup was made is older than it looks: much of it has been answered and sent since."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.conversations import holder
from bot.conversations.holder import Holder, Urgency
from bot.conversations.inbox import FAILED
from bot.conversations.outbox import GIVE_UP_AFTER, OutboxState
from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import conversation, inbox, is_to_answer, is_to_send, operator_session, outbox

RESTORED = "restored"  # the error of a text that is not sent because of it


def settle(work: Work) -> None:
    """Make sure that a restored database sends nobody a text out of the blue.

    What is to be sent is looked for at the provider first, and not sent when it is too old; what is too old to be
    answered by the bot waits for a person. Nobody is logged in at the desk any more.
    """
    moment = now()
    old = moment - GIVE_UP_AFTER
    work.run(
        update(outbox)
        .where(is_to_send(), outbox.c.created_at < old)
        .values(state=OutboxState.CANCELLED.value, error=RESTORED, claimed_until=None)
    )
    work.run(
        update(outbox)
        .where(is_to_send())
        .values(
            state=OutboxState.SENDING.value,
            sent_at=outbox.c.created_at,
            claimed_by=None,
            claimed_until=moment - timedelta(seconds=1),
        )
    )
    unanswered = is_to_answer() & (inbox.c.received_at < old)
    for conversation_id in work.run(select(inbox.c.conversation_id).where(unanswered).distinct()).scalars().all():
        if holder.holder_of(work, conversation_id) is Holder.BOT:
            holder.ask_for_human(work, conversation_id, "error", Urgency.NORMAL)
    work.run(update(inbox).where(unanswered).values(state=FAILED, done_at=moment, content=b""))
    work.run(
        update(conversation).where(conversation.c.claimed_by.is_not(None)).values(claimed_by=None, claimed_until=None)
    )
    work.run(delete(operator_session))
