"""A newcomer's questions: each answered within two clicks from README, by what really exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import typer

from bot.cli import app
from bot.hotline import read_hotline
from tests.test_house import CODE, PROSE, ROOT

README = ROOT / "README.md"
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*\]\(([^\s()]+)\)")
HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.MULTILINE)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
STOPS = re.compile(r"^(?:[>|<;&\\]|\d?>|#.*)$")

# What is asked, and what one of the answers must name.
QUESTIONS = {
    "Where are my data and keys?": ("rightsline keys make", "RIGHTSLINE_VAR"),
    "How do I update, and go back?": ("deploy/release upgrade", "deploy/release rollback"),
    "Who is on duty?": ("rightsline run metrics", "rightsline_operators_on_duty"),
    "Why did this text fail?": ("rightsline check",),
    "How do I add our number?": ("rightsline init", "rightsline check", "lines:"),
    "How do I change our hours?": ("rightsline check", "hours:"),
    "How do I add a language?": ("rightsline new language", "languages:"),
    "How do I back up, and is the backup good?": ("rightsline backup", "rightsline restore"),
    "How do I rotate a key?": ("rightsline keys rotate", "rightsline keys rotate --session"),
    "What do I do if the desk cannot be reached?": ("rightsline run desk", "systemctl restart rightsline-desk"),
    "Something is wrong now: what do I do?": ("rightsline audit verify", "rightsline keys rotate"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_newcomer_finds_the_answer_within_two_clicks(question: str) -> None:
    answers = [" ".join(answer.split()) for answer in _within_two_clicks(question)]
    assert answers, "nothing that README links to asks this"
    for needed in QUESTIONS[question]:
        assert any(needed in answer for answer in answers), f"no answer names {needed}"


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_into_a_page_leads_to_a_heading_of_it(page: Path) -> None:
    for target, anchor in _links(page, page.read_text("utf-8")):
        if anchor and target.suffix == ".md":
            assert anchor in _sections(target), f"{target.name} has no heading #{anchor}"


@pytest.mark.parametrize(
    "page", [page for page in PROSE if page.name != "CHANGELOG.md"], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for words in _commands(page.read_text("utf-8")):
        _must_exist(words)


@pytest.mark.parametrize("made_up", ["rightsline rekey", "rightsline keys rotate --all", "rightsline run --fast"])
def test_a_command_that_does_not_exist_is_found(made_up: str) -> None:
    with pytest.raises(AssertionError):
        _must_exist(made_up.split())


def test_commands_are_found_however_they_are_written() -> None:
    text = (
        "`rightsline\n check` and\n\n    rightsline keys make > x\n    # rightsline no\n\n```\n$ rightsline chat\n```"
    )
    found = [" ".join(words) for words in _commands(text)]
    assert sorted(found) == ["rightsline chat", "rightsline check", "rightsline keys make"]


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PROSE:
        for name in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8")):
            assert name in targets, f"{page.name}: make {name}"


def test_each_act_of_deploy_release_that_a_page_names_exists() -> None:
    script = (ROOT / "deploy/release").read_text("utf-8")
    acts = set(re.findall(r"^ *([a-z|]+)\)", script, re.MULTILINE))
    for page in PROSE:
        for name in re.findall(r"deploy/release ([a-z]+) [/R]", page.read_text("utf-8")):
            assert name in acts, f"{page.name}: deploy/release {name}"


def test_the_hotline_that_running_it_shows_is_one(tmp_path: Path) -> None:
    section = _sections(ROOT / "docs/operations.md")["our-number-hours-and-languages"]
    file = tmp_path / "hotline.yml"
    file.write_text(section.split("```yaml\n")[1].split("```")[0], "utf-8")
    named = read_hotline(file)
    assert named.lines[0].e164
    assert named.hours
    assert named.languages


def _within_two_clicks(question: str) -> Iterator[str]:
    """The sections that answer a question, which README or a page that it links to asks beside a link."""
    asking = [README, *{target for target, _ in _links(README, README.read_text("utf-8")) if target.suffix == ".md"}]
    for page in asking:
        for line in page.read_text("utf-8").splitlines():
            if question in line:
                for target, anchor in _links(page, line):
                    yield _sections(target)[anchor] if anchor else target.read_text("utf-8")


def _links(page: Path, text: str) -> Iterator[tuple[Path, str]]:
    """What a text links to in the project: file and heading."""
    for target in LINK.findall(CODE.sub("", text)):
        name, _, anchor = target.partition("#")
        if not re.match(r"[a-z][a-z0-9+.-]*:", name):
            yield ((page.parent / name).resolve() if name else page), anchor


@cache
def _sections(page: Path) -> dict[str, str]:
    """Each heading's text up to the next as high, by the name that GitHub gives it in links."""
    text = page.read_text("utf-8")
    fenced = [match.span() for match in re.finditer(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)]
    heads = [head for head in HEADING.finditer(text) if not any(a <= head.start() < b for a, b in fenced)]
    found: dict[str, str] = {}
    for number, head in enumerate(heads):
        level = len(head[1])
        end = next((each.start() for each in heads[number + 1 :] if len(each[1]) <= level), len(text))
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", head[2]).lower()).replace(" ", "-")
        found.setdefault(name, text[head.start() : end])
    return found


def _commands(text: str) -> Iterator[list[str]]:
    """The words of each `rightsline ...` in code."""
    lines = [" ".join(span.split()) for span in SPAN.findall(re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))]
    lines += [line for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.M | re.S) for line in block.splitlines()]
    lines += [line for line in text.splitlines() if line.startswith("    ")]
    for line in lines:
        words = line.strip().removeprefix("$ ").split("  #")[0].split()
        if len(words) > 1 and words[0].rpartition("/")[2] == "rightsline":
            stop = next((at for at, word in enumerate(words) if STOPS.match(word)), len(words))
            yield ["rightsline", *words[1:stop]]


def _must_exist(words: list[str]) -> None:
    """A command with its groups and options is one of `rightsline --help`."""
    command: click.Command = typer.main.get_command(app)
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"{' '.join(words)}: there is no {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in rest:
        if word.startswith("--"):
            assert word.partition("=")[0].rstrip(",.") in {*options, "--help"}, f"{' '.join(words)}: no {word}"
