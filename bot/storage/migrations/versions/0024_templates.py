"""A text that is sent as a template of the provider"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    """Apply."""
    op.add_column('outbox', sa.Column('template', sa.LargeBinary()))


def downgrade() -> None:
    """Undo. A template that is still to be sent goes out as its text."""
    with op.batch_alter_table('outbox') as table:
        table.drop_column('template')
