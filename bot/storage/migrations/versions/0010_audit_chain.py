"""Each line of the audit trail carries the keyed hash of the one before; what is counted has its own table"""

import datetime
import json

import sqlalchemy as sa
from alembic import context, op

revision = '0010'
down_revision = '0009'

audit = sa.table(
    'audit',
    *map(sa.column, ('id', 'operator_id', 'action', 'pseudonym', 'chain')),
    sa.column('at', sa.DateTime()),
)


def upgrade() -> None:
    """Apply."""
    op.add_column('audit', sa.Column('detail', sa.String(64)))
    op.add_column('audit', sa.Column('chain', sa.String(64), nullable=False, server_default=''))
    op.create_index('ix_audit_pseudonym', 'audit', ['pseudonym', 'id'])
    op.create_table(
        'audit_counted',
        sa.Column('action', sa.String(32), nullable=False),
        sa.Column('operator_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('action', 'operator_id', name=op.f('pk_audit_counted')),
    )
    _chain_what_is_there()


def downgrade() -> None:
    """Undo."""
    op.drop_table('audit_counted')
    op.drop_index('ix_audit_pseudonym', 'audit')
    op.drop_column('audit', 'chain')
    op.drop_column('audit', 'detail')


def _chain_what_is_there() -> None:
    connection, vault = op.get_bind(), context.config.attributes.get('vault')
    before = ''
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).all():
        if vault is None:
            raise RuntimeError('a database with an audit trail needs its keys to be upgraded')
        at = row.at.replace(tzinfo=datetime.timezone.utc).isoformat()
        before = vault.address_hash(
            'audit', json.dumps([before, at, row.operator_id, row.action, row.pseudonym, None])
        )
        connection.execute(audit.update().where(audit.c.id == row.id).values(chain=before))
