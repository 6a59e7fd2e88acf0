"""What the desk says of reasons and deliveries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.assistant.gloss import SILENT
from bot.conversations.contract import SendError
from bot.conversations.delivery import NOT_BEGUN
from bot.conversations.outbox import OutboxState
from bot.conversations.restored import RESTORED
from bot.desk import texts
from bot.desk.app import STATIC
from bot.desk.interface import Speaker
from bot.dialogue.story import PEOPLE, SECTORS
from bot.nlu.concepts import ATTACHED


def test_every_state_and_error_has_words() -> None:
    assert set(texts.DELIVERY) == {state.value for state in OutboxState}
    assert set(texts.ERRORS) == {error.value for error in SendError} | {RESTORED, NOT_BEGUN}


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("delivered", None, "delivered"),
        ("sent", None, "sent"),
        ("failed", "contact_stopped:21610", "not sent: the contact has opted out (STOP) (21610)"),
        ("cancelled", "contact_stopped", "not sent: the contact has opted out (STOP, or blocked us)"),
        ("undelivered", "30003", "not delivered: the phone is off, has no signal or does not exist (30003)"),
        ("undelivered", "30999", "not delivered: error 30999 (30999)"),
        ("undelivered", None, "not delivered"),
        ("waiting", "provider_down", "not sent yet: the provider has a fault"),
    ],
)
def test_what_became_of_a_text_is_said_with_the_reason(state: str, error: str | None, words: str) -> None:
    assert texts.delivery(state, error) == words


def test_reasons_are_titles() -> None:
    assert texts.reason("emergency") == "In danger now"
    assert texts.reason("unpaid_wages") == "My pay"
    assert texts.reason("something_new") == "something new"
    assert texts.reason(None) == texts.NO_REASON


def test_what_was_understood_is_said_in_words() -> None:
    assert texts.topic("unpaid_wages") == "My pay"
    assert texts.topic("inform") == "an answer to a question"
    assert texts.topic("nlu_fallback") == "nlu fallback"


@pytest.mark.long("reads the lexicons of all languages")
def test_whatever_a_word_may_be_about_has_a_name() -> None:
    files = [*Path("data/lexicons/concepts").glob("*.yml"), Path("data/knowledge/gloss.yml")]
    concepts = {name for file in files for name in YAML(typ="safe").load(file.read_text("utf-8"))}
    assert concepts - SILENT - {ATTACHED} <= set(texts.CONCEPTS)
    assert set(texts.CONCEPTS) >= SECTORS | PEOPLE


def test_what_scripts_say_has_a_form_for_each_category_of_number() -> None:
    said = texts.for_scripts(Speaker("ru"))
    assert all({"one", "few", "many"} <= set(forms) for forms in said.values() if isinstance(forms, dict))
    assert texts.for_scripts(Speaker("en"))["waiting"] == {"one": "{count} waiting", "other": "{count} waiting"}


def test_scripts_ask_for_words_that_there_are_and_have_none_of_their_own() -> None:
    asked: set[str] = set()
    for file in STATIC.glob("*.js"):
        source = re.sub(r"//.*", "", file.read_text("utf-8"))
        calls = re.findall(r"\bwords\(([^()]*)\)", source)
        asked.update(key for call in calls for key in re.findall(r'"(\w+)"', call))
        assert spoken(source) == [], file.name
    assert asked == set(texts.for_scripts(Speaker()))


def test_what_a_script_says_past_the_catalogues_is_found() -> None:
    assert spoken("pill.textContent = `${urgent.length} urgent`;") == [" urgent"]
    assert spoken('button.title = isOn ? words("on") : "Off";\nsay("Gone. " + why);') == ["Off", "Gone. "]
    assert spoken('say(words("failed"), { isBad: true });\nlist.className = "alert is-new";') == []


def spoken(source: str) -> list[str]:
    """The words that a script puts into the page itself."""
    source = re.sub(r"\bwords\([^()]*\)|\b(?:closest|querySelector)\(\"[^\"]*\"\)", "", source)
    puts = re.findall(r"(?:(?:textContent|title|alt) = |\bsay\(|replaceWith\(|append\(|\"aria-label\",)(.*)", source)
    literals = (re.sub(r"\${[^}]*}", "", found) for put in puts for found in re.findall(r'["`]([^"`]*)["`]', put))
    return [words for words in literals if re.search("[A-Za-z]{2}", words)]
