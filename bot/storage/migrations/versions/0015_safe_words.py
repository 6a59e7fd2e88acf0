"""A word that a contact sets, and that hides what was before until it is given"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

SHOWN = sa.text("digest IS NOT NULL AND hidden = false")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'safe_word',
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.LargeBinary()),
        sa.Column('open_until', sa.DateTime(), nullable=False),
        sa.Column('hidden', sa.Boolean(), nullable=False),
        sa.Column('behind', sa.LargeBinary()),
        sa.Column('shown_after', sa.Integer(), nullable=False),
        sa.Column('floor', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('tried_at', sa.DateTime()),
        sa.PrimaryKeyConstraint('conversation_id', name='pk_safe_word'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_safe_word_conversation_id', ondelete='CASCADE'
        ),
    )
    op.create_index('ix_safe_word_open', 'safe_word', ['open_until'], sqlite_where=SHOWN, postgresql_where=SHOWN)


def downgrade() -> None:
    """Undo. What was hidden by a safe word is shown again."""
    op.drop_table('safe_word')
