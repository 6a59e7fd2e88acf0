"""Whether there are words for everything that Rasa may be told to say: a contact would be left without an answer."""

from __future__ import annotations

from pathlib import Path

from bot.replies.compose import CHOICES, GUIDED, RESPONSES
from bot.running.additions.domain import UTTER, read_project
from bot.settings import PROJECT_ROOT, Mendable


def unknown_responses(root: Path = PROJECT_ROOT) -> list[str]:
    """A line for each response of domain.yml and of the rules that nothing is said under. Raises Mendable."""
    known = {*RESPONSES, *GUIDED, CHOICES}
    unknown = dict.fromkeys((file, name) for file, name in read_project(root).told if name not in known)
    return [
        f"{file}: {name}: there are no words for it; write data/knowledge/topics/{name.removeprefix(UTTER)}.yml "
        f"(`rightsline check {name.removeprefix(UTTER)}`), or correct the name"
        for file, name in unknown
    ]


def refuse_unknown_responses() -> None:
    """At start. Raises Mendable with a line for each."""
    if lines := unknown_responses():
        raise Mendable("\n".join(lines))
