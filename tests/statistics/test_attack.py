"""Somebody who has every file that leaves the house, and knows the rules, finds nothing of fewer than K people.

The files are read as a stranger reads them (tests/statistics/released.py): CSV and JSON of every table of a crowd's
dimensions and their months, for each period and for the year, the reports, and what is published. Then linear
programmes ask what is left of everything that fewer than K have, and of all that is withheld.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from bot.conversations.work import Store
from bot.statistics import counts, export, published, report, suppression, tables
from bot.statistics.codes import UNKNOWN, Language
from bot.statistics.counts import ALONE
from bot.statistics.months import PeriodLength
from bot.statistics.noise import Noisy
from bot.statistics.report import LANGUAGES, report_of
from bot.statistics.suppression import K, withheld
from bot.statistics.tables import TOTAL
from tests.statistics.attacker import Attacker, Leak, Person, Reader
from tests.statistics.making import add_people
from tests.statistics.released import Shown, from_csv, from_json, from_report

WIDTH = K - 1  # values beside the true one, as many as "fewer than K" has
SEX, AGE = ("Feminine", "Masculine", UNKNOWN), ("adult", "child")
SECTOR = ("C_Manufacturing", "F_Construction", "P_Education", UNKNOWN)
HELP = tuple(map(frozenset, ((), ("shelter",), ("unpaid_wages",), ("shelter", "unpaid_wages"))))
SINGLE = {"sex": SEX, "age": AGE, "sector": SECTOR}
SEVERAL: dict[str, Sequence[Any]] = {"sex": SEX, "sector": SECTOR[:3], "topic": HELP}
MONTHS = (1, 2, 4, 5)


def crowd(seed: int, year: int, codes: Mapping[str, Sequence[Any]]) -> Counter[Person]:
    """A year's people, clustered as they are: some combinations common, most rare."""
    chance = np.random.default_rng(seed)
    places = list(product([f"{year}-{month:02}" for month in MONTHS], *codes.values()))
    shares = chance.dirichlet(np.full(len(places), chance.choice((0.15, 0.5, 2.0))))
    number = int(chance.choice((60, 120, 200, 300, 400, 600)))
    return Counter(
        {place: int(many) for place, many in zip(places, chance.multinomial(number, shares), strict=True) if many}
    )


def files(store: Store, names: Sequence[str], year: str) -> Iterator[Shown]:
    """Every table of these dimensions and the month: of each period and of the year, as CSV and as JSON."""
    with store.read() as work:
        periods = tables.chosen(work, year)
        for first, second in (*((name, ALONE) for name in ("month", *names)), *combinations(("month", *names), 2)):
            for span in dict.fromkeys((*((period,) for period in periods), periods)):
                table = tables.table(work, first, second, span)
                yield from from_csv(export.as_csv(table))
                yield from from_json(export.as_json(table))


def reports(store: Store, people: Counter[Person], names: Sequence[str], year: str) -> Iterator[list[Shown]]:
    """The report's tables of these dimensions and the month, in each language."""
    reader = Reader(people, names)
    with store.read() as work:
        periods = tables.chosen(work, year)
        for language in LANGUAGES:
            yield from_report(report_of(work, year, language, hotline="Us").html, language, periods, reader.codes)


def leaks(people: Counter[Person], names: Sequence[str], *found: Sequence[Shown]) -> list[Leak]:
    """What somebody finds who has all of the files, and who has those of two dimensions without the rounding."""
    reader = Reader(people, names)
    reader.reads(*found)
    every = list(reader.leaks(WIDTH))
    for pair in combinations(("month", *names), 2):
        mine = tuple(name for name in pair if name != "month")
        insider = Reader(only(people, names, mine), mine, exact=True)
        insider.reads(*([each for each in file if set(each.names) <= set(pair)] for file in found))
        every += insider.leaks(WIDTH, within=pair)
    return every


def only(people: Counter[Person], names: Sequence[str], wanted: Sequence[str]) -> Counter[Person]:
    """The same people, of whom only some dimensions are known."""
    found: Counter[Person] = Counter()
    for (month, *codes), number in people.items():
        found[(month, *(code for name, code in zip(names, codes, strict=True) if name in wanted))] += number
    return found


