"""A second start on the same ports says so, and starts nothing."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.running import parts
from tests.e2e.system import free_port


@pytest.mark.parametrize("option", ["--port", "--desk-port"])
def test_a_taken_port_ends_it_in_one_line_that_names_the_option(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "set_up_logging", lambda _: None)  # it is for a process of its own
    other = "--desk-port" if option == "--port" else "--port"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = str(listener.getsockname()[1])
        result = CliRunner(mix_stderr=True).invoke(
            cli.app, ["run", option, taken, other, str(free_port())], env={"RIGHTSLINE_VAR": str(tmp_path / "var")}
        )
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert f"port {taken} " in line
    assert option in line
    assert f"process {os.getpid()} (" in line
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("part", "option"), [("web", "--port"), ("desk", "--desk-port"), ("metrics", "--metrics-port")]
)
def test_so_does_each_part_alone(part: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "set_up_logging", lambda _: None)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = str(listener.getsockname()[1])
        result = CliRunner(mix_stderr=True).invoke(
            cli.app, ["run", part, option, taken], env={"RIGHTSLINE_VAR": str(tmp_path / "var")}
        )
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert f"port {taken} " in line
    assert option in line
    assert f"process {os.getpid()} (" in line
