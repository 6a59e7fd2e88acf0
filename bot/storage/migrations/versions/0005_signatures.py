"""What a delivery was signed with: no copy of it is new"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    """Apply."""
    op.add_column('inbox', sa.Column('signature_hash', sa.String(64)))
    op.create_index('ix_inbox_signature', 'inbox', ['channel', 'signature_hash'], unique=True)


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_inbox_signature', 'inbox')
    with op.batch_alter_table('inbox') as table:
        table.drop_column('signature_hash')
