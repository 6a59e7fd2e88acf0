"""The language in which each account reads the desk"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'


def upgrade() -> None:
    """Apply. Accounts begin with none, and take what their browser keeps when they log in."""
    op.add_column('operator', sa.Column('interface', sa.String(8), nullable=False, server_default=''))


def downgrade() -> None:
    """Undo. Browsers still keep what was chosen in them."""
    with op.batch_alter_table('operator') as table:
        table.drop_column('interface')
