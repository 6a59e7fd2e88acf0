"""deploy/ fits the program: what is public, hardened, and started. `make deployment` lints it."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.routing import Mount, Route
from typer.testing import CliRunner

from bot.channels.registry import open_channels
from bot.cli import Part, app
from bot.conversations.work import Store
from bot.settings import Settings, variable_of
from bot.web.intake import StoringIntake

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
VARIABLES = {variable_of(field) for field in Settings.__fields__}
OF_OTHERS = {
    *("RIGHTSLINE_IMAGE", "CHAT_HOST", "DESK_HOST", "DESK_NETWORKS", "HOTLINE_FILE", "KEYS_FILE", "BACKUP_FOLDER"),
    "DB_PASSWORD",
}
NOT_PUBLIC = {"/health", "/ready"}


def yaml_of(name: str) -> list[Any]:
    return [each for each in yaml.safe_load_all((DEPLOY / name).read_text("utf-8")) if each]


@pytest.fixture
def public_paths(store: Store, tmp_path: Path) -> set[str]:
    """What people and providers ask the web process for."""
    settings = Settings(
        var=tmp_path,
        public_url="https://chat.example",
        twilio_account_sid="AC1",
        twilio_auth_token="t",
        twilio_from="+1",
    )
    settings = settings.copy(update={"telegram_bot_token": None})
    routes = [
        route
        for channel in open_channels(settings, store).values()
        for route in channel.routes(StoringIntake(store))
        if isinstance(route, Route | Mount)
    ]
    paths = {re.sub(r"\{.*", "x", route.path) for route in routes}
    return paths | {"/socket.io/", "/webhooks/telegram/webhook"}


def test_the_proxy_brings_all_that_is_public_and_nothing_else(public_paths: set[str]) -> None:
    (line,) = re.findall(r"@public path (.+)", (DEPLOY / "docker" / "Caddyfile").read_text("utf-8"))
    allowed = [re.compile(re.escape(each).replace(r"\*", ".*")) for each in line.split()]
    for path in public_paths:
        assert any(pattern.fullmatch(path) for pattern in allowed), path
    for path in NOT_PUBLIC:
        assert not any(pattern.fullmatch(path) for pattern in allowed), path


def test_the_ingress_brings_all_that_is_public_and_nothing_else(public_paths: set[str]) -> None:
    web = next(each for each in yaml_of("kubernetes/ingress.yaml") if each["metadata"]["name"] == "web")
    rules = [(each["path"], each["pathType"]) for each in web["spec"]["rules"][0]["http"]["paths"]]

    def is_let_in(path: str) -> bool:
        return any(path == at or (kind == "Prefix" and path.startswith(f"{at}/")) for at, kind in rules)

    for path in public_paths:
        assert is_let_in(path), path
    assert not any(is_let_in(path) for path in NOT_PUBLIC)


def test_in_compose_only_the_proxy_is_reached_from_outside_and_nothing_can_be_written() -> None:
    (compose,) = yaml_of("docker/compose.yml")
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert compose["networks"]["data"]["internal"] is True
    for name in {"web", "worker", "desk", "metrics", "backup"}:
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        given = set(service["environment"])
        assert given <= VARIABLES, given - VARIABLES
    assert services["metrics"]["secrets"] == []
    assert "front" not in services["worker"]["networks"]


def test_no_statement_that_fails_stands_in_the_log_of_the_database() -> None:
    (compose,) = yaml_of("docker/compose.yml")
    command = compose["services"]["db"]["command"]
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(command)


def test_every_variable_that_compose_needs_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "docker" / "compose.yml").read_text("utf-8")))
    told = re.findall(r"^([A-Z_]+)=", (DEPLOY / "docker" / "rightsline.env.example").read_text("utf-8"), re.MULTILINE)
    assert asked - set(told) <= {"TWILIO_MESSAGING_SERVICE_SID"}
    assert set(told) <= OF_OTHERS | VARIABLES


@pytest.mark.parametrize(
    "name", ["docker/rightsline.env.example", "systemd/rightsline.env.example", "kubernetes/settings.env"]
)
def test_the_settings_of_the_examples_are_settings(name: str) -> None:
    told = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / name).read_text("utf-8"), re.MULTILINE))
    assert told
    assert told <= VARIABLES | OF_OTHERS, told - VARIABLES


def commands() -> list[list[str]]:
    """What deploy/ starts."""
    found = [
        shlex.split(line.rpartition("/rightsline ")[2])
        for unit in UNITS
        for line in re.findall(r"^ExecStart=(.+)$", unit.read_text("utf-8"), re.MULTILINE)
    ]
    services = yaml_of("docker/compose.yml")[0]["services"]
    found += [service["command"] for name, service in services.items() if name != "db" and "command" in service]
    for file in (DEPLOY / "kubernetes").glob("*.yaml"):
        found += [
            shlex.split(args.replace(",", " ")) for args in re.findall(r"args: \[(.+)\]", file.read_text("utf-8"))
        ]
    return found


def test_what_is_started_is_a_command_of_ours() -> None:
    started = commands()
    assert {command[1] for command in started if command[0] == "run"} == {part.value for part in Part}
    for command in started:
        words = [command[0]] if command[0] != "run" else command
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, command


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_unit_has_its_user_and_the_worker_no_socket(unit: Path) -> None:
    text = unit.read_text("utf-8")
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.read_string(text)
    service = parsed["Service"]
    (user,) = re.findall(r"^User=(.+)$", text, re.MULTILINE)
    assert f"u {user} " in (DEPLOY / "systemd" / "sysusers.conf").read_text("utf-8")
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert "SocketBindDeny=any" in text
    if "worker" in unit.stem:
        assert "SocketBindAllow" not in text
    assert ("LoadCredential" in text) == ("metrics" not in unit.stem), "the metrics need no keys"


def test_uv_is_pinned_to_one_version() -> None:
    (ours,) = re.findall(r"^UV_VERSION := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert f"ARG UV_VERSION={ours}\n" in (DEPLOY / "docker" / "Dockerfile").read_text("utf-8")


def test_kustomize_names_every_manifest() -> None:
    (kustomization,) = yaml_of("kubernetes/kustomization.yaml")
    files = {file.name for file in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "deploy/release install, upgrade or rollback, and the folder"),
        (["install"], "deploy/release install, upgrade or rollback, and the folder"),
        (["update", "rightsline"], "deploy/release install, upgrade or rollback, and the folder"),
        (["upgrade", "rightsline"], "nothing is installed in rightsline: install"),
        (["rollback", "rightsline"], "nothing is installed in rightsline: install"),
    ],
)
def test_a_release_that_is_told_wrongly_says_so_in_one_line_and_makes_nothing(
    tmp_path: Path, given: list[str], said: str
) -> None:
    told = subprocess.run([DEPLOY / "release", *given], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert told.stderr.startswith(f"release: {said}")
    assert list(tmp_path.iterdir()) == []
