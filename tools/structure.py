"""Draws the rooms of the code and which imports which, into docs/architecture.md: `make picture`.

The imports are read by grimp, on which import-linter stands. An arrow that others imply is left out.
"""

from __future__ import annotations

import re

import grimp

from bot.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- structure: made by `make picture` -->", "<!-- end of structure -->"
LEFT_OUT = frozenset(
    {"bot.__main__", "bot.cli", "bot.settings"}
)  # the command opens everything; settings are read everywhere

Arrows = dict[str, set[str]]


def main() -> None:
    """Write the picture into the page."""
    page = PAGE.read_text("utf-8")
    PAGE.write_text(with_picture(page, picture(rooms())), "utf-8")


def rooms() -> Arrows:
    """Each room with those that it imports: the folders of bot/, its modules that stand alone, and actions/."""
    graph = grimp.build_graph("bot", "actions")
    names = (graph.find_children("bot") - LEFT_OUT) | {"actions"}
    found: Arrows = {name: set() for name in sorted(names)}
    for importer in sorted(names):
        for imported in names - {importer}:
            if _straight(graph, importer, imported):
                found[importer].add(imported)
    return found


def picture(arrows: Arrows) -> str:
    """A Mermaid diagram, top to bottom."""
    lines = [f"    {_box(name)}" for name in arrows]
    lines += [f"    {_id(name)} --> {_id(to)}" for name in arrows for to in sorted(_needed(arrows, name))]
    return "\n".join(("```mermaid", "flowchart TD", *lines, "```"))


def with_picture(page: str, drawn: str) -> str:
    """The page with the picture between its marks. Raises ValueError where a mark is missing."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"{PAGE}: {BEGIN} and {END} say where the picture stands")
    between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return between.sub(lambda _: f"{BEGIN}\n{drawn}\n{END}", page)


def _straight(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    """Whether some module of one room imports one of the other, not through a third room."""
    inside = {importer, *graph.find_descendants(importer)}
    targets = {imported, *graph.find_descendants(imported)}
    return any(graph.find_modules_directly_imported_by(module) & targets for module in inside)


def _needed(arrows: Arrows, name: str) -> set[str]:
    """The rooms that one imports and that none of its other rooms leads to."""
    return {to for to in arrows[name] if not any(to in _reached(arrows, by) for by in arrows[name] - {to})}


def _reached(arrows: Arrows, name: str) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for to in arrows[waiting.pop()] - reached:
            reached.add(to)
            waiting.append(to)
    return reached


def _box(name: str) -> str:
    return f'{_id(name)}["{name.removeprefix("bot.")}"]'


def _id(name: str) -> str:
    return name.removeprefix("bot.").replace(".", "_")


if __name__ == "__main__":
    main()
