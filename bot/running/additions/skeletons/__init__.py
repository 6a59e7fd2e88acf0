"""What `rightsline new` writes: files with a comment on everything that must be filled in."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def filled(skeleton: str, **names: str) -> str:
    """A skeleton with `{name}` and the like filled in; braces that name nothing stay."""
    text = (FOLDER / skeleton).read_text("utf-8")
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text
