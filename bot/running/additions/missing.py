"""Something that is still missing of an addition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Missing:
    """One thing to do. `file`: below the project's folder; `what`: the place in it, what is wrong, and the mend.

    `is_needed`: without it nobody may be served; else it is better with it.
    """

    file: str
    what: str
    is_needed: bool = True

    def __str__(self) -> str:
        return f"{'missing' if self.is_needed else 'better with it'}: {self.file}: {self.what}"


def faults_in(root: Path, problem: Exception) -> list[Missing]:
    """Each fault of a record that does not load, as its loader says it."""
    return [fault_of(root, line) for line in str(problem).splitlines()]


def fault_of(root: Path, line: str, *, is_needed: bool = True) -> Missing:
    """A line `<path>: <what>` as something missing, with the path below the project's folder."""
    file, _, what = line.removeprefix(f"{root}/").partition(": ")
    return Missing(file, what, is_needed)
