"""What is kept how long: holds, tombstones, addresses that were let go, and no second copy of what was answered"""

import datetime

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

PARTIAL = (
    ('ix_conversation_offer', 'conversation', ['changed_at'], 'offer IS NOT NULL'),
    ('ix_outbox_provider_ids', 'outbox', ['created_at'], 'provider_id IS NOT NULL'),
    ('ix_inbox_worked_off', 'inbox', ['done_at'], 'done_at IS NOT NULL'),
    ('ix_contact_seen', 'contact', ['seen_at'], 'former_hash IS NULL'),
    ('ix_contact_former', 'contact', ['channel', 'former_hash'], 'former_hash IS NOT NULL'),
)
NOTICE = datetime.timedelta(days=7)  # nothing is erased by its age before operators could see it coming
heartbeat = sa.table('heartbeat', sa.column('process', sa.String), sa.column('at', sa.DateTime))


def upgrade() -> None:
    """Apply."""
    op.add_column('contact', sa.Column('former_hash', sa.String(64)))  # a new table would take all that hangs on the old
    op.create_table('retention_hold',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.Column('operator_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_retention_hold_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], name=op.f('fk_retention_hold_operator_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_retention_hold'))
    )
    op.create_table('tombstone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pseudonym', sa.String(length=32), nullable=False),
    sa.Column('erased_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tombstone'))
    )
    if op.get_bind().execute(sa.text('SELECT 1 FROM contact LIMIT 1')).first():
        begins = datetime.datetime.utcnow() + NOTICE
        op.execute(heartbeat.insert().values(process='retention', at=begins))
    op.execute(sa.text("UPDATE inbox SET content = :nothing WHERE state <> 'waiting'").bindparams(
        sa.bindparam('nothing', b'', type_=sa.LargeBinary())
    ))
    for name, table, columns, condition in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def downgrade() -> None:
    """Undo."""
    for name, table, *_ in PARTIAL:
        op.drop_index(name, table)
    op.execute(heartbeat.delete().where(heartbeat.c.process == 'retention'))
    op.drop_table('tombstone')
    op.drop_table('retention_hold')
    op.execute('ALTER TABLE contact DROP COLUMN former_hash')
