"""A PostgreSQL of a test's own, whose disk or network is to fail: made by `initdb`, as a user without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = Path("/usr/lib/postgresql")
WITHOUT_RIGHTS = "postgres"  # PostgreSQL refuses to run as root


@contextmanager
def own_cluster(*options: str, address: str = "127.0.0.1", prefix: Sequence[str] = ()) -> Iterator[str]:
    """The address of a running, empty cluster, without a database's name. `prefix`: a command that starts another."""
    programs = sorted(PROGRAMS.glob("*/bin"))
    if not programs or os.geteuid() != 0:
        pytest.skip("needs PostgreSQL's programs, and root to run them as another user")
    folder, port = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp")), free_port()  # the other user comes in
    give_away(folder)
    data = folder / "data"
    command = [str(programs[-1] / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, user=WITHOUT_RIGHTS, group=WITHOUT_RIGHTS, cwd=folder)
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write("host all all samenet trust\n")
    start = [str(programs[-1] / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), "-F"]
    start += ["-c", f"listen_addresses={address}", *(part for option in options for part in ("-c", option))]
    as_user = ["setpriv", f"--reuid={WITHOUT_RIGHTS}", f"--regid={WITHOUT_RIGHTS}", "--clear-groups"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*prefix, *as_user, *start], stdout=log, stderr=log, cwd=folder)
    try:
        ready = [str(programs[-1] / "pg_isready"), "-h", address, "-p", str(port), "-q"]
        for _ in range(100):
            if subprocess.run([*prefix, *ready], check=False).returncode == 0:
                break
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"postgresql://postgres@{address}:{port}"
    finally:
        server.send_signal(signal.SIGINT)  # whoever is connected is sent away
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def give_away(path: Path) -> None:
    """Make a file or folder the other user's."""
    user = pwd.getpwnam(WITHOUT_RIGHTS)
    os.chown(path, user.pw_uid, user.pw_gid)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
