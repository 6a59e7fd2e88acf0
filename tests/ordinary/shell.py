"""`rasa shell` as somebody at a terminal has it, and the server that its actions run in."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import socket
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ordinary.project import RASA, environment

ROWS, COLUMNS = 200, 1000  # wide enough for no line to be broken
UP, ENTER = b"\x1b[A", b"\r"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
SECONDS = 240


class Shell:
    """A terminal with a command in it. `shown`: all that stood there, without colours and movements."""

    def __init__(self, folder: Path, *arguments: str | Path) -> None:
        self._terminal, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._process = subprocess.Popen(
            [RASA, *arguments], cwd=folder, env=environment(), stdin=end, stdout=end, stderr=end, start_new_session=True
        )
        os.close(end)
        self._bytes = b""
        self._seen = 0

    @property
    def shown(self) -> str:
        """What stood in the terminal so far."""
        return CONTROL.sub("", self._bytes.decode(errors="replace"))

    def wait_for(self, text: str) -> None:
        """Until the text appears after what was waited for before."""
        deadline = time.monotonic() + SECONDS
        while (place := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < deadline, f"{text!r} did not appear:\n{self.shown}"
            self._read()
        self._seen = place + len(text)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys)

    def ended(self) -> int:
        """The exit code, once the command has ended."""
        while self._read():
            pass
        return self._process.wait(SECONDS)

    def close(self) -> None:
        """End the command, if it runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._terminal)

    def _read(self) -> bool:
        """Whether there was more, or may be."""
        ready, _, _ = select.select([self._terminal], [], [], 1)
        if not ready:
            return self._process.poll() is None
        try:
            more = os.read(self._terminal, 65536)
        except OSError:  # nobody has the other end any more
            return False
        self._bytes += more
        return bool(more)


@contextmanager
def actions_running(folder: Path) -> Iterator[int]:
    """`rasa run actions` in a folder; gives its port."""
    port = free_port()
    command = [RASA, "run", "actions", "--actions", "actions", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if "is up and running" in line:
                    break
            else:
                raise AssertionError("".join(said))
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
