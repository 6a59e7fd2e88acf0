"""A channel: a folder behind the contract, and a driver by which the conformance suite puts it to the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.conversations.contract import Channel
from bot.running.additions.missing import Missing
from bot.running.additions.skeletons import filled
from bot.settings import Mendable, Settings

CHANNELS, DRIVERS, SUITE = "bot/channels", "tests/channels/drivers", "tests/channels/test_conformance.py"
OUTCOMES = ".pytest_cache/d/conformance"  # tests/channels/conftest.py writes them: a line "passed|failed <test>" a run
SETTINGS, PAGES, TITLES = "bot/settings.py", "docs/channels", "bot/desk/texts.py"


def begin(root: Path, name: str) -> list[Path]:
    """Make the folder, the driver and the page; returns the files. Raises Mendable for a channel that is there."""
    if is_one(root, name):
        raise Mendable(f"{name}: is there already; `rightsline check {name}` says what is missing")
    words = {"name": name, "NAME": name.upper(), "Name": name.capitalize(), "Class": name.capitalize()}
    skeletons = {
        f"{CHANNELS}/{name}/__init__.py": "channel_init.txt",
        f"{CHANNELS}/{name}/channel.py": "channel.txt",
        f"{DRIVERS}/{name}.py": "driver.txt",
        f"{PAGES}/{name}.md": "channel.md",
    }
    (root / CHANNELS / name).mkdir()
    for file, skeleton in skeletons.items():
        (root / file).write_text(filled(skeleton, **words), "utf-8")
    return [root / file for file in skeletons]


def is_one(root: Path, name: str) -> bool:
    """Whether there is a folder of this channel."""
    return (root / CHANNELS / name / "channel.py").is_file()


def missing(root: Path, name: str) -> Iterator[Missing]:
    """What the channel still needs, in the order in which it is done."""
    yield from _missing_setting(root, name)
    file = f"{CHANNELS}/{name}/channel.py"
    methods = _methods(root / file)
    contract = [method for method in vars(Channel) if not method.startswith("_") and callable(getattr(Channel, method))]
    for method in contract:
        if method not in methods:
            yield Missing(file, f"{method}: is missing; bot/conversations/contract.py says what it does")
        elif methods[method]:
            yield Missing(file, f"{method}: is not written yet")
    driver = f"{DRIVERS}/{name}.py"
    if not (root / driver).is_file():
        yield Missing(driver, "is missing; tests/channels/conformance.py says what a driver does")
    for method in (method for method, is_empty in _methods(root / driver).items() if is_empty):
        yield Missing(driver, f"{method}: is not written yet")
    outcomes = _outcomes(root, name)
    left = [test for test in _tests(root / SUITE) if not all(outcomes.get(test, {"": False}).values())]
    if left:
        yield Missing(SUITE, f"{len(left)} tests are not passed; `.venv/bin/pytest {SUITE} -k {name}`")
    for test in left:
        yield Missing(SUITE, f"{test}: {'has failed' if test in outcomes else 'has not been run'}")
    if not (root / PAGES / f"{name}.md").is_file():
        yield Missing(f"{PAGES}/{name}.md", "is missing; say what is done at the provider", is_needed=False)
    if f'"{name}"' not in (root / TITLES).read_text("utf-8"):
        yield Missing(TITLES, f"CHANNELS: {name} has no title for operators", is_needed=False)


def _missing_setting(root: Path, name: str) -> Iterator[Missing]:
    folder = f"{CHANNELS}/{name}/__init__.py"
    named = {
        target.id: node.value.value
        for node in _parsed(root / folder).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    setting = str(named["TURNED_ON_BY"]) if "TURNED_ON_BY" in named else None
    if setting is not None and setting not in Settings.__fields__:
        yield Missing(SETTINGS, f"{setting}: is no setting yet, but turns {name} on ({folder}); add the field")
    if setting is not None and "WHEN_OFF" not in named:
        yield Missing(folder, "WHEN_OFF: is missing; say which settings turn the channel on")


def _methods(file: Path) -> dict[str, bool]:
    """The methods of a module's classes, and whether one only says that it is not written."""
    classes = [node for node in _parsed(file).body if isinstance(node, ast.ClassDef)]
    return {
        method.name: any(
            isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.dump(node.exc)
            for node in ast.walk(method)
        )
        for each in classes
        for method in each.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _tests(suite: Path) -> list[str]:
    """The tests that every channel has to pass."""
    functions = [node for node in _parsed(suite).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    scenes = [node for node in functions if any(argument.arg == "scene" for argument in node.args.args)]
    return [node.name for node in scenes if node.name.startswith("test_")]


def _outcomes(root: Path, name: str) -> dict[str, dict[str, bool]]:
    """Of each test that was run, whether each of its cases passed when it was run last."""
    file = root / OUTCOMES / name
    found: dict[str, dict[str, bool]] = {}
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        outcome, _, case = line.partition(" ")
        found.setdefault(case.partition("[")[0], {})[case] = outcome == "passed"
    return found


def _parsed(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text("utf-8") if file.is_file() else "")
    except SyntaxError as problem:
        raise Mendable(f"{file}: line {problem.lineno}: {problem.msg}; mend the Python") from None
