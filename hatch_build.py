"""Puts into a wheel what is no Python: the Rasa project, the records and the catalogues, compiled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PARTS = ("domain.yml", "config.yml", "endpoints.yml", "data", "locales")
INSIDE = "bot/project"  # where bot/settings.py looks for them


class WheelBuildHook(BuildHookInterface[Any]):
    """Hatch finds it by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """For a wheel; an editable installation reads the repository itself."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from bot.i18n.compiling import compile_catalogue

        for po in sorted((root / "locales").glob("**/LC_MESSAGES/*.po")):
            compile_catalogue(po, po.with_suffix(".mo"))
        build_data["force_include"] |= {str(root / part): f"{INSIDE}/{part}" for part in PARTS}
