"""The icons that the desk draws: Lucide's (lucide.dev, ISC licence in this folder), inline, so nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def _read() -> Mapping[str, Markup]:
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.svg")):
        drawn = INSIDE.search(path.read_text(encoding="utf-8"))
        if drawn is None:
            raise ValueError(f"{path.name} is no SVG")
        found[path.stem] = Markup(" ".join(drawn[1].split()))  # noqa: S704 - shipped with us
    return found


ICONS = _read()
