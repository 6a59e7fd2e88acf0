"""Statistics at the desk: who may see them, what they hold, and how many a day."""

from __future__ import annotations

import datetime
import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from bot.conversations.work import Store
from bot.statistics import charts, counts, readings
from bot.statistics.months import Month
from bot.statistics.report import report_texts
from bot.storage.engine import now
from bot.storage.tables import asked_pair, statistics_reading
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser
from tests.statistics.making import OVER, add_records

PAGES = (
    "/statistics",
    "/statistics/gaps",
    "/statistics/picture?first=sector&second=sex",
    "/statistics/table.csv",
    "/statistics/table.json",
    "/statistics/report?year=2025",
)
OPEN, THIS_YEAR = Month.of(now()), now().year
NOT_YET = f"{OPEN} is still open; its figures come on {OPEN.closed_from}"
FIGURES = {figure for promise in report_texts().promises for figure in promise.figures} | set(
    report_texts().more_figures
)


def tables_read(store: Store) -> list[str]:
    """What all accounts have read, as it is counted."""
    with store.read() as work:
        return sorted(work.run(select(statistics_reading.c.what)).scalars())


def possible_again() -> str:
    return f"It is possible again on {now().date() + datetime.timedelta(days=1)} from 00:00 UTC."


@pytest.fixture
def counted(store: Store) -> Store:
    add_records(store, 40, sex="Feminine", sector="F_Construction", country="DE", many={"topic": {"return_home"}})
    add_records(store, 3, sex="Masculine", sector="F_Construction", country="DE")
    add_records(store, 35, sex="Masculine", sector="C_Manufacturing", country="FR")
    add_records(store, 20, sex="Feminine", sector="C_Manufacturing", country="FR", many={"topic": {"return_home"}})
    counts.close_months(store, "month")
    return store


@pytest.mark.parametrize("path", PAGES)
async def test_operators_do_not_see_them(desk: RunningDesk, amira: Browser, path: str) -> None:
    assert (await amira.get(path)).status_code == 403


async def test_a_coordinator_sees_numbers_and_nothing_of_a_conversation(counted: Store, nora: Browser) -> None:
    for path in PAGES:
        response = await nora.get(path)
        assert response.status_code in (200, 404), path  # there is no picture of this one
        assert "conversations/" not in response.text, path
        assert "desk.js" not in response.text, "it would ask for what is closed"
    assert (await nora.get("/")).url.path == "/statistics"
    for closed in ("Call-backs", "Erased by age", "On duty", "Audit trail", "Operators", "My languages"):
        assert closed not in (await nora.get("/account")).text, closed


async def test_a_table_shows_what_may_be_shown_and_no_more(counted: Store, chief: Browser) -> None:
    page = (await chief.get(f"/statistics?first=sector&second=sex&period={OVER}")).text
    assert "Construction" in page
    assert ">withheld</span>" in page
    assert " 3<" not in page
    picture = await chief.get(f"/statistics/picture?first=sector&period={OVER}")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "Construction" in picture.text


async def test_before_a_month_is_closed_the_page_says_when(desk: RunningDesk, chief: Browser) -> None:
    response = await chief.get("/statistics")
    assert response.status_code == 200
    assert "No month is closed yet" in response.text
    assert (await chief.get("/statistics/gaps")).status_code == 200


async def test_exports_are_files(counted: Store, chief: Browser) -> None:
    response = await chief.get(f"/statistics/table.json?first=sector&second=sex&period={OVER}")
    assert response.headers["content-disposition"] == f'attachment; filename="statistics-sector-sex-{OVER}.json"'
    assert json.loads(response.text)["fields"] == ["vic_ForcedLabourIndustry", "prs_Gender"]
    lines = (await chief.get(f"/statistics/table.csv?first=sector&period={OVER}")).text
    assert lines.startswith("\ufeffvic_ForcedLabourIndustry,period,conversations,shown")


async def test_what_is_missing_is_named_with_its_record(counted: Store, chief: Browser) -> None:
    page = (await chief.get("/statistics/gaps")).text
    assert "data/knowledge/countries/de.yml" in page


