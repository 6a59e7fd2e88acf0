"""Indexes of what there is something to do about, and of every key that rows are erased by"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'

TO_ANSWER = "state = 'waiting'"
TO_SEND = "state IN ('waiting', 'sending')"
PEOPLE = "holder != 'bot' OR waiting_since IS NOT NULL"
PARTIAL = (
    ('ix_inbox_to_answer', 'inbox', ['attempts', 'id'], TO_ANSWER),
    ('ix_inbox_to_answer_of', 'inbox', ['conversation_id', 'id'], TO_ANSWER),
    ('ix_outbox_to_send', 'outbox', ['channel', 'due_at'], TO_SEND),
    ('ix_outbox_to_send_of', 'outbox', ['conversation_id', 'id'], TO_SEND),
    ('ix_conversation_people', 'conversation', ['id'], PEOPLE),
    ('ix_conversation_claimed', 'conversation', ['claimed_by'], 'claimed_by IS NOT NULL'),
    ('ix_contact_erase', 'contact', ['erase_at'], 'erase_at IS NOT NULL'),
)
WHOLE = (
    ('ix_inbox_conversation', 'inbox', ['conversation_id', 'message_id']),
    ('ix_inbox_message', 'inbox', ['message_id']),
    ('ix_outbox_message', 'outbox', ['message_id']),
    ('ix_conversation_changed', 'conversation', ['changed_at']),
    ('ix_audit_operator', 'audit', ['operator_id', 'at']),
)
OVER = (
    ('ix_inbox_state_conversation', 'inbox', ['state', 'conversation_id']),
    ('ix_outbox_state_due', 'outbox', ['state', 'due_at']),
    ('ix_conversation_holder', 'conversation', ['holder']),
)


def upgrade() -> None:
    """Apply."""
    for name, table, columns, condition in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)
    for name, table, _ in OVER:
        op.drop_index(name, table)


def downgrade() -> None:
    """Undo."""
    for name, table, columns in OVER:
        op.create_index(name, table, columns)
    for name, table, *_ in (*PARTIAL, *WHOLE):
        op.drop_index(name, table)
