"""A process that is told to stop leaves all its data in the database file."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.conversations import inbox
from bot.conversations.work import open_store
from bot.settings import Settings
from tests.e2e.system import free_port, wait_for
from tests.making import text_from


@pytest.mark.long("starts a process")
def test_a_plain_copy_of_a_stopped_installations_file_holds_everything(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    database = settings.var / "rightsline.db"
    port = free_port()
    command = [sys.executable, "-m", "bot", "run", "web", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | {"RIGHTSLINE_VAR": str(settings.var)}) as process:
        try:
            wait_for(lambda: is_listening(port), 30)
            store = open_store(settings)
            inbox.receive(store, text_from("+447700900001"))
            store.database.engine.dispose()  # as if killed: nothing is tidied here
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert not any(Path(f"{database}{suffix}").exists() for suffix in ("-wal", "-shm"))
    copy = Path(shutil.copy(database, tmp_path / "copy.db"))
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT count(*) FROM message").fetchone() == (1,)


def is_listening(port: int) -> bool:
    listening = f":{port:04X} 00000000:0000 0A"  # of the kernel's list of sockets; 0A is LISTEN
    return listening in Path("/proc/net/tcp").read_text()
