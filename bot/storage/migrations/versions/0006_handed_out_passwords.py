"""Which passwords were handed out, and are to be changed at the first login"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('operator') as table:
        table.add_column(sa.Column('must_change', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('operator') as table:
        table.drop_column('must_change')
