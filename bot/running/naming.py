"""`rightsline init`: asks who the hotline is, and writes hotline.yml."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from bot.hotline import FILE_NAME, Hotline, HotlineError, read_hotline
from bot.running.hotline_checks import problems
from bot.settings import Mendable

HEAD = """\
# Who the hotline is. docs/settings.md says what each setting means; `rightsline check` whether all of it fits.
# A change is taken over at the next start.

"""
EXAMPLES = """
# languages: [en, pl]           # left out: every language that is ready
# hours: "Europe/London; Mon-Fri 09:00-17:00; closed 2026-12-25"   # when somebody reads; people are told
# privacy:                      # in layers; contacts read it in their language if it is there
#   short: {en: One line above the first answer.}
#   page: {en: "What matters to who writes, in few words."}
#   full: {en: The full text.}
# imprint: {en: "Who is responsible, with an address."}
# exit_page: https://www.bbc.com/weather
# ready_sentences:              # beside those that the desk has already
#   - {code: our_office, text: {en: Our office is open today.}}
"""


@dataclass(frozen=True)
class Answers:
    """What was asked, as it was answered; empty: nothing was said."""

    name: str
    country: str = ""
    countries: str = ""
    languages: str = ""
    dial: str = ""
    e164: str = ""
    retention_days: str = ""


QUESTIONS: tuple[tuple[str, str], ...] = (
    ("name", "What is the hotline called? People who write see this name"),
    ("country", "In which country are people taken to be until it is known? ISO 3166-1, as GB; empty: in none"),
    ("countries", "Which countries does the hotline serve? As GB, IE; empty: the same"),
    ("languages", "Which languages may people be answered in? As en, pl; empty: all that are ready"),
    ("dial", "Which number can people call, as it is dialled there? Empty: none"),
    ("e164", "The same number from abroad, as +44...; empty: it cannot be called from there"),
    ("retention_days", "After how many days without a text is a conversation erased? A number, or never; empty: 30"),
)


def ask(prompt: Callable[[str], str], given: dict[str, str]) -> Answers:
    """Ask what was not `given`. `prompt`: shows a question and returns the answer, perhaps an empty one."""
    said = dict(given)
    for field, question in QUESTIONS:
        if field not in said and not (field == "e164" and not said.get("dial")):
            said[field] = prompt(question).strip()
    return Answers(**said)


def write(answers: Answers, path: Path, today: datetime.date) -> Hotline:
    """Write the file, unless one is there. Raises Mendable with all that is wrong; nothing is written then."""
    if path.exists():
        raise Mendable(f"{path}: is there already; edit it, `rightsline check` says whether it is right")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(_as_yaml(answers, today), encoding="utf-8")
        hotline = read_hotline(draft)
        if faults := list(problems(hotline)):
            raise Mendable("\n".join(faults))
        os.replace(draft, path)
    except HotlineError as problem:
        raise Mendable(str(problem).replace(str(draft), FILE_NAME)) from None
    finally:
        draft.unlink(missing_ok=True)
    return hotline


def _as_yaml(answers: Answers, today: datetime.date) -> str:
    countries = _listed(answers.countries.upper()) or _listed(answers.country.upper())
    content: dict[str, object] = {"name": answers.name}
    if answers.country:
        content["country"] = answers.country.upper()
    if countries:
        content["countries"] = countries
    if answers.languages:
        content["languages"] = _listed(answers.languages.lower())
    if answers.dial:
        line = {"name": answers.name, "countries": list(countries), "dial": answers.dial}
        line |= {"e164": answers.e164.replace(" ", "")} if answers.e164 else {}
        content["lines"] = [{**line, "confirmed_on": today}]
    if answers.retention_days:
        days = answers.retention_days
        content["retention_days"] = int(days) if days.isascii() and days.isdigit() else days
    written = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(content, written)
    examples = [line for line in EXAMPLES.splitlines(keepends=True) if not _is_set(line, content)]
    return HEAD + written.getvalue() + "".join(examples)


def _is_set(line: str, content: dict[str, object]) -> bool:
    return any(line.startswith(f"# {setting}:") for setting in content)


def _listed(text: str) -> Sequence[str]:
    return [code for code in (part.strip() for part in text.split(",")) if code]
