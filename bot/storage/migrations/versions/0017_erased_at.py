"""What is known of erased texts has an end: found by its age"""

from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    """Apply."""
    op.create_index('ix_erased_at', 'erased', ['at'])


def downgrade() -> None:
    """Undo."""
    op.drop_index('ix_erased_at', 'erased')
