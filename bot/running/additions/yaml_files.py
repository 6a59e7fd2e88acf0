"""YAML files of the project that people edit by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.settings import Mendable


def read_yaml(file: Path) -> dict[str, Any]:
    """The content of a file; nothing without one. Raises Mendable where it is no YAML."""
    if not file.is_file():
        return {}
    try:
        return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}  # a safe one
    except yaml.YAMLError as problem:
        raise Mendable(f"{file}: {' '.join(str(problem).split())}; mend the YAML") from None
