"""Sessions that may not come in yet, and attempts that count for a day"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    """Apply. Attempts were kept for a minute: none is carried over."""
    op.add_column('operator_session', sa.Column('is_in', sa.Boolean(), nullable=False, server_default=sa.true()))
    _attempts_with('until')


def downgrade() -> None:
    """Undo."""
    _attempts_with('at')
    with op.batch_alter_table('operator_session') as table:
        table.drop_column('is_in')


def _attempts_with(moment: str) -> None:
    op.drop_table('login_attempt')
    op.create_table(
        'login_attempt',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name_hash', sa.String(64), nullable=False),
        sa.Column(moment, sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_login_attempt'),
    )
    op.create_index('ix_login_attempt_name_hash', 'login_attempt', ['name_hash'])
