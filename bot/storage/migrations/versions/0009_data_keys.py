"""A data key for each contact; topics, reasons and the providers' ids are no longer in clear"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = '0009'
down_revision = '0007'

contact = sa.table('contact', *map(sa.column, ('id', 'channel', 'address', 'data_key')))
conversation = sa.table('conversation', *map(sa.column, (
    'id', 'contact_id', 'offer', 'tracker', 'reason', 'reason_sealed',
)))
message = sa.table('message', *map(sa.column, (
    'id', 'conversation_id', 'text', 'choices', 'sources', 'topic', 'topic_sealed', 'urgent',
)))
inbox = sa.table('inbox', *map(sa.column, (
    'id', 'conversation_id', 'channel', 'provider_id', 'provider_id_hash', 'content',
)))
outbox = sa.table('outbox', *map(sa.column, (
    'id', 'conversation_id', 'channel', 'provider_id', 'provider_id_hash',
)))
URGENT = ('emergency', 'distress')


def upgrade() -> None:
    """Apply."""
    # no table is made anew: SQLite would delete, with the old one, every row that hangs on its rows
    op.add_column('contact', sa.Column('data_key', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.add_column('conversation', sa.Column('reason_sealed', sa.LargeBinary()))
    op.add_column('message', sa.Column('topic_sealed', sa.LargeBinary()))
    op.add_column('message', sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ('inbox', 'outbox'):  # their indexes go with the name
        op.execute(f'ALTER TABLE {table} RENAME COLUMN provider_id TO provider_id_hash')
    op.add_column('inbox', sa.Column('provider_id', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.add_column('outbox', sa.Column('provider_id', sa.LargeBinary()))
    _convert(op.get_bind(), context.config.attributes)
    for table, column in (('conversation', 'reason'), ('message', 'topic')):
        op.drop_column(table, column)
        op.execute(f'ALTER TABLE {table} RENAME COLUMN {column}_sealed TO {column}')


def downgrade() -> None:
    """Undo."""
    raise NotImplementedError('data keys cannot be taken out again: put the backup from before the upgrade back')


def _convert(connection: Any, attributes: dict[str, Any]) -> None:
    people = connection.execute(sa.select(contact).order_by(contact.c.id)).all()
    if not people:
        return
    vault = attributes['vault']
    if vault is None:
        raise RuntimeError('a database with people in it needs its keys to be upgraded')
    attributes['was_in_clear'] = True
    for person in people:
        key = vault.new_data_key()
        address = _moved(vault, key, person.address)
        _write(connection, _CONTACT, [{'row': person.id, 'data_key': key.stored, 'address': address}])
        for talk in connection.execute(_TALKS, {'of': person.id}).all():
            _convert_conversation(connection, vault, key, talk)


def _convert_conversation(connection: Any, vault: Any, key: Any, talk: Any) -> None:
    of = {'of': talk.id}
    offer, tracker = _moved(vault, key, talk.offer), _moved(vault, key, talk.tracker)
    reason = key.encrypt_label(talk.reason)
    _write(connection, _TALK, [{'row': talk.id, 'offer': offer, 'tracker': tracker, 'reason_sealed': reason}])
    _write(connection, _MESSAGE, [
        {
            'row': row.id,
            **{name: _moved(vault, key, getattr(row, name)) for name in ('text', 'choices', 'sources')},
            'topic_sealed': key.encrypt_label(row.topic),
            'urgent': row.topic in URGENT,
        }
        for row in connection.execute(_MESSAGES, of)
    ])
    _write(connection, _INBOX, [
        {
            'row': row.id,
            'content': _moved(vault, key, row.content),
            'provider_id': key.encrypt(row.provider_id_hash),
            'provider_id_hash': vault.address_hash(row.channel, row.provider_id_hash),
        }
        for row in connection.execute(_ARRIVED, of)
    ])
    _write(connection, _OUTBOX, [
        {
            'row': row.id,
            'provider_id': key.encrypt(row.provider_id_hash),
            'provider_id_hash': vault.address_hash(f'{row.channel} sent', row.provider_id_hash),
        }
        for row in connection.execute(_SENT, of)
        if row.provider_id_hash is not None
    ])


def _moved(vault: Any, key: Any, token: Any) -> Any:
    """What the contact's key encrypts from now on; as it is where no key opens it."""
    text = vault.decrypt_before_data_keys(token) if token is not None else None
    return key.encrypt(text) if text is not None else token


def _write(connection: Any, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _updating(table: Any, *columns: str) -> Any:
    values = {column: sa.bindparam(column) for column in columns}
    return table.update().where(table.c.id == sa.bindparam('row')).values(values)


def _of(table: Any) -> Any:
    return sa.select(table).where(table.c.conversation_id == sa.bindparam('of'))


_TALKS = sa.select(conversation).where(conversation.c.contact_id == sa.bindparam('of'))
_MESSAGES, _ARRIVED, _SENT = _of(message), _of(inbox), _of(outbox)
_CONTACT = _updating(contact, 'data_key', 'address')
_TALK = _updating(conversation, 'offer', 'tracker', 'reason_sealed')
_MESSAGE = _updating(message, 'text', 'choices', 'sources', 'topic_sealed', 'urgent')
_INBOX = _updating(inbox, 'content', 'provider_id', 'provider_id_hash')
_OUTBOX = _updating(outbox, 'provider_id', 'provider_id_hash')
