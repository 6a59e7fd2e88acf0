"""Files of contacts' messages: what became of them, and those that are kept"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'

TO_FETCH = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Apply. Of files that came before nothing is known but that they came."""
    op.create_table(
        'attachment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('message_id', sa.Integer(), nullable=False),
        sa.Column('reference_hash', sa.String(64), nullable=False),
        sa.Column('about', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.String(16), nullable=False),
        sa.Column('content', sa.LargeBinary()),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_attachment'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], 'fk_attachment_conversation_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['message_id'], ['message.id'], 'fk_attachment_message_id', ondelete='CASCADE'),
        sa.UniqueConstraint('message_id', 'reference_hash', name='uq_attachment_message_reference'),
    )
    op.create_index('ix_attachment_conversation', 'attachment', ['conversation_id'])
    op.create_index(
        'ix_attachment_to_fetch', 'attachment', ['due_at'], sqlite_where=TO_FETCH, postgresql_where=TO_FETCH
    )


def downgrade() -> None:
    """Undo. Files that were kept are gone."""
    op.drop_table('attachment')
