"""Several hosts on one machine: each has a network of its own, and a cable to the database's host that can be cut."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

HERE = ""  # the test's own network, as a host


@dataclass(frozen=True)
class Network:
    """`server`: the address of the database's host."""

    name: str
    server: str
    hosts: tuple[str, ...]

    def at_server(self) -> tuple[str, ...]:
        """Starts a command at the database's host."""
        return ("nsenter", f"--net=/run/netns/{self.name}")

    def at(self, host: str) -> tuple[str, ...]:
        """Starts a command at another host, under that host's name."""
        named = ("unshare", "--uts", "sh", "-c", f'hostname {host} && exec "$@"', "sh")
        return ("nsenter", f"--net=/run/netns/{self.name}{host}", *named)

    def address(self, host: str) -> str:
        """A host's address."""
        return f"{self.server[:-1]}{self.hosts.index(host) + 2}"

    def cut(self, host: str) -> None:
        """Nothing goes through this host's cable any more, and nobody is told."""
        _ip("-n", self.name, "link", "set", self._cable(host), "down")

    def mend(self, host: str) -> None:
        """Everything does again."""
        _ip("-n", self.name, "link", "set", self._cable(host), "up")

    def _cable(self, host: str) -> str:
        return f"{self.name}s{self.hosts.index(host)}"


@contextmanager
def network(*hosts: str) -> Iterator[Network]:
    """A network of the database's host and these; needs the right to make some."""
    made = Network(f"rl{secrets.token_hex(3)}", f"10.231.{secrets.randbelow(256)}.1", hosts)
    with ExitStack() as to_undo:
        try:
            _add_namespace(made.name, to_undo)
            _ip("-n", made.name, "link", "add", "switch", "type", "bridge")
            _ip("-n", made.name, "addr", "add", f"{made.server}/24", "dev", "switch")
            _ip("-n", made.name, "link", "set", "switch", "up")
            for number, host in enumerate(hosts):
                _add_host(made, number, host, to_undo)
        except (OSError, subprocess.CalledProcessError) as problem:
            pytest.skip(f"no network may be made here: {getattr(problem, 'stderr', problem)}")
        yield made


def _add_host(made: Network, number: int, host: str, to_undo: ExitStack) -> None:
    ours, theirs = f"{made.name}h{number}", f"{made.name}s{number}"
    at: tuple[str, ...] = ()
    if host != HERE:
        _add_namespace(f"{made.name}{host}", to_undo)
        at = ("-n", f"{made.name}{host}")
    _ip("-n", made.name, "link", "add", theirs, "type", "veth", "peer", "name", ours)
    _ip("-n", made.name, "link", "set", ours, "netns", f"{made.name}{host}" if host != HERE else str(os.getpid()))
    _ip("-n", made.name, "link", "set", theirs, "master", "switch", "up")
    _ip(*at, "addr", "add", f"{made.address(host)}/24", "dev", ours)
    _ip(*at, "link", "set", ours, "up")


def _add_namespace(name: str, to_undo: ExitStack) -> None:
    _ip("netns", "add", name)
    to_undo.callback(_ip, "netns", "del", name)
    _ip("-n", name, "link", "set", "lo", "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
