"""Brings each line of the audit trail off this machine's database: to syslog, or to a file that only grows."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from logging.handlers import SYSLOG_UDP_PORT, SysLogHandler
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.conversations import audit
from bot.conversations.audit import Line
from bot.conversations.work import Store
from bot.storage.tables import counter

SHIPPED = "audit_shipped"  # the counter that holds the last shipped line's id
AT_ONCE = 500
LOCAL_SYSLOG = "/dev/log"

Ship = Callable[[Sequence[Line]], None]


def ship(store: Store, to: Ship) -> int:
    """Ship what was not shipped yet; returns how many lines.

    Some are shipped twice where a kill comes in between, or another desk is at it. No transaction is open meanwhile: a
    server that does not answer keeps nobody from writing. Raises OSError where it cannot be; it is tried again.
    """
    with store.read() as work:
        found = list(audit.lines(work, int(work.run(_LAST).scalar() or 0), AT_ONCE))
    if not found:
        return 0
    to(found)
    reached = {"value": found[-1].id}
    with store.write() as work:
        if not work.run(update(counter).where(counter.c.name == SHIPPED).values(reached)).rowcount:
            with suppress(IntegrityError), work.connection.begin_nested():  # another desk was first
                work.run(insert(counter).values(name=SHIPPED, **reached))
    return len(found)


def last_shipped(store: Store) -> int:
    """The last line that was shipped; 0 where none was."""
    with store.read() as work:
        return int(work.run(_LAST).scalar() or 0)


def shipper(address: str) -> Ship:
    """What ships to RIGHTSLINE_AUDIT_TO: `syslog`, `syslog://host:port` (UDP), or a file's path."""
    if address == "syslog":
        return _Syslog(LOCAL_SYSLOG)
    if address.startswith("syslog://"):
        parts = urlsplit(address)
        return _Syslog((str(parts.hostname), parts.port or SYSLOG_UDP_PORT))
    return lambda lines: _append(Path(address), lines)


def as_text(line: Line) -> str:
    """A line as JSON: no name, no text, no address."""
    act = line.act
    said = {"id": line.id, "at": act.at.isoformat(), "operator": act.operator_id, "did": act.action}
    said |= {"whom": act.pseudonym, "detail": act.detail, "chain": line.chain}
    return json.dumps(said)


def shipped_in(path: Path) -> dict[int, str]:
    """Id and chain of the lines in a file that was shipped to, or that a syslog server keeps."""
    found = {}
    for text in path.read_text().splitlines():
        begin = text.find('{"id"')
        if begin >= 0:
            raw = json.loads(text[begin:])
            found[int(raw["id"])] = str(raw["chain"])
    return found


_LAST = select(counter.c.value).where(counter.c.name == SHIPPED)


class _Syslog:
    def __init__(self, address: str | tuple[str, int]) -> None:
        self._address = address

    def __call__(self, lines: Sequence[Line]) -> None:
        handler = SysLogHandler(self._address, facility=SysLogHandler.LOG_AUTHPRIV)
        handler.handleError = _raise  # type: ignore[method-assign]
        handler.ident = "rightsline: "
        try:
            for line in lines:
                handler.emit(logging.LogRecord("audit", logging.INFO, "", 0, "%s", (as_text(line),), None))
        finally:
            handler.close()


def _raise(record: logging.LogRecord) -> None:
    raise  # logging calls it where the failure is at hand


def _append(path: Path, lines: Sequence[Line]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(f"{as_text(line)}\n" for line in lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
