"""A small project that differs from ours in having few texts, and what Rasa's commands say of it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from ruamel.yaml import YAML

from bot.settings import PROJECT_ROOT
from bot.training import inputs_hash

KEPT_IN = PROJECT_ROOT / ".pytest_cache" / "ordinary"  # one project, since its training takes a minute
OTHER_INPUTS = ("bot/assistant", "bot/lean_rasa", "endpoints.yml", "tests/ordinary/project.py")  # beside the model's
NLU = "data/nlu/en.yml"
TEXTS_KEPT = 4  # of each topic
RASA = Path(sys.executable).with_name("rasa")
SECONDS = 600

COMPLAINT = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|Warning: |'version' key is missing")
# Said of Rasa's own code and of the libraries it is pinned to, whatever the project.
NOT_OF_A_PROJECT = re.compile(
    r"/site-packages/\S+ \w*(Deprecation|MovedIn20)Warning: |"
    r"rasa\.model_testing +- No labels to evaluate"  # by a policy that extracts entities, whether there is one or not
)


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all it printed."""

    code: int
    output: str

    @property
    def complaints(self) -> list[str]:
        """The lines that warn of something in the project."""
        lines = self.output.splitlines()
        return [line for line in lines if COMPLAINT.search(line) and not NOT_OF_A_PROJECT.search(line)]


@dataclass(frozen=True)
class Project:
    """The project, trained. `training`: how `rasa train` ended."""

    folder: Path
    training: Outcome

    def rasa(self, *arguments: str | Path) -> Outcome:
        """Run a command of Rasa's in the project."""
        return run_rasa(self.folder, *arguments)

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The texts of each intent that the model was trained on."""
        content = YAML(typ="safe").load((self.folder / NLU).read_text("utf-8"))
        return {part["intent"]: _examples(part["examples"]) for part in content["nlu"]}


def environment() -> dict[str, str]:
    """The environment of all commands."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PROMPT_TOOLKIT_NO_CPR": "1"}


def run_rasa(folder: Path, *arguments: str | Path) -> Outcome:
    """Run a command of Rasa's in a folder."""
    ended = subprocess.run(
        [RASA, *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
    )
    return Outcome(ended.returncode, ended.stdout.decode())


def project() -> Project:
    """The project for the present inputs, made and trained by `rasa train` if there is none yet.

    Of several who ask at once one makes it. A training that fails is not kept.
    """
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    with (KEPT_IN / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = KEPT_IN / _inputs()
        outcome = folder / "outcome.json"
        if not outcome.exists():
            for other in filter(Path.is_dir, KEPT_IN.iterdir()):
                shutil.rmtree(other)
            _write(folder)
            training = run_rasa(folder, "train")
            assert training.code == 0, training.output
            outcome.write_text(json.dumps(asdict(training)), "utf-8")
        return Project(folder, Outcome(**json.loads(outcome.read_text("utf-8"))))


def _inputs() -> str:
    digest = hashlib.sha256(inputs_hash().encode())
    for name in OTHER_INPUTS:
        path = PROJECT_ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _write(folder: Path) -> None:
    for name in ("data/stories", "data/knowledge"):
        shutil.copytree(PROJECT_ROOT / name, folder / name)
    for name in ("config.yml", "domain.yml", "endpoints.yml"):
        shutil.copy(PROJECT_ROOT / name, folder)
    content = YAML(typ="safe").load((PROJECT_ROOT / NLU).read_text("utf-8"))
    texts: dict[str, list[str]] = {}
    for part in content["nlu"]:
        if "intent" in part:
            texts.setdefault(part["intent"], []).extend(_examples(part["examples"]))
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in found[:TEXTS_KEPT])}
        for intent, found in texts.items()
    ]
    (folder / NLU).parent.mkdir(parents=True)
    with (folder / NLU).open("w", encoding="utf-8") as file:
        YAML().dump({"version": content["version"], "nlu": nlu}, file)


def _examples(lines: str) -> list[str]:
    return [line.removeprefix("- ") for line in lines.splitlines()]
