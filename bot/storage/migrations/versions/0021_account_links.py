"""Links by which people set their own password"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'account_link',
        sa.Column('operator_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(64), nullable=False),
        sa.Column('expires_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('operator_id', name='pk_account_link'),
        sa.UniqueConstraint('token_hash', name='uq_account_link_token_hash'),
        sa.ForeignKeyConstraint(
            ['operator_id'], ['operator.id'], 'fk_account_link_operator_id', ondelete='CASCADE'
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('account_link')
