"""Whether a port is free, asked before anything starts that would only fail there."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from bot.settings import Mendable

LISTENING = "0A"  # proc(5), /proc/net/tcp: TCP_LISTEN
STATE, INODE, LOCAL = 3, 9, 1  # columns there


def refuse_taken_port(host: str, port: int, option: str) -> None:
    """Raise Mendable where something listens there already, with its name; `option` names another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just ended is no hindrance
        try:
            listener.bind((host, port))
        except OSError as problem:
            why = str(problem.strerror)
            if problem.errno == errno.EADDRINUSE:
                why = f"it is taken by {_listener_at(port) or 'a program of another user'}"
            raise Mendable(f"port {port} of {host} cannot be used: {why}; name another with {option}") from None


def _listener_at(port: int) -> str | None:
    """Number and command of the process that listens at a port, as far as Linux tells us."""
    inodes = {f"socket:[{inode}]" for inode in _inodes_at(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if any(os.readlink(file) in inodes for file in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
                return f"process {process.name} ({command})"
    return None


def _inodes_at(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text("ascii").splitlines()[1:]:
                columns = line.split()
                if columns[STATE] == LISTENING and int(columns[LOCAL].rpartition(":")[2], 16) == port:
                    found.add(columns[INODE])
    return found
