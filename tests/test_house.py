"""The files that a maintainer expects: they parse, they do what they are for, and what they point to exists."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
FORMS = ("bug.yml", "wrong_number_or_law.yml", "wording.yml")
YAML_FILES = (
    ".pre-commit-config.yaml",
    ".github/workflows/ci.yml",
    ".github/workflows/coverage.yml",
    ".github/workflows/vulnerabilities.yml",
    *(f".github/ISSUE_TEMPLATE/{name}" for name in ("config.yml", *FORMS)),
)
PROSE = (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.md"))

PINNED_BY_RASA = {"rasa", "sanic", "numpy", "pydantic", "sqlalchemy", "packaging"}
FIELDS_OF_FORMS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}

TOPMOST = "## [Unreleased]"
VERSION = re.compile(r"## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})( \[YANKED\])?")
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")

CODE = re.compile(r"^( *)(```+|~~~+).*?^\1\2.*?$|(?<!`)(`+)(?!`).+?(?<!`)\3(?!`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(
    r"""\]\(\s*(?:<([^>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))[^)]*\)"""  # [text](target), ![picture](target)
    r"""|^\ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)>?"""  # [name]: target
    r"""|<(?:a|img)\s[^>]*?(?:href|src)=["']([^"']*)["']""",
    re.MULTILINE,
)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


@pytest.mark.parametrize("name", YAML_FILES)
def test_each_yaml_file_parses_and_holds_something(name: str) -> None:
    assert read_yaml(name)


def test_every_hook_is_local_and_runs_a_tool_that_is_there() -> None:
    repositories = read_yaml(".pre-commit-config.yaml")["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"] * len(repositories)
    hooks = {hook["id"]: hook for repository in repositories for hook in repository["hooks"]}
    assert {"ruff-check", "ruff-format", "mypy", "lint-imports", "large-files", "merge-markers"} <= set(hooks)
    assert {hook["language"] for hook in hooks.values()} <= {"system", "pygrep"}, "no other needs no network"
    run = [hook["entry"] for hook in hooks.values() if hook["language"] == "system"]
    linted = re.findall(r"^\t\$\(RUN\)(.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert any(entry.startswith(f".venv/bin/{tool}") for entry in run), tool
        assert any(command.startswith(tool) for command in linted), f"`make lint` no longer runs {tool}"


def test_ci_runs_what_the_project_calls_its_ci() -> None:
    workflow = read_yaml(".github/workflows/ci.yml")
    assert "pull_request" in workflow["on"]
    assert "main" in workflow["on"]["push"]["branches"]
    (job,) = workflow["jobs"].values()
    assert job["runs-on"] == "ubuntu-latest"
    assert job["timeout-minutes"] == 60
    assert job["env"]["CI"] == "true", "without it, tests are skipped where something is missing"
    *before, last = job["steps"]
    command = ["bash", ".ci/run"]
    assert shlex.split(last["run"]) in (command, ["sudo", "--preserve-env=CI", *command])
    assert before[0]["uses"].startswith("actions/checkout@")
    for part in (job, *job["steps"]):
        assert not {"if", "continue-on-error"} & set(part), "nothing that fails may pass"
    actions = [step["uses"] for step in before if "uses" in step]
    assert all(re.fullmatch(r"[\w./-]+@v\d+", action) for action in actions), "pinned by major version"
    assert (ROOT / ".ci/run").is_file()


@pytest.mark.parametrize("name", FORMS)
def test_each_issue_form_asks_what_is_needed_and_warns_of_naming_people(name: str) -> None:
    form = read_yaml(f".github/ISSUE_TEMPLATE/{name}")
    assert {"name", "description", "body"} <= set(form)
    fields = form["body"]
    assert {field["type"] for field in fields} <= FIELDS_OF_FORMS
    asked = [field for field in fields if field["type"] != "markdown"]
    ids = [field["id"] for field in asked]
    assert len(set(ids)) == len(ids)
    assert all(field["attributes"]["label"] for field in asked)
    assert any(field.get("validations", {}).get("required") for field in asked)
    assert "real person" in fields[0]["attributes"]["value"]


def test_weaknesses_go_the_way_of_security_md() -> None:
    chooser = read_yaml(".github/ISSUE_TEMPLATE/config.yml")
    assert chooser["blank_issues_enabled"] is False
    (link,) = chooser["contact_links"]
    assert "SECURITY.md" in link["about"]
    assert link["url"].startswith("https://"), "the chooser shows no other"
    for name in (".github/PULL_REQUEST_TEMPLATE.md", "CODE_OF_CONDUCT.md"):
        assert "SECURITY.md" in (ROOT / name).read_text("utf-8")
    assert (ROOT / "SECURITY.md").is_file()


def test_a_pull_request_says_what_changes_for_whom() -> None:
    text = (ROOT / ".github/PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[1:] == ["For contacts", "For operators", "On existing installs", "Test plan"]


def test_no_routine_update_of_what_rasa_pins_is_proposed() -> None:
    settings = json.loads((ROOT / "renovate.json").read_text("utf-8"))
    off = [rule for rule in settings["packageRules"] if rule.get("enabled") is False]
    whole = [rule for rule in off if "matchUpdateTypes" not in rule]
    major = [rule for rule in off if rule.get("matchUpdateTypes") == ["major"]]
    for rules in (whole, major):
        assert any(set(rule.get("matchPackageNames", ())) >= PINNED_BY_RASA for rule in rules)
    assert settings["vulnerabilityAlerts"]["enabled"] is True
    assert settings["vulnerabilityAlerts"]["groupName"]
    assert settings["lockFileMaintenance"]["enabled"] is True


@pytest.mark.parametrize("package", ["bot", "actions"])
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").read_bytes() == b""


def test_the_changelog_is_one_that_a_reader_of_changelogs_knows() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    headings = [line for line in lines if line.startswith("#")]
    assert headings[:2] == ["# Changelog", TOPMOST]
    versions = [line for line in headings[2:] if not line.startswith("### ")]
    found = [VERSION.fullmatch(line) for line in versions]
    assert all(found), versions
    dates = [match[2] for match in found if match]
    assert dates == sorted(dates, reverse=True), "the newest stands first"
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for newest in found[:1]:
        assert newest
        assert f'\nversion = "{newest[1]}"\n' in project, "pyproject.toml names the newest version"
    for section in re.split(r"^## .*$", "\n".join(lines), flags=re.MULTILINE)[1:]:
        kinds = re.findall(r"^#{3,} ?(.*)$", section, re.MULTILINE)
        assert kinds == [kind for kind in KINDS if kind in kinds], "each kind once, in the usual order"
        entries = re.sub(r"^###.*$", "", section, flags=re.MULTILINE).splitlines()
        strange = [line for line in entries if line and not re.match(r"- [A-Z`]|  \S", line)]
        assert not strange, "an entry is one point of a list"
    assert [line for line in lines if len(line) > 120] == []


def test_links_are_found_however_they_are_written() -> None:
    text = """[a](a.md) [![b](b.png "B")](<c d.md>) [e](e(1).md#there) `[no](no.md)` <a href="f.md">f</a>
    ``` [inline](never.md) ``` [g][h] [mail](mailto:x@y.example) [web](https://z.example/) [here](#here)
[h]: h.md

```yaml
- [no](no.md)
```
[i](i%20j.md)
"""
    assert sorted(links(text)) == ["a.md", "b.png", "c d.md", "e(1).md", "f.md", "h.md", "i j.md"]


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_of_the_project(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in links(text):
        there = (page.parent / target).resolve()
        assert there.is_relative_to(ROOT.resolve()), f"{target} leads out of the project"
        assert there.exists(), f"{target} does not exist"


def test_a_reader_finds_the_way_to_every_page() -> None:
    pages = {page.relative_to(ROOT) for page in PROSE}
    for needed in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "docs/releasing.md"):
        assert Path(needed) in pages
    for start in ("README.md", "CONTRIBUTING.md"):
        linked = set(links((ROOT / start).read_text("utf-8")))
        assert {"CODE_OF_CONDUCT.md", "docs/releasing.md"} <= linked, start
    assert "pre-commit install" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@cache
def read_yaml(name: str) -> Any:
    """A file's content; ruamel refuses a key that stands there twice, and leaves `on` the word that it is."""
    return YAML(typ="safe").load((ROOT / name).read_text("utf-8"))


def links(text: str) -> Iterator[str]:
    """The relative targets that a page links to, without what follows `#`; not what stands in code."""
    for match in LINK.finditer(CODE.sub("", text)):
        target = next(group for group in (*match.groups(), "") if group is not None)
        if target and not ELSEWHERE.match(target):
            yield unquote(target.partition("#")[0])
