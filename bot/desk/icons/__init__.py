"""The icons that the desk draws: Lucide's (lucide.dev, ISC licence in this folder), inline, so nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def _read() -> Mapping[str, str]:
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.svg")):
        drawn = INSIDE.search(path.read_text(encoding="utf-8"))
        if drawn is None:
            raise ValueError(f"{path.name} is no SVG")
        found[path.stem] = " ".join(drawn[1].split())
    return found


ICONS = _read()
