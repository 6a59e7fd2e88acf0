"""What was not understood is counted by month, once it is closed"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

HAS_ASKED = sa.text('asked_month IS NOT NULL')


def upgrade() -> None:
    """Apply. Pairs counted before were of any words, and of all months together: they go."""
    op.drop_table('asked_pair')
    op.create_table('asked_pair',
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('language', sa.String(8), nullable=False),
    sa.Column('words', sa.String(128), nullable=False),
    sa.Column('contacts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'language', 'words', name=op.f('pk_asked_pair'))
    )
    op.add_column('conversation', sa.Column('asked_month', sa.String(7)))
    op.add_column('conversation', sa.Column('asked', sa.LargeBinary()))
    op.create_index('ix_conversation_asked', 'conversation', ['asked_month'], sqlite_where=HAS_ASKED, postgresql_where=HAS_ASKED)


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_conversation_asked', 'conversation')
    with op.batch_alter_table('conversation') as table:
        table.drop_column('asked')
        table.drop_column('asked_month')
    op.drop_table('asked_pair')
    op.create_table('asked_pair',
    sa.Column('language', sa.String(8), nullable=False),
    sa.Column('pair_hash', sa.String(64), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('conversations', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(128), nullable=True),
    sa.PrimaryKeyConstraint('language', 'pair_hash', name=op.f('pk_asked_pair'))
    )