@pytest.mark.long("linear programmes over all files of four years")
@pytest.mark.parametrize(("codes", "length"), [(SINGLE, "quarter"), (SINGLE, "month"), (SEVERAL, "quarter")])
def test_all_files_together_leave_as_many_values_as_fewer_than_eleven_has(
    store: Store, codes: Mapping[str, Sequence[Any]], length: PeriodLength
) -> None:
    crowds = {str(year): crowd(year, year, codes) for year in range(2022, 2026)}
    for people in crowds.values():
        add_people(store, tuple(codes), people)
    counts.close_months(store, length)
    for year, people in crowds.items():
        found = list(files(store, tuple(codes), year))
        assert leaks(people, tuple(codes), found, *reports(store, people, tuple(codes), year)) == [], year


# --- faults, each of which has to be found ---

SMALL: Counter[Person] = Counter(
    {
        **{(f"2024-{month:02}", "Feminine", "adult", "F_Construction"): 30 for month in (1, 2)},
        **{(f"2024-{month:02}", "Feminine", "child", "C_Manufacturing"): 14 for month in (1, 2)},
        **{(f"2024-{month:02}", "Masculine", "adult", "C_Manufacturing"): 25 for month in (1, 2)},
        **{(f"2024-{month:02}", "Masculine", "adult", "F_Construction"): 41 for month in (1, 2)},
        ("2024-01", "Masculine", "child", "F_Construction"): 4,
        ("2024-01", "Feminine", "adult", "C_Manufacturing"): 3,
        ("2024-02", "Feminine", "adult", "C_Manufacturing"): 30,
        ("2024-02", "Masculine", "child", "F_Construction"): 22,
    }
)
NAMES = ("sex", "age", "sector")


@pytest.fixture
def small(store: Store) -> Store:
    """Two months, in the first of which few are withheld that are many in the second."""
    add_people(store, NAMES, SMALL)
    counts.close_months(store, "month")
    return store


def found_by_all(store: Store) -> list[Leak]:
    return leaks(SMALL, NAMES, list(files(store, NAMES, "2024")), *reports(store, SMALL, NAMES, "2024"))


@pytest.mark.long("linear programmes over all files of a year")
def test_where_no_fault_is_planted_none_is_found(small: Store) -> None:
    found = list(files(small, NAMES, "2024"))
    assert [each for each in found if each.number is None]
    assert found_by_all(small) == []


