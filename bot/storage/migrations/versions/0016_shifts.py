"""Who is on duty and here, call-backs, notes, hand-overs to a colleague, and how a conversation ended"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    """Apply."""
    op.add_column('operator', sa.Column('duty', sa.String(8), nullable=False, server_default='on'))
    op.add_column('operator', sa.Column('languages', sa.String(128), nullable=False, server_default=''))
    op.add_column('operator_session', sa.Column('pulse_at', sa.DateTime()))
    op.add_column('conversation', sa.Column('offered_to', sa.Integer()))
    op.add_column('conversation', sa.Column('offered_at', sa.DateTime()))
    op.create_table(
        'call_back',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('way', sa.String(8), nullable=False),
        sa.Column('details', sa.LargeBinary(), nullable=False),
        sa.Column('due_at', sa.DateTime(), nullable=False),
        sa.Column('state', sa.String(16), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('operator_id', sa.Integer()),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('done_at', sa.DateTime()),
        sa.PrimaryKeyConstraint('id', name='pk_call_back'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], 'fk_call_back_conversation_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], 'fk_call_back_operator_id', ondelete='SET NULL'),
    )
    op.create_index('ix_call_back_conversation', 'call_back', ['conversation_id'])
    op.create_table(
        'note',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('operator_id', sa.Integer()),
        sa.Column('kind', sa.String(16), nullable=False),
        sa.Column('text', sa.LargeBinary(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_note'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], 'fk_note_conversation_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], 'fk_note_operator_id', ondelete='SET NULL'),
    )
    op.create_index('ix_note_conversation', 'note', ['conversation_id'])
    op.create_table(
        'closing',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('operator_id', sa.Integer()),
        sa.Column('outcome', sa.String(24), nullable=False),
        sa.Column('referral', sa.LargeBinary()),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_closing'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], 'fk_closing_conversation_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], 'fk_closing_operator_id', ondelete='SET NULL'),
    )
    op.create_index('ix_closing_conversation', 'closing', ['conversation_id'])


def downgrade() -> None:
    """Undo."""
    for name in ('closing', 'note', 'call_back'):
        op.drop_table(name)
    for name, columns in (
        ('conversation', ('offered_at', 'offered_to')),
        ('operator_session', ('pulse_at',)),
        ('operator', ('languages', 'duty')),
    ):
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
