"""What is not known about a country: the matrix that says where the next source must be looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.knowledge.codes import Role
from bot.knowledge.lookup import contacts_for, emergency_numbers, sure_numbers
from bot.knowledge.records import Country, Sourced


def known(country: Country) -> dict[str, bool]:
    """For each thing a contact may ask for, whether the record can answer with something sure."""
    return {name: answers(country) for name, answers in _ANSWERS.items()}


def gaps(country: Country) -> tuple[str, ...]:
    """The names of what the record cannot answer."""
    return tuple(name for name, is_known in known(country).items() if not is_known)


def matrix(countries: Iterable[Country]) -> str:
    """A line a country: its code, then for each column "yes" or "-"; the last line counts."""
    known_by_country = {country.country: known(country) for country in countries}
    names = tuple(_ANSWERS)
    rows = [("", *names)]
    rows += [(code, *("yes" if row[name] else "-" for name in names)) for code, row in known_by_country.items()]
    total = len(known_by_country)
    rows.append(("", *(f"{sum(row[name] for row in known_by_country.values())}/{total}" for name in names)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(names) + 1)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def answered_from(country: Country, name: str) -> tuple[Sourced, ...]:
    """The parts of a record that a column rests on; KeyError for another column."""
    return _PARTS[name](country)


def _has_emergency(country: Country) -> bool:
    numbers = emergency_numbers(country)
    return numbers is not None and all((numbers.police, numbers.ambulance, numbers.fire))


def _has_number(role: Role) -> Callable[[Country], bool]:
    return lambda country: any(sure_numbers(contact) for contact in contacts_for(country, role))


def _has_legal_aid(country: Country) -> bool:
    return bool(country.legal_help_by_law) or bool(contacts_for(country, "legal_aid"))


def _has_state_compensation(country: Country) -> bool:
    fund = country.compensation.state_fund
    if fund is None:
        return False
    return fund.exists == "no" or bool(fund.by_region) or any(limit.what == "application" for limit in fund.deadlines)


def _has_court(country: Country) -> bool:
    return country.compensation.criminal_court is not None or country.compensation.civil_court is not None


def _has_wages(country: Country) -> bool:
    return country.compensation.unpaid_wages is not None


def _has_identification(country: Country) -> bool:
    return country.identification is not None and bool(country.identification.can_refer)


def _has_shelter(country: Country) -> bool:
    return bool(contacts_for(country, "shelter"))


_ANSWERS: dict[str, Callable[[Country], bool]] = {
    "emergency": _has_emergency,
    "hotline": _has_number("hotline"),
    "legal_aid": _has_legal_aid,
    "state_compensation": _has_state_compensation,
    "court": _has_court,
    "wages": _has_wages,
    "identification": _has_identification,
    "shelter": _has_shelter,
}


def _contacts(role: Role) -> Callable[[Country], tuple[Sourced, ...]]:
    return lambda country: contacts_for(country, role)


def _present(*parts: Sourced | None) -> tuple[Sourced, ...]:
    return tuple(part for part in parts if part is not None)


_PARTS: dict[str, Callable[[Country], tuple[Sourced, ...]]] = {
    "emergency": lambda country: (*country.emergency, country.emergency_112),
    "hotline": _contacts("hotline"),
    "legal_aid": lambda country: (*country.legal_help_by_law, *contacts_for(country, "legal_aid")),
    "state_compensation": lambda country: _present(country.compensation.state_fund),
    "court": lambda country: _present(country.compensation.criminal_court, country.compensation.civil_court),
    "wages": lambda country: _present(country.compensation.unpaid_wages),
    "identification": lambda country: _present(country.identification),
    "shelter": _contacts("shelter"),
}
