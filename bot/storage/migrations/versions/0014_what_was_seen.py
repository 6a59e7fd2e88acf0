"""What a contact's text shows an operator: its language, concepts, places, and what it answers"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    """Apply. Texts that came before show nothing."""
    op.add_column('message', sa.Column('seen', sa.LargeBinary()))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('message') as table:
        table.drop_column('seen')
