"""Counting how well texts were understood, with confidence intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import NormalDist, median, quantiles

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
OUT_OF_SCOPE = "out_of_scope"
EMERGENCY = "emergency"
MILLISECONDS = 1000
PERCENT = 100
CONFUSIONS_SHOWN = 15


@dataclass(frozen=True)
class Read:
    """One text: what it means and what it was taken for. `right`: every topic that would be right."""

    language: str
    script: str
    topic: str
    right: frozenset[str]
    first: str
    first_three: tuple[str, ...]
    offered: tuple[str, ...]
    decision: str
    intent: str
    language_found: str | None
    seconds: float


@dataclass(frozen=True)
class Rate:
    """`hits` of `cases`."""

    hits: int
    cases: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 without cases."""
        return self.hits / self.cases if self.cases else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% score interval (E. B. Wilson 1927); (0, 1) without cases."""
        n, p = self.cases, self.value
        if not n:
            return 0.0, 1.0
        centre, spread = p + Z**2 / (2 * n), Z * (p * (1 - p) / n + Z**2 / (4 * n**2)) ** 0.5
        scale = 1 + Z**2 / n
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)

    def __str__(self) -> str:
        low, high = (round(PERCENT * bound) for bound in self.interval)
        return f"{PERCENT * self.value:5.1f}% [{low}-{high}] n={self.cases}"


@dataclass(frozen=True)
class Table:
    """Rates by what they are of. `by_language` and `by_topic`: name -> measure -> rate."""

    overall: dict[str, Rate]
    by_language: dict[str, dict[str, Rate]]
    by_topic: dict[str, dict[str, Rate]]
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    milliseconds: tuple[float, float] = (0.0, 0.0)
    left_out: tuple[str, ...] = ()


def tabulate(reads: Iterable[Read], left_out: Iterable[str] = ()) -> Table:
    """Count everything. `left_out`: languages that were not looked at."""
    every = list(reads)
    times = sorted(MILLISECONDS * read.seconds for read in every)
    return Table(
        overall=_measures(every),
        by_language={name: _measures(rows) for name, rows in _grouped(every, lambda read: read.language).items()},
        by_topic={name: _topic_measures(rows) for name, rows in _grouped(every, lambda read: read.topic).items()},
        confusions=Counter((r.topic, r.first) for r in every if r.first not in r.right),
        milliseconds=(median(times), quantiles(times, n=20)[-1]) if len(times) > 1 else (0.0, 0.0),
        left_out=tuple(sorted(left_out)),
    )


def render(table: Table) -> str:
    """The table as text for a terminal."""
    lines = ["All texts (95% Wilson intervals)"]
    lines += [f"  {name:46} {rate}" for name, rate in table.overall.items() if rate.cases]
    lines.append("  milliseconds a text, median and p95            {:.1f} {:.1f}".format(*table.milliseconds))
    if table.left_out:
        lines.append(f"  left out, no training texts yet: {', '.join(table.left_out)}")
    for title, groups in (("language", table.by_language), ("topic", table.by_topic)):
        lines += ["", f"By {title}"]
        for name, measures in groups.items():
            shown = "   ".join(
                f"{measure} {rate}" for measure, rate in measures.items() if measure in SHOWN_IN_GROUPS and rate.cases
            )
            lines.append(f"  {name:22} {shown}")
    lines += ["", "Most frequent confusions (meant -> taken for)"]
    lines += [
        f"  {count:3} {meant} -> {taken}" for (meant, taken), count in table.confusions.most_common(CONFUSIONS_SHOWN)
    ]
    return "\n".join(lines)


SHOWN_IN_GROUPS = ("topic", "first three", "language, native script", "language, Latin letters")


def _measures(reads: list[Read]) -> dict[str, Rate]:
    inside = [read for read in reads if read.topic != OUT_OF_SCOPE]
    outside = [read for read in reads if read.topic == OUT_OF_SCOPE]
    other = [read for read in reads if EMERGENCY not in read.right]
    return {
        **_topic_measures(reads),
        "in scope: answered, rightly": _rate(inside, lambda r: r.decision == "answer" and r.intent in r.right),
        "in scope: answered, wrongly": _rate(inside, lambda r: r.decision == "answer" and r.intent not in r.right),
        "in scope: asked, right one offered": _rate(inside, lambda r: r.decision == "ask" and _is_offered(r)),
        "in scope: asked, right one not offered": _rate(inside, lambda r: r.decision == "ask" and not _is_offered(r)),
        "in scope: taken for out of scope": _rate(inside, lambda r: r.decision == "none"),
        "out of scope: recognised": _rate(outside, lambda r: r.decision == "none"),
        "out of scope: not answered as a topic": _rate(outside, lambda r: r.decision != "answer"),
        "emergency: recall": _rate([r for r in reads if r.topic == EMERGENCY], lambda r: r.intent == EMERGENCY),
        "emergency: false alarms": _rate(other, lambda r: r.intent == EMERGENCY),
        "language, native script": _rate([r for r in reads if r.script != "latin"], _language_is_right),
        "language, Latin letters": _rate([r for r in reads if r.script == "latin"], _language_is_right),
    }


def _topic_measures(reads: list[Read]) -> dict[str, Rate]:
    return {
        "topic": _rate(reads, lambda read: read.first in read.right),
        "first three": _rate(reads, lambda read: bool(read.right & set(read.first_three))),
    }


def _is_offered(read: Read) -> bool:
    return bool(read.right & set(read.offered))


def _language_is_right(read: Read) -> bool:
    return read.language_found == read.language


def _rate(reads: list[Read], holds: Callable[[Read], bool]) -> Rate:
    return Rate(sum(map(holds, reads)), len(reads))


def _grouped(reads: list[Read], key: Callable[[Read], str]) -> dict[str, list[Read]]:
    groups: dict[str, list[Read]] = {}
    for read in reads:
        groups.setdefault(key(read), []).append(read)
    return dict(sorted(groups.items()))
