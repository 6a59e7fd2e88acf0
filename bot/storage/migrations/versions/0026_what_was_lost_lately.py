"""What was lost and done lately, and who is to be called back, is found without reading all that ever was"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'

IS_LOST = sa.text("state IN ('undelivered', 'failed', 'cancelled') AND resent_at IS NULL")
IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Apply."""
    op.create_index('ix_outbox_lost', 'outbox', ['created_at'], sqlite_where=IS_LOST, postgresql_where=IS_LOST)
    op.create_index('ix_audit_at', 'audit', ['at'])
    op.create_index('ix_call_back_open', 'call_back', ['due_at', 'id'], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_call_back_open', 'call_back')
    op.drop_index('ix_audit_at', 'audit')
    op.drop_index('ix_outbox_lost', 'outbox')