@pytest.mark.long("linear programmes over all files of a year")
def test_a_withheld_cell_that_is_written_is_found(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(table: np.ndarray, *rest: Any) -> np.ndarray:
        return withheld(table, *rest) & ~((table > 0) & (table < K))

    monkeypatch.setattr(tables, "withheld", careless)
    assert 4 in {leak.truth for leak in found_by_all(small)}


@pytest.mark.long("linear programmes over all files of a year")
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_one_number_too_many_in_a_file_is_found(small: Store, kind: str) -> None:
    """The product is right, and a file says 5 where 4 are withheld."""
    with small.read() as work:
        table = tables.table(work, "sex", "age", ("2024-01",))
    if kind == "csv":
        line = "Masculine,child,2024-01,,withheld"
        assert line in export.as_csv(table)
        faulty = from_csv(export.as_csv(table).replace(line, "Masculine,child,2024-01,5,rounded"))
    else:
        content = json.loads(export.as_json(table))
        (row,) = (each for each in content["rows"] if (each["prs_Gender"], each["age_group"]) == ("Masculine", "child"))
        row.update(conversations=5, shown="rounded")
        faulty = from_json(json.dumps(content))
    assert leaks(SMALL, NAMES, list(files(small, NAMES, "2024")), faulty)


@pytest.mark.long("linear programmes over all files of a year")
def test_a_secondary_suppression_that_is_left_out_is_found(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(table: np.ndarray, *rest: Any) -> np.ndarray:
        hidden = withheld(table, *rest)
        if (others := np.argwhere(hidden & (table >= K))).size:
            hidden[tuple(others[0])] = False
        return hidden

    monkeypatch.setattr(tables, "withheld", careless)
    assert found_by_all(small)


@pytest.mark.long("linear programmes over all files of a year")
def test_a_year_that_is_counted_anew_is_found(small: Store) -> None:
    """The table of the year less the table of February is what January withholds."""
    found = list(files(small, NAMES, "2024"))
    with small.read() as work:
        anew = counts.of_months(work, tables.months_of("2024"), "sex", "age")
    year = [
        Shown(("sex", "age"), codes, ("2024-01", "2024-02"), suppression.rounded(number))
        for codes, number in anew.items()
    ]
    assert all(number >= K for number in anew.values()), "nothing of the year by itself is of few"
    assert leaks(SMALL, NAMES, found, year)


@pytest.mark.long("linear programmes over all files of a year")
def test_a_total_of_the_year_that_counts_what_a_month_withholds_is_found(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = tables._together

    def careless(place: tuple[str, str], parts: Sequence[Any]) -> tables.Cell:
        cell = together(place, parts)
        return tables.Cell((cell.number or 0) + 5) if cell.at_least else cell

    monkeypatch.setattr(tables, "_together", careless)
    assert found_by_all(small)


@pytest.mark.long("linear programmes over all files of a year")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_published_and_yet_filled_in_is_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    people = Counter({person: number for person, number in SMALL.items() if person[0] == "2024-01"})
    add_people(store, NAMES, people)
    counts.close_months(store, "month")
    found = list(files(store, NAMES, "2024"))
    assert leaks(people, NAMES, found, *reports(store, people, NAMES, "2024")) == []
    shown = report._Writer.shown

    def careless(writer: report._Writer, cell: tables.Cell) -> str:
        return "0" if cell.number is None and writer.language == language else shown(writer, cell)

    monkeypatch.setattr(report._Writer, "shown", careless)
    assert leaks(people, NAMES, found, *reports(store, people, NAMES, "2024"))


@pytest.mark.long("linear programmes over all files of a year")
def test_a_closed_month_that_is_counted_again_is_found(small: Store) -> None:
    """Whoever kept the files of the day before reads who came later: so a closed month never changes."""
    before = list(files(small, NAMES, "2024"))
    late = Counter({("2024-01", "Feminine", "child", "C_Manufacturing"): 4})
    add_people(small, NAMES, late)
    counts.close_months(small, "month")
    assert list(files(small, NAMES, "2024")) == before


def published_leaks(found: Sequence[Shown]) -> list[tuple[str, ...]]:
    """What somebody finds in one published table who is sure that chance made no noise, each number the true one."""
    cells = dict.fromkeys(each.codes for each in found if TOTAL not in each.codes)
    places = {codes: number for number, codes in enumerate(cells)}
    reader = Attacker(len(places))
    for each in found:
        which = [
            number
            for codes, number in places.items()
            if all(code in (TOTAL, mine) for code, mine in zip(each.codes, codes, strict=True))
        ]
        if each.number is None:
            reader.learns_between(which, 0, K - 1)
        else:
            reader.learns(which, each.number)
    few = [each.codes for each in found if each.number is not None and each.number < K]
    for each in found:
        if each.number is None:
            least, most = reader.bounds_of([places[each.codes]])
            few += [each.codes] if most - least < K - 1 else []
    return few


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_empty_cell_of_a_published_table_may_have_none_to_ten_even_without_noise(
    small: Store, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(published, "with_noise", lambda numbers, epsilon, _: Noisy(tuple(numbers), epsilon, 0.0))
    late = Counter({("2024-12", "Masculine", "child", "C_Manufacturing"): 5})
    add_people(small, NAMES, late)
    counts.close_months(small, "month")
    with small.write() as work:
        made = published.publish(work, "2024", "sex", "age", 0.5)
    found = from_csv(made.as_csv()) if form == "csv" else from_json(made.as_json())
    assert [each for each in found if each.number is None]
    assert [each for each in found if each.number is not None]
    assert published_leaks(found) == []
    place = next(each for each in found if each.number is None)
    assert published_leaks([*found, Shown(place.names, place.codes, place.periods, 4)])
    assert published_leaks([*found, Shown(place.names, (TOTAL, TOTAL), place.periods, SMALL.total() + 5)])
