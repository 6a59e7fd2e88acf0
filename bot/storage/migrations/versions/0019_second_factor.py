"""A second factor of accounts, and codes for who has lost it"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'second_factor',
        sa.Column('operator_id', sa.Integer(), nullable=False),
        sa.Column('data_key', sa.LargeBinary(), nullable=False),
        sa.Column('secret', sa.LargeBinary(), nullable=False),
        sa.Column('last_step', sa.BigInteger(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime()),
        sa.PrimaryKeyConstraint('operator_id', name='pk_second_factor'),
        sa.ForeignKeyConstraint(
            ['operator_id'], ['operator.id'], 'fk_second_factor_operator_id', ondelete='CASCADE'
        ),
    )
    op.create_table(
        'recovery_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('operator_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(64), nullable=False),
        sa.Column('used_at', sa.DateTime()),
        sa.PrimaryKeyConstraint('id', name='pk_recovery_code'),
        sa.ForeignKeyConstraint(
            ['operator_id'], ['operator.id'], 'fk_recovery_code_operator_id', ondelete='CASCADE'
        ),
    )
    op.create_index('ix_recovery_code_operator', 'recovery_code', ['operator_id'])


def downgrade() -> None:
    """Undo."""
    op.drop_table('recovery_code')
    op.drop_table('second_factor')
