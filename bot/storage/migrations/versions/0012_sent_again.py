"""Which lost texts were sent again"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    """Apply."""
    op.add_column('outbox', sa.Column('resent_at', sa.DateTime()))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('outbox') as table:
        table.drop_column('resent_at')
