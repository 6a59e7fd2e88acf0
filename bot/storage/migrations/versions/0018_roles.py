"""Accounts are managed by administrators: whoever could before, as a supervisor, still can"""

from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    """Apply. An administrator may what a supervisor might before, so nobody is locked out and nobody gains."""
    op.execute("UPDATE operator SET role = 'administrator' WHERE role = 'supervisor'")


def downgrade() -> None:
    """Undo. A coordinator's account is closed: the role that is left would open conversations to it."""
    op.execute("UPDATE operator SET role = 'supervisor' WHERE role = 'administrator'")
    op.execute("UPDATE operator SET role = 'operator', disabled = true WHERE role = 'coordinator'")
