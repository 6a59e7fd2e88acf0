"""The work list of numbers to verify again, the greatest risk first: shown often, on an old page, on one page alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.ages import is_line_confirmed, page_age, usual_age
from bot.knowledge.lookup import sure_numbers
from bot.knowledge.records import Country, HelpContact, Source
from bot.replies.shown import never_shown, times_shown

ALONE = 2  # a page that nothing stands beside counts twice


@dataclass(frozen=True)
class Work:
    """One page that a line's numbers rest on. `shown`: in how many answers the line stands. `years`: the page's age."""

    country: str
    line: HelpContact
    shown: int
    name: str
    source: Source
    years: float
    is_alone: bool

    @property
    def risk(self) -> float:
        """How much goes wrong if the number is somebody else's by now."""
        return self.shown * self.years * (ALONE if self.is_alone else 1)

    def __str__(self) -> str:
        numbers = ", ".join(number.dial for number in sure_numbers(self.line))
        page = f"page of {self.source.dated}" if self.source.dated else "page without a date"
        alone = ", the only one" if self.is_alone else ""
        return (
            f"{self.risk:.0f}  {self.country.lower()}.yml: {self.line.id}: {numbers}: in {self.shown} answers; "
            f"{self.name}: {page}{alone}: {self.source.url}"
        )


def work_list(countries: Iterable[Country], today: date) -> list[Work]:
    """The pages older than a year, or without a date, of lines with a sure number; each page counted alone."""
    every = tuple(countries)
    usual = usual_age(every, today)
    found = (work for country in every for work in _of_country(country, today, usual))
    return sorted(found, key=lambda work: (-work.risk, work.country, work.line.id, work.name))


def not_shown(countries: Iterable[Country]) -> list[str]:
    """The lines with a sure number that no answer holds, each with the reason."""
    return [
        f"{country.country.lower()}.yml: {line.id}: {reason}"
        for country in countries
        for line, reason in never_shown(country.country)
    ]


def _of_country(country: Country, today: date, usual: float) -> Iterator[Work]:
    shown = times_shown(country.country)
    for line in country.contacts:
        if not sure_numbers(line) or is_line_confirmed(country, line, today):
            continue
        sources = {str(name): country.sources[name] for name in line.sources}
        for name, source in sources.items():
            age = page_age(source, today)
            years = usual if age is None else age
            yield Work(country.country, line, shown[line.id], name, source, years, len(sources) == 1)
