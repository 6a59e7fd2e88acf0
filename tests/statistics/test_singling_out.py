"""Who knows of somebody the month, the language and the country learns nothing that is true of fewer than K people.

Made crowds and known people are drawn by seeds. Whoever looks for the person has every file, and even knows how many
people there are of that month, language and country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from bot.conversations.work import Store
from bot.statistics import counts, tables
from bot.statistics.codes import UNKNOWN
from bot.statistics.months import Month, PeriodLength
from bot.statistics.suppression import K, withheld
from tests.statistics.attacker import Leak, Person, Reader
from tests.statistics.making import add_people
from tests.statistics.test_attack import SEX, crowd, files

CODES: dict[str, Sequence[Any]] = {
    "country": ("DE", "FR", "PL"),
    "language": ("en", "ro", "uk"),
    "sex": SEX,
    "sector": ("C_Manufacturing", "F_Construction", UNKNOWN),
}
KNOWN = ("month", "country", "language")
NAMES = tuple(CODES)


def said_of(reader: Reader, person: Person, period: str) -> Iterator[Leak]:
    """What is said of a person, or of those few who share what is known of them, that is not said of everybody."""
    month, country, language, *_ = person
    mine = [{str(month)}, {str(country)}, {str(language)}]
    those = reader.which(KNOWN, mine, (period,))
    number = int(reader.truth[list(those)].sum())
    reader.attacker.learns(those, number)
    for name in NAMES[2:]:
        for code in reader.codes[name]:
            having = reader.which((*KNOWN, name), [*mine, {code}], (period,))
            everybody = reader.which((name,), [{code}], (period,))
            if reader.truth[list(everybody)].sum() in (0, reader.truth[list(reader.which((), [], (period,)))].sum()):
                continue  # nobody or everybody of the period has it, which is said of K people and more
            found = reader.attacker.leaves(having, lambda least, most: least == 0 and most == number)
            if found:
                truth = int(reader.truth[list(having)].sum())
                yield Leak(((*KNOWN, name), (*map(str, person[:3]), code), (period,)), truth, *found)


def of_few(people: Counter[Person], seed: int, number: int = 4) -> list[Person]:
    """Some of those whose month, country and language fewer than K have."""
    known: Counter[Person] = Counter()
    for person, many in people.items():
        known[person[:3]] += many
    few = [person for person in people if known[person[:3]] < K]
    return [few[each] for each in np.random.default_rng(seed).choice(len(few), number, replace=False)]


@pytest.mark.long("linear programmes over all files of three years")
@pytest.mark.parametrize("length", ["month", "quarter"])
def test_nothing_is_said_of_a_known_person_that_is_not_said_of_everybody(store: Store, length: PeriodLength) -> None:
    crowds = {str(year): crowd(7 * year, year, CODES) for year in range(2023, 2026)}
    for people in crowds.values():
        add_people(store, NAMES, people)
    counts.close_months(store, length)
    for year, people in crowds.items():
        found = list(files(store, NAMES, year))
        for person in of_few(people, int(year)):
            reader = Reader(people, NAMES)
            reader.reads(found)
            assert reader.shown_small == []
            assert list(said_of(reader, person, Month.parse(str(person[0])).period(length))) == []


@pytest.mark.long("linear programmes over all files of three years")
def test_who_knows_all_others_in_a_small_cell_does_not_learn_that_there_is_one_more(store: Store) -> None:
    crowds = {str(year): crowd(5 * year, year, CODES) for year in range(2023, 2026)}
    for people in crowds.values():
        add_people(store, NAMES, people)
    counts.close_months(store, "quarter")
    for year, people in crowds.items():
        reader = Reader(people, NAMES)
        reader.reads(list(files(store, NAMES, year)))
        small = [each for each in reader.targets() if 0 < reader.truth[list(each[1])].sum() < K]
        assert small
        for place, which in small:
            truth = int(reader.truth[list(which)].sum())
            assert reader.attacker.leaves(which, lambda least, _, truth=truth: least < truth) is None, place


@pytest.mark.long("linear programmes over all files of a year")
@pytest.mark.parametrize("fault", ["nothing is withheld", "one is left out"])
def test_of_a_table_that_says_too_much_something_is_said_of_somebody(
    store: Store, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """The four of a country with a language are women: a careless table of sex and language says so."""
    people: Counter[Person] = Counter()
    for country, language, sex, number in (
        *((country, "en", sex, 30) for country in ("DE", "FR") for sex in SEX[:2]),
        ("DE", "ro", "Feminine", 20),
        ("FR", "ro", "Feminine", 4),
    ):
        people["2024-01", country, language, sex, UNKNOWN] = number
        people["2024-02", country, language, sex, UNKNOWN] = 40
    add_people(store, NAMES, people)
    counts.close_months(store, "month")

    def careless(table: np.ndarray, *rest: Any) -> np.ndarray:
        hidden = withheld(table, *rest)
        return hidden & (table < K) if fault == "one is left out" else np.zeros_like(hidden)

    monkeypatch.setattr(tables, "withheld", careless)
    reader = Reader(people, NAMES)
    reader.reads(list(files(store, NAMES, "2024")))
    (person,) = (each for each in people if each[:3] == ("2024-01", "FR", "ro"))
    small = [each for each in reader.targets() if 0 < reader.truth[list(each[1])].sum() < K]
    widths = [most - least for least, most in (reader.attacker.bounds_of(which) for _, which in small)]
    assert reader.shown_small or min(widths) < K - 1
    if fault == "nothing is withheld":
        assert list(said_of(reader, person, "2024-01"))
