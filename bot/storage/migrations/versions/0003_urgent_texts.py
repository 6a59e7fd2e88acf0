"""Which texts to send go first"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('outbox') as table:
        table.add_column(sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('outbox') as table:
        table.drop_column('urgent')
