"""The wheel holds all that Rightsline needs, and works from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.i18n.catalogues import available_languages
from bot.settings import PROJECT_ROOT

pytestmark = pytest.mark.slow  # builds and installs the wheel

UV = shutil.which("uv") or str(PROJECT_ROOT / ".uv" / "bin" / "uv")  # as the Makefile looks for it
WHERE = """
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.settings import PROJECT_ROOT, read_settings
languages = len(available_languages())
settings = read_settings()
print(PROJECT_ROOT, settings.var, settings.model_folder, languages, catalogue_of("fr").language, sep="|")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as an installation has it in site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    dist, target = folder / "dist", folder / "site"
    quietly(UV, "build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", str(dist), str(PROJECT_ROOT))
    (wheel,) = dist.glob("*.whl")
    # what it depends on is here already, and takes half a minute to install
    install = ("pip", "install", "--quiet", "--no-deps", "--python", sys.executable, "--target", str(target))
    quietly(UV, *install, str(wheel))
    return target


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> dict[str, object]:
    """How to run a process in an empty folder where the wheel's packages come before the repository's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RIGHTSLINE_", "XDG_"))}
    return {"cwd": tmp_path, "env": {**kept, "PYTHONPATH": str(installed), "HOME": str(tmp_path / "home")}}


def quietly(*command: str, **options: object) -> str:
    """What a command prints; where it fails, the test shows all that it said."""
    done = subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def written_in(folder: Path) -> dict[Path, int]:
    """When each file was written, but for what Python compiles for itself."""
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"}


def test_it_tells_its_version(installed: Path, elsewhere: dict[str, object]) -> None:
    command = str(installed / "bin" / "rightsline")
    assert quietly(command, "--version", **elsewhere).strip() == version("rightsline")


@pytest.mark.long("checks all records, in a process")
def test_its_records_and_catalogues_pass_the_check(installed: Path, elsewhere: dict[str, object]) -> None:
    said = quietly(str(installed / "bin" / "rightsline"), "check", "--content", **elsewhere)
    records = list((PROJECT_ROOT / "data" / "knowledge" / "countries").glob("*.yml"))
    assert f"{len(records)} countries: 0 problems" in said


def test_it_reads_its_own_files_and_writes_none_beside_the_program(
    installed: Path, elsewhere: dict[str, object], tmp_path: Path
) -> None:
    before = written_in(installed)
    said = quietly(sys.executable, "-c", WHERE, **elsewhere)
    root, var, models, languages, french = said.strip().split("|")
    assert Path(root) == installed / "bot" / "project"
    assert Path(var) == tmp_path / "home" / ".local" / "share" / "rightsline"
    assert Path(models) == Path(var) / "models"
    assert (int(languages), french) == (len(available_languages()), "fr")
    assert written_in(installed) == before


def test_it_holds_every_file_of_the_program_and_of_the_project(installed: Path) -> None:
    listed = quietly("git", "ls-files", "-z", "bot", "actions", cwd=PROJECT_ROOT).split("\0")
    ours = [Path(name) for name in listed if name and (PROJECT_ROOT / name).is_file()]
    assert [name for name in ours if not (installed / name).is_file()] == []
    parts = (
        file.relative_to(PROJECT_ROOT)
        for part in ("data", "locales")
        for file in (PROJECT_ROOT / part).rglob("*")
        if file.is_file()
    )
    project = [*parts, Path("domain.yml"), Path("config.yml"), Path("endpoints.yml")]
    assert [name for name in project if not (installed / "bot" / "project" / name).is_file()] == []
    assert list(installed.glob("bot/project/locales/*/LC_MESSAGES/*.mo"))
