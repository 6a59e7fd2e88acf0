"""Whose turn it is: who writes much, or from one place with many others, keeps nobody waiting"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

OPEN = sa.text("state = 'waiting'")
LONG_AGO = sa.text("'1970-01-01 00:00:00'")


def upgrade() -> None:
    """Apply. What waits just now keeps its order."""
    op.add_column('inbox', sa.Column('household', sa.String(16)))
    op.add_column('inbox', sa.Column('turn_at', sa.DateTime(), nullable=False, server_default=LONG_AGO))
    op.execute("UPDATE inbox SET turn_at = received_at")
    op.add_column('conversation', sa.Column('household', sa.String(16)))
    op.drop_index('ix_inbox_to_answer', 'inbox')
    _index('ix_inbox_to_answer', ['attempts', 'turn_at', 'id'])
    _index('ix_inbox_to_answer_from', ['household', 'id'])


def downgrade() -> None:
    """Undo."""
    for name in ('ix_inbox_to_answer_from', 'ix_inbox_to_answer'):
        op.drop_index(name, 'inbox')
    _index('ix_inbox_to_answer', ['attempts', 'id'])
    with op.batch_alter_table('conversation') as table:
        table.drop_column('household')
    with op.batch_alter_table('inbox') as table:
        table.drop_column('turn_at')
        table.drop_column('household')


def _index(name: str, columns: list[str]) -> None:
    op.create_index(name, 'inbox', columns, sqlite_where=OPEN, postgresql_where=OPEN)