async def test_words_that_were_not_understood_are_shown_by_language_and_month(counted: Store, chief: Browser) -> None:
    with counted.write() as work:
        for language, words in (("en", "agency keeps"), ("en", "keeps money"), ("ar", "جواز سفر")):
            values = {"month": str(OVER), "language": language, "words": words, "contacts": 23}
            work.run(asked_pair.insert().values(**values))
    page = (await chief.get("/statistics/gaps")).text
    assert "agency keeps</bdi> 25" in page
    assert '<bdi lang="ar">جواز سفر</bdi>' in page
    assert "agency keeps" not in (await chief.get(f"/statistics/gaps?language=ar&month={OVER}")).text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("language=<b>", "is no language of ours"),
        ("month=2999-01", "2999-01 is in the future"),
        ("month=2025", "2025: is no month"),
        ("period=2999", "2999 is in the future"),
    ],
)
async def test_what_is_missing_cannot_be_shown_of_any_time(
    counted: Store, chief: Browser, query: str, words: str
) -> None:
    response = await chief.get(f"/statistics/gaps?{query}")
    assert response.status_code == 400
    assert words in response.text
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first=name", "name: there is no such dimension"),
        ("first=sex&second=sex", "take two different dimensions"),
        ("period=2999", "2999 is in the future"),
        ("period=<b>", "is no period"),
    ],
)
async def test_what_cannot_be_shown_is_said(counted: Store, chief: Browser, query: str, words: str) -> None:
    response = await chief.get(f"/statistics?{query}")
    assert response.status_code == 400
    assert words in response.text
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/statistics?period={OPEN}", NOT_YET),
        (f"/statistics?first=month&second=sex&period={OPEN}", NOT_YET),
        (f"/statistics/gaps?period={OPEN}", NOT_YET),
        (f"/statistics/gaps?month={OPEN}", NOT_YET),
        (f"/statistics/picture?first=sex&period={OPEN}", NOT_YET),
        (f"/statistics/table.csv?first=sex&period={OPEN}", NOT_YET),
        (f"/statistics/table.json?first=sex&period={OPEN}", NOT_YET),
        (f"/statistics?period={OPEN.next}", f"{OPEN.next} is in the future"),
        ("/statistics?period=2025-Q5", "2025-Q5: is no period; write for example 2026, 2026-Q4 or 2026-11"),
        ("/statistics?period=2025-13", "2025-13: is no period; write for example 2026, 2026-Q4 or 2026-11"),
        ("/statistics/table.csv?first=name", "name: there is no such dimension"),
        ("/statistics/table.csv?first=sex&second=name", "name: there is no such dimension"),
        ("/statistics/table.csv?first=sex&second=sex", "sex: take two different dimensions"),
        ("/statistics/table.csv?first=sex&period=2999", "2999 is in the future"),
        ("/statistics/table.csv?first=", "there is no such dimension"),
        ("/statistics/table.json?first=sex&period=<b>", "is no period"),
        ("/statistics/picture?first=sex&period=2025-Q5", "2025-Q5: is no period"),
        ("/statistics/report", "is no year; write for example 2026"),
        ("/statistics/report?year=<b>", "is no year; write for example 2026"),
        ("/statistics/report?year=25", "25: is no year; write for example 2026"),
        ("/statistics/report?year=2025-03", "2025-03: is no year; write for example 2026"),
        ("/statistics/report?year=2999", "2999 is in the future"),
        (
            f"/statistics/report?year={THIS_YEAR}",
            f"{THIS_YEAR} is still open; its figures come on {THIS_YEAR + 1}-01-16",
        ),
        ("/statistics/report?year=2019", "2019: nothing was counted then; there is 2025-03"),
        ("/statistics/report?year=2025&language=tlh", "tlh: the report is there in en, es, fr, ru"),
        ("/statistics/published.csv?year=<b>&what=sex", "is no year; write for example 2026"),
        ("/statistics/published.json", "is no year; write for example 2026"),
        ("/statistics/published.json?year=2025&what=name", "2025: no such table was published"),
    ],
)
async def test_what_is_asked_for_wrongly_is_answered_in_one_line_and_counts_nothing(
    counted: Store, chief: Browser, path: str, words: str
) -> None:
    response = await chief.get(path)
    assert response.status_code == 400
    (said,) = re.findall(r'problem" role="alert">([^<]*)<', response.text)
    assert words in unescape(said)
    assert "\n" not in said
    assert "<b>" not in response.text
    assert tables_read(counted) == ([f"country topic {OVER}"] if "gaps?month" in path else [])


