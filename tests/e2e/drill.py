"""The drill: all that docs/operations.md tells an IT person to do, done in an empty folder: `make drill`.

Installs, names a hotline, starts, texts, backs up, destroys, restores, rotates the keys, upgrades, goes back, erases.
The provider is the stand-in of the tests. Whatever is not as it should be ends it with that step.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.e2e.system import ACCOUNT_SID, AUTH_TOKEN, ROOT, free_port, wait_for

RELEASE = ROOT / "deploy" / "release"
OWN_NUMBER, NAME = "0800 555 0100", "Drill Helpline"
ASKER, OTHER = "+447700900201", "+447700900202"
START_SECONDS = 240.0
QUESTION = "my boss has my passport"


class Drill:
    """One installation in one folder."""

    def __init__(self, root: Path, client: httpx.Client, twilio: str) -> None:
        self.root, self.client, self.twilio = root, client, twilio
        self.var, self.keys, self.env = root / "data", root / "etc" / "keys.json", root / "etc" / "rightsline.env"
        self.port, self.desk_port, self.metrics_port = free_port(), free_port(), free_port()

    def release(self, command: str, name: str) -> None:
        """`deploy/release`, as a release of this name: the checkout is the same one each time."""
        self._run([str(RELEASE), command, str(self.root)], RELEASE_NAME=name)

    def rightsline(self, *arguments: str) -> str:
        """A command of the current release, with the settings of the file."""
        return self._run([str(self.root / "current" / ".venv" / "bin" / "rightsline"), *arguments], **self.settings())

    def settings(self) -> dict[str, str]:
        """The settings file."""
        lines = self.env.read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines) | {"RIGHTSLINE_MODELS": str(self.root / "current" / "models")}

    def write_settings(self) -> None:
        """As docs/operations.md says, with the stand-in for Twilio."""
        said = {
            "RIGHTSLINE_VAR": self.var,
            "RIGHTSLINE_KEYS_FILE": self.keys,
            "RIGHTSLINE_HOTLINE": self.root / "etc" / "hotline.yml",
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": self.twilio,
        }
        self.env.write_text("".join(f"{name}={value}\n" for name, value in said.items()), "utf-8")

    @contextmanager
    def running(self) -> Iterator[None]:
        """The service of the current release, until the block ends."""
        command = [str(self.root / "current" / ".venv" / "bin" / "rightsline"), "run"]
        for option, port in (("--port", self.port), ("--desk-port", self.desk_port)):
            command += [option, str(port)]
        command += ["--metrics-port", str(self.metrics_port)]
        with (self.root / "log.txt").open("ab") as log:
            process = subprocess.Popen(command, env=_bare() | self.settings(), cwd=self.root, stdout=log, stderr=log)
        try:
            wait_for(lambda: self._is_well(process), START_SECONDS, "the service did not get ready")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        assert process.returncode == 0, f"ended with {process.returncode}"

    def ask(self, sender: str, text: str) -> str:
        """Somebody texts; returns what they read."""
        before = len(self._texts_to(sender))
        values = {"webhook": f"http://127.0.0.1:{self.port}/webhooks/sms/webhook", "sender": sender, "body": text}
        answered = self.client.post(f"{self.twilio}/stand-in/texts", json=values).json()["status"]
        assert answered == 200, f"the webhook answered {answered}"
        wait_for(lambda: len(self._texts_to(sender)) > before, 90, f"no answer to {text!r}")
        return "\n".join(self._texts_to(sender)[before:])

    def metrics(self) -> str:
        """What Prometheus reads."""
        return self.client.get(f"http://127.0.0.1:{self.metrics_port}/metrics").text

    def _texts_to(self, sender: str) -> list[str]:
        sent = self.client.get(f"{self.twilio}/stand-in/messages").json()
        return [message["body"] for message in sent if message["to"] == sender]

    def _is_well(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, (self.root / "log.txt").read_text(errors="replace")[-2000:]
        try:
            return self.client.get(f"http://127.0.0.1:{self.port}/health").status_code == 200
        except httpx.HTTPError:
            return False

    def _run(self, command: list[str], **settings: str) -> str:
        result = subprocess.run(
            command, env=_bare() | settings, cwd=self.root, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert result.returncode == 0, f"{' '.join(command)}: {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout


def _bare() -> dict[str, str]:
    """The environment without anything of ours, so that the settings file is all there is."""
    ours = ("RIGHTSLINE_", "TWILIO_", "TELEGRAM_", "DATABASE_URL", "PUBLIC_URL", "VIRTUAL_ENV", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def play(drill: Drill) -> None:
    """All steps, each told when it is done."""
    begun = time.monotonic()

    def done(step: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {step}", flush=True)

    drill.root.mkdir(parents=True, exist_ok=True)
    assert not list(drill.root.iterdir()), f"{drill.root} is not empty"
    drill.release("install", "first")
    done("installed into an empty folder")

    drill.write_settings()
    hotline = str(drill.root / "etc" / "hotline.yml")
    drill.rightsline("init", "--file", hotline, "--name", NAME, "--country", "GB", "--dial", OWN_NUMBER)
    done("the hotline is named")

    with drill.running():
        told = drill.ask(ASKER, QUESTION)
        assert OWN_NUMBER in told, f"the hotline's own number is not in {told!r}"
        drill.ask(OTHER, QUESTION)
        assert "rightsline_database_up 1.0" in drill.metrics()
        home = drill.client.get(f"http://127.0.0.1:{drill.port}/", follow_redirects=True)
        assert home.url.path == "/chat"
        done("started; a text is answered with the hotline's own number, / leads to the chat, metrics are there")
        kept = drill.root / "elsewhere"
        kept.mkdir()
        drill.rightsline("backup", str(drill.root / "backups"), "--keys", str(kept / "keys.json"))
        done("backed up while it ran")

    (archive,) = (drill.root / "backups").glob("*.backup")
    shutil.rmtree(drill.var)
    drill.keys.unlink()
    done("destroyed: data and keys")

    said = drill.rightsline("restore", str(archive), "--keys", str(kept / "keys.json"))
    assert "every table is as it was saved" in said
    with drill.running():
        drill.ask(ASKER, "menu")
        assert len(drill.rightsline("retention", "--dry-run"))
        done("restored and compared, table by table; the same contact is answered")
        before = drill.keys.read_text()
        drill.rightsline("keys", "rotate")
        assert drill.keys.read_text() != before
        drill.ask(ASKER, "menu")
        done("the master key is another one; the same contact is answered")

    drill.release("upgrade", "second")
    with drill.running():
        drill.ask(ASKER, "menu")
        assert (drill.root / "current").resolve().name == "second"
        done("upgraded, the backup before it made")
    assert list((drill.root / "releases" / "first" / "models").glob("*.tar.gz")), "the previous model is gone"

    drill.release("rollback", "")
    with drill.running():
        drill.ask(ASKER, "menu")
        assert (drill.root / "current").resolve().name == "first"
        done("back at the release before")

        assert "Erased" in drill.rightsline("erase", "sms", ASKER)
        assert "There is no such contact" in drill.rightsline("erase", "sms", ASKER)
        told = drill.ask(OTHER, "menu")
        assert told
        assert "whole" in drill.rightsline("audit", "verify")
        done("one contact is erased, the other is still answered, the audit trail is whole")


def main() -> None:
    """Play it in the folder that is named, or in one that is removed after."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path, help="an empty folder; it is kept")
    given = arguments.parse_args().folder
    stand_in = subprocess.Popen([sys.executable, "-m", "tests.stand_ins.twilio"], stdout=subprocess.PIPE, cwd=ROOT)
    assert stand_in.stdout is not None
    try:
        twilio = stand_in.stdout.readline().decode().strip()
        with TemporaryDirectory(prefix="drill-") as folder, httpx.Client(timeout=30) as client:
            root = (given or Path(folder) / "rightsline").absolute()
            print(f"in {root}; a line once each step is done, the first after a minute or some", flush=True)
            play(Drill(root, client, twilio))
    except AssertionError as problem:
        sys.exit(f"the drill ended in the step after the last line: {problem}")
    finally:
        stand_in.kill()
        stand_in.wait()


if __name__ == "__main__":
    main()
