from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.replies import checks
from bot.replies.checks import catalogue_problems

GOOD = {
    ("country", "Your country is now: {country}."): "Twój kraj to teraz: {country}.",
    ("button", "Yes"): "Tak",
    ("keyword", "MORE"): "WIĘCEJ",
    ("keyword", "START, UNSTOP"): "WZNÓW",
}


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A template with a few texts, and no catalogue yet."""
    template = Catalog()
    for context, source in GOOD:
        comments = ["At most 20 characters."] if context == "button" else []
        template.add(source, context=context, auto_comments=comments)
    pot = tmp_path / "rightsline.pot"
    with pot.open("wb") as file:
        write_po(file, template)
    return tmp_path


def polish(locales: Path, changes: dict[tuple[str, str], str], header: str = "draft") -> list[str]:
    """The problems of a Polish catalogue that is good but for the changes."""
    catalogue = Catalog(locale="pl")
    for (context, source), text in {**GOOD, **changes}.items():
        catalogue.add(source, text, context=context)
    po = locales / "pl" / "LC_MESSAGES" / "rightsline.po"
    po.parent.mkdir(parents=True)
    with po.open("wb") as file:
        write_po(file, catalogue)
    po.write_text(
        po.read_text("utf-8").replace(
            '"Language: pl', f'"X-Ready: yes\\n"\n"X-Review-Status: {header}\\n"\n"Language: pl'
        ),
        "utf-8",
    )
    return catalogue_problems(locales)


def test_a_whole_catalogue_has_no_problems(locales: Path) -> None:
    assert polish(locales, {}) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({("button", "Yes"): ""}, "is not translated"),
        ({("button", "Yes"): "Tak, zgadzam się na to wszystko"}, "at most 20 fit"),
        ({("button", "Yes"): "Tak "}, "begins or ends with a space"),
        ({("country", "Your country is now: {country}."): "Kraj: {kraj}."}, "keep them as they are"),
        ({("country", "Your country is now: {country}."): "Kraj."}, "keep them as they are"),
        ({("country", "Your country is now: {country}."): "Kraj: {country."}, "a brace stands alone"),
        ({("keyword", "MORE"): "WZNÓW"}, "stands for start and for more"),
        ({("keyword", "MORE"): "HELP"}, "is reserved"),
    ],
)
def test_what_a_translator_got_wrong_is_named_with_its_mend(
    locales: Path, changes: dict[tuple[str, str], str], problem: str
) -> None:
    found = polish(locales, changes)
    assert len(found) == 1
    assert problem in found[0]


def test_a_text_that_came_later_is_missed(locales: Path) -> None:
    with (locales / checks.TEMPLATE).open("rb") as file:
        template = read_po(file)
    template.add("New", context="button")
    with (locales / checks.TEMPLATE).open("wb") as file:
        write_po(file, template)
    assert "is not in the file" in polish(locales, {})[0]


def test_an_unknown_review_status_is_named(locales: Path) -> None:
    assert "X-Review-Status" in polish(locales, {}, header="perhaps")[0]


def test_a_singular_form_may_leave_the_number_out() -> None:
    source = Message(("{number} lawyer", "{number} lawyers"), context="count")
    translated = Message(source.id, ("one lawyer", "{number} lawyers"), context="count")
    assert list(checks._translation_problems(source, translated)) == []


def test_what_may_stand_before_a_number_is_counted_without_it() -> None:
    source = Message(
        "police: {number}", context="emergency number", auto_comments=["At most 9 characters before the number."]
    )
    fits, too_long = (Message(source.id, f"{name}: {{number}}") for name in ("policja", "straż nocn"))
    assert [list(checks._translation_problems(source, message)) for message in (fits, too_long)] == [
        [],
        ["has 10 characters; at most 9 fit"],
    ]


@pytest.mark.long("checks all catalogues")
def test_the_projects_own_catalogues_have_no_problems() -> None:
    assert catalogue_problems() == []
