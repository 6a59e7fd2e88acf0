"""`hotline.yml`: what is misspelt is refused with the right name, and what is there is read as it is meant."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bot.hotline import Hotline, HotlineError, read_hotline

TEMPLATE = "whatsapp_templates: [{{name: Us, language: en, content_sid: {sid}, text: '{text}'}}]"
LINE = "lines: [{name: Us, countries: [GB], dial: 0800 1, confirmed_on: 2026-12-01"


def read(tmp_path: Path, text: str) -> Hotline:
    (tmp_path / "hotline.yml").write_text(text, "utf-8")
    return read_hotline(tmp_path / "hotline.yml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("langauges: [en]", "langauges: there is no such setting; did you mean languages?"),
        (f"{LINE}, free_cal: true}}]", "lines[0].free_cal: there is no such setting; did you mean free_call?"),
        (
            "privacy: {short: {en: x}, pagge: {en: y}, page: {en: y}}",
            "privacy.pagge: there is no such setting; did you",
        ),
        (TEMPLATE.format(sid="HX1", text="Hi"), "whatsapp_templates[0].content_sid: does not look right"),
        (
            TEMPLATE.format(sid="HX" + "a1" * 16, text="Hi {{2}}"),
            "whatsapp_templates[0].text: its blanks are numbered {{1}}, {{2}} and so on, none left out",
        ),
        ("zzz: 1", "zzz: there is no such setting"),
        ("country: Germany", "country: does not look right"),
        ("name: ''", "name: ensure this value has at least 1 characters"),
        ("name: A\nname: B", "line 2: a setting is written twice"),
        ("name: [", "mend the YAML"),
        ("- name", "holds no settings; `rightsline init` writes the file"),
        ("retention_days: 0", "retention_days: is a number of days from 1 to 3650"),
        ("retention_days: ", "write the word never"),
        ("retention_days: a month", "write the word never"),
        ("retention_days: true", "write the word never"),
        ("exit_page: weather", "exit_page: is not an http(s) address"),
        ("languages: []", "languages"),
        ("imprint: {pl: Kto}", "imprint: has no English"),
        ("imprint: {english: Who}", "imprint: english is no language"),
        ("imprint: Who", "imprint: is a text for each language"),
        (f"privacy: {{short: {{en: {'x' * 101}}}, page: {{en: y}}}}", "privacy.short: en: is one line of at most 100"),
        ("privacy: {short: {en: x}}", "privacy.page: is missing"),
        (
            "name: Blue Door\nprivacy: {short: {en: x}, page: {en: y}, short_sms: {en: The blue door keeps it.}}",
            "privacy: short_sms: en: names the hotline; leave its name out",
        ),
        (
            "privacy: {short: {en: x}, page: {en: y}, short_sms: {en: Against trafficking.}}",
            "privacy.short_sms: en: 'traffick' tells who reads the phone what this is about; leave it out",
        ),
        (
            f"privacy: {{short: {{en: x}}, page: {{en: y}}, short_sms: {{en: {'x' * 101}}}}}",
            "privacy.short_sms: en: is one line of at most 100",
        ),
        (f"{LINE}, takes: [cals]}}]", "lines[0].takes[0]: cals is not known; did you mean calls?"),
        (f"{LINE}, always: true, hours: [{{days: [mon], from: '09:00', to: '17:00'}}]}}]", "leave one of the two out"),
        (f"{LINE}, hours: [{{days: [mon], from: '9', to: '17:00'}}]}}]", "lines[0].hours[0].from"),
        ("lines: [{name: Us, countries: [GB], dial: 0800 1}]", "lines[0].confirmed_on: is missing"),
        ("ready_sentences: [{code: a_b, text: {en: x}}, {code: a_b, text: {en: y}}]", "a_b is there twice"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_place_and_the_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(HotlineError) as problem:
        read(tmp_path, text)
    assert said in str(problem.value)
    assert str(problem.value).startswith(str(tmp_path / "hotline.yml"))
    assert "\n" not in str(problem.value)


def test_conversations_are_kept_for_30_days_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    assert Hotline().keep == datetime.timedelta(days=30)
    assert read(tmp_path, "retention_days: 7").keep == datetime.timedelta(days=7)
    assert read(tmp_path, "retention_days: never").keep is None


def test_a_text_is_read_in_its_language_or_in_english(tmp_path: Path) -> None:
    imprint = read(tmp_path, "imprint: {en: Who, pl: Kto}").imprint
    assert imprint is not None
    assert imprint.best("pl") == ("Kto", "pl")
    assert imprint.best("de") == ("Who", "en")
