"""The kind of browser that a session was begun in, for its owner to know it by"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    """Apply."""
    op.add_column('operator_session', sa.Column('browser', sa.String(32), nullable=False, server_default=''))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('operator_session') as table:
        table.drop_column('browser')
