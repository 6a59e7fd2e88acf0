"""What was published of the statistics, and what it cost of a year's budget"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    """Apply."""
    op.create_table('published',
    sa.Column('year', sa.String(4), nullable=False),
    sa.Column('what', sa.String(64), nullable=False),
    sa.Column('epsilon', sa.Float(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('year', 'what', name=op.f('pk_published'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('published')