async def test_a_day_has_its_limit_of_different_tables(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MOST_A_DAY", 2)
    for query in ("first=sex", "first=sector", "first=sex"):
        assert (await chief.get(f"/statistics?{query}")).status_code == 200
    response = await chief.get("/statistics?first=country")
    assert response.status_code == 400
    assert f"You have read 2 different tables today, the most for one day. {possible_again()}" in response.text


async def test_a_table_counts_once_however_it_is_asked_for(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MOST_A_DAY", 1)
    for path in (
        "/statistics?first=sector&second=sex",
        "/statistics?first=sex&second=sector",
        f"/statistics?first=sex&second=sector&period={OVER}",  # the only month of the year
        "/statistics?first=sex&second=sector&period=2025-Q1",
        "/statistics/picture?first=sector&second=sex&language=fr",
        "/statistics/table.csv?first=sex&second=sector",
        "/statistics/table.json?first=sector&second=sex&period=2025",
    ):
        assert (await chief.get(path)).status_code in (200, 404), path
    assert tables_read(counted) == [f"sex sector {OVER}"]


async def test_a_report_that_just_fits_counts_each_table_once_and_has_all_its_pictures(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MOST_A_DAY", len(FIGURES))
    page = (await chief.get("/statistics/report?year=2025")).text
    read = tables_read(counted)
    assert len(read) == len(FIGURES)
    pictures = re.findall(r'src="(/statistics/picture[^"]*)"', page)
    assert pictures
    for address in (
        *map(unescape, pictures),
        "/statistics/report?year=2025&language=ru",
        "/statistics?first=sex&second=sector",
    ):
        assert (await chief.get(address)).status_code == 200
    assert tables_read(counted) == read


async def test_a_report_that_does_not_fit_the_limit_is_refused_whole_in_one_line(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MOST_A_DAY", len(FIGURES))
    await chief.get("/statistics?first=sector&second=topic")  # one of the report
    await chief.get("/statistics?first=sex&second=channel")  # none of it
    response = await chief.get("/statistics/report?year=2025")
    assert response.status_code == 400
    assert (
        f"This shows {len(FIGURES) - 1} tables that you have not read today, and {len(FIGURES) - 2} of {len(FIGURES)} "
        f"for one day are left. So none of them is shown. {possible_again()}"
    ) in response.text
    assert len(tables_read(counted)) == 2, "what is refused costs nothing"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/statistics/picture?first=country", 400, "You have read 1 different tables today"),
        ("/statistics/table.csv?first=country", 400, "You have read 1 different tables today"),
        ("/statistics/table.json?first=country", 400, "You have read 1 different tables today"),
        ("/statistics/gaps?period=2025", 400, "You have read 1 different tables today"),
        ("/statistics/picture?first=age", 404, "Nothing of this table is shown, or it has too many"),
        ("/statistics/picture?first=sex&language=tlh", 400, "tlh: pictures are there in en, es, fr, ru"),
    ],
)
async def test_what_is_not_shown_says_why_in_one_line(
    counted: Store, chief: Browser, monkeypatch: pytest.MonkeyPatch, path: str, status: int, words: str
) -> None:
    if status == 404:
        monkeypatch.setattr(charts, "chart", lambda *_: None)
    else:
        monkeypatch.setattr(readings, "MOST_A_DAY", 1)
        await chief.get("/statistics?first=sex")
    response = await chief.get(path)
    assert response.status_code == status
    assert words in response.text


def test_a_day_has_room_for_a_report_of_two_years() -> None:
    assert 2 * len(FIGURES) <= readings.MOST_A_DAY


async def test_the_report_is_there_in_each_language(counted: Store, chief: Browser) -> None:
    for language, word in (("en", "rapporteur"), ("fr", "rapporteur national"), ("ru", "докладчика")):
        response = await chief.get(f"/statistics/report?year=2025&language={language}")
        assert word in response.text
    assert (await chief.get("/statistics/report?year=2025&language=xx")).status_code == 400
