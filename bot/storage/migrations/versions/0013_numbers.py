"""Numbers without names: coded records, their counts, and who is not to be counted"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

TO_COUNT = sa.text('counting IS NULL')
CODES = ('country', 'language', 'channel', 'sex', 'age', 'sector', 'relation', 'citizenship', 'outcome', 'wait')
TABLES = ('asked_pair', 'statistics_reading', 'closed_month', 'coded_count', 'coded_item', 'coded_record')


def upgrade() -> None:
    """Apply. What was before is counted when it is quiet, as everything else."""
    op.add_column('conversation', sa.Column('counting', sa.String(8)))
    op.add_column('conversation', sa.Column('form', sa.LargeBinary()))
    op.create_index('ix_conversation_to_count', 'conversation', ['changed_at'], sqlite_where=TO_COUNT, postgresql_where=TO_COUNT)
    op.create_table('coded_record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('made', sa.Boolean(), nullable=False),
    *(sa.Column(name, sa.String(64), nullable=False) for name in CODES),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coded_record'))
    )
    op.create_index('ix_coded_record_month', 'coded_record', ['month'])
    op.create_table('coded_item',
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dimension', sa.String(16), nullable=False),
    sa.Column('code', sa.String(64), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['coded_record.id'], name=op.f('fk_coded_item_record_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', 'dimension', 'code', name=op.f('pk_coded_item'))
    )
    op.create_table('coded_count',
    sa.Column('first', sa.String(16), nullable=False),
    sa.Column('second', sa.String(16), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('first_code', sa.String(64), nullable=False),
    sa.Column('second_code', sa.String(64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('first', 'second', 'month', 'first_code', 'second_code', name=op.f('pk_coded_count'))
    )
    op.create_table('closed_month',
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('period', sa.String(7), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.Column('made', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_closed_month'))
    )
    op.create_table('statistics_reading',
    sa.Column('operator_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('what', sa.String(64), nullable=False),
    sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], name=op.f('fk_statistics_reading_operator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('operator_id', 'day', 'what', name=op.f('pk_statistics_reading'))
    )
    op.create_table('asked_pair',
    sa.Column('language', sa.String(8), nullable=False),
    sa.Column('pair_hash', sa.String(64), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('conversations', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(128), nullable=True),
    sa.PrimaryKeyConstraint('language', 'pair_hash', name=op.f('pk_asked_pair'))
    )


def downgrade() -> None:
    """Undo."""
    for name in TABLES:
        op.drop_table(name)
    op.drop_index('ix_conversation_to_count', 'conversation')
    with op.batch_alter_table('conversation') as table:
        table.drop_column('form')
        table.drop_column('counting')
