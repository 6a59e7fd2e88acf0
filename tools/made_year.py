"""Makes a year of plausible conversations in the statistics, of nobody: for pictures, tests and benchmarks.

    python -m tools.made_year --year 2025 --conversations 12000

Every record is marked as made, and each page that shows it says so. The same seed makes the same year. Numbers are
chosen, not measured: nothing about the world follows from them.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from bot.conversations.work import Store, open_store
from bot.settings import Mendable, read_settings
from bot.statistics.codes import UNKNOWN
from bot.statistics.counts import close_months
from bot.statistics.months import PeriodLength
from bot.storage.engine import now
from bot.storage.tables import coded_item, coded_record

AT_ONCE = 5000
SPACED = 32  # numbers between two records, for benchmarks that copy them

Weights = Mapping[str, float]

COUNTRIES: Weights = {
    "DE": 30,
    "PL": 16,
    "CZ": 9,
    "AT": 8,
    "IT": 8,
    "ES": 6,
    "FR": 6,
    "NL": 4,
    "GB": 4,
    "CY": 2,
    "MT": 1,
}
LANGUAGES: Mapping[str, Weights] = {
    "DE": {"ro": 20, "bg": 16, "pl": 14, "de": 12, "uk": 10, "en": 9, "ar": 7, "tr": 6, "vi": 4, "ru": 3},
    "PL": {"uk": 38, "ru": 18, "pl": 12, "en": 10, "ne": 8, "hi": 6, "es": 4, "bn": 4},
    "IT": {"it": 18, "bn": 16, "ar": 16, "ro": 14, "ur": 12, "en": 10, "fr": 6, "zh": 5},
}
ANY_LANGUAGE: Weights = {"en": 30, "uk": 14, "ru": 10, "ro": 10, "es": 8, "ar": 8, "fr": 8, "bg": 6, "pl": 6}
CHANNELS: Weights = {"sms": 45, "telegram": 25, "webchat": 30}
SECTORS: Weights = {
    UNKNOWN: 36,
    "A_AgricultureForestryAndFishing": 14,
    "F_Construction": 15,
    "T_ActivitiesOfHouseholdsAsEmployers": 9,
    "I_AccommodationAndFoodServiceActivities": 9,
    "C_Manufacturing": 7,
    "N_AdministrativeAndSupportServiceActivities": 4,
    "H_TransportationAndStorage": 3,
    "Q_HumanHealthAndSocialWorkActivities": 2,
    "S_OtherServiceActivities": 0.6,
    "G_WholesaleAndRetailTradeRepairOfMotorVehicles": 0.4,
}
WOMEN: Mapping[str, float] = {
    "T_ActivitiesOfHouseholdsAsEmployers": 0.85,
    "F_Construction": 0.05,
    "Q_HumanHealthAndSocialWorkActivities": 0.8,
    "S_OtherServiceActivities": 0.8,
    UNKNOWN: 0.5,
}
TOPICS: Weights = {
    "unpaid_wages": 30,
    "documents_taken": 12,
    "working_conditions": 14,
    "legal_aid": 9,
    "residence_permit": 8,
    "talk_to_human": 8,
    "shelter": 6,
    "debt_bondage": 5,
    "cannot_leave": 4,
    "threats_violence": 4,
    "job_offer_check": 4,
    "compensation": 3,
    "am_i_trafficked": 3,
    "return_home": 3,
    "medical_help": 2,
    "sexual_exploitation": 1.6,
    "child_victim": 0.5,
}
CONTROLS: Weights = {
    "WithholdsDocuments": 20,
    "TakesEarnings": 16,
    "DebtBondage": 9,
    "FalsePromises": 14,
    "ExcessiveWorkingHours": 12,
}
SIGNS: Weights = {
    "retention_of_identity_documents": 20,
    "withholding_of_wages": 18,
    "deception": 14,
    "excessive_overtime": 12,
    "debt_bondage": 9,
    "isolation": 5,
    "intimidation_and_threats": 7,
}
OUTCOMES: Weights = {
    "answered_by_bot": 62,
    "answered_by_person": 17,
    "referred": 6,
    "not_answered": 4,
    "stopped": 2,
    "left": 9,
}
WAITED: Weights = {"under_5_min": 46, "5_to_30_min": 32, "30_min_to_2_h": 14, "over_2_h": 8}
BY_PEOPLE = ("answered_by_person", "referred")
RELATIONS: Weights = {UNKNOWN: 86, "Unaquainted": 7, "Acquainted": 5, "Familial": 2}
WANTED: Weights = {"so": 4, "ka": 3, "ti": 2, "my": 1}
BY_SEASON = (7, 7, 8, 8, 9, 10, 11, 11, 9, 8, 7, 5)


class MadeDataProblem(Mendable):
    """What is asked for cannot be made, or would stand beside real records."""


def make_year(
    store: Store, year: int, conversations: int, seed: int = 1406, length: PeriodLength | None = "quarter"
) -> int:
    """Make a year of records and close its months, unless `length` is None; returns how many were made.

    Raises MadeDataProblem.
    """
    if year > now().year:
        raise MadeDataProblem(f"{year} is in the future: its months could not be closed")
    if conversations < 1:
        raise MadeDataProblem(f"{conversations}: make one conversation or more")
    with store.read() as work:
        if work.run(select(coded_record.c.id).where(~coded_record.c.made).limit(1)).first():
            raise MadeDataProblem("this database holds real records; make data in another one (RIGHTSLINE_VAR)")
    chance = random.Random(seed)  # noqa: S311  # nothing here is a secret
    records: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for number in range(1, conversations + 1):
        record, found = _conversation(chance, year)
        records.append(record)
        items += found
        if len(records) == AT_ONCE or number == conversations:
            with store.write(relaxed=True) as work:
                work.connection.execute(insert(coded_record), records)
                work.connection.execute(insert(coded_item), items)
            records, items = [], []
    if length:
        close_months(store, length)
    return conversations


def _conversation(chance: random.Random, year: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    identity, country = chance.getrandbits(57) * SPACED, _one(chance, COUNTRIES)
    sector, outcome = _one(chance, SECTORS), _one(chance, OUTCOMES)
    is_woman = chance.random() < WOMEN.get(sector, 0.35)
    asked = outcome in BY_PEOPLE or outcome == "not_answered"
    record = {
        "id": identity,
        "month": f"{year}-{chance.choices(range(1, 13), BY_SEASON)[0]:02}",
        "made": True,
        "country": country,
        "language": _one(chance, LANGUAGES.get(country, ANY_LANGUAGE)),
        "channel": _one(chance, CHANNELS),
        "sex": UNKNOWN if chance.random() < 0.3 else "Feminine" if is_woman else "Masculine",
        "age": UNKNOWN if chance.random() < 0.45 else "child" if chance.random() < 0.04 else "adult",
        "sector": sector,
        "relation": _one(chance, RELATIONS),
        "citizenship": _one(chance, {UNKNOWN: 40, "other_eu": 28, "non_eu": 27, "reporting_country": 5}),
        "outcome": outcome,
        "wait": "none" if not asked else "never" if outcome == "not_answered" else _one(chance, WAITED),
    }
    many = dict(_several(chance, record))
    return record, [
        {"record_id": identity, "dimension": name, "code": code} for name, codes in many.items() for code in codes
    ]


def _several(chance: random.Random, record: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    yield "topic", sorted({_one(chance, TOPICS) for _ in range(chance.choice((1, 1, 2, 3)))})
    if record["sector"] != UNKNOWN and chance.random() < 0.3:
        yield "form", ["ForcedLabour"] if chance.random() < 0.93 else ["ForcedLabour", "Servitude"]
    elif record["sex"] == "Feminine" and chance.random() < 0.06:
        yield "form", ["SexualExploitation"]
    if chance.random() < 0.35:
        yield "control", sorted({_one(chance, CONTROLS) for _ in range(2)})
        yield "sign", sorted({_one(chance, SIGNS) for _ in range(2)})
    yield "understood", ["understood"] + (["asked_back"] if chance.random() < 0.18 else [])
    if chance.random() < 0.012:
        yield "wanted", [_one(chance, WANTED)]
    yield "lines", ["sure"] + (["doubtful"] if chance.random() < 0.08 else [])


def _one(chance: random.Random, weights: Weights) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--conversations", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=1406)
    given = parser.parse_args()
    settings = read_settings()
    try:
        made = make_year(open_store(settings), given.year, given.conversations, given.seed, settings.statistics_period)
    except MadeDataProblem as problem:
        parser.exit(2, f"made_year: {problem}\n")
    sys.stdout.write(f"made: {made} records of {given.year}, of nobody\n")


if __name__ == "__main__":
    main()
