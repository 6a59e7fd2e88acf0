"""Reads country records. What is wrong with a file is said in one line: the file, the field and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from bot.knowledge.records import Country
from bot.settings import Mendable


class RecordError(Mendable):
    """A record that does not load; the message names file, field and mend, one line a fault."""


def load_country(path: Path) -> Country:
    """Read one country record; raises RecordError when it does not follow `records.py`."""
    content = _read(path)
    if not isinstance(content, dict):
        raise RecordError(f"{path}: the file holds no record; copy a neighbour's and fill it in")
    try:
        country = Country.parse_obj(content)
    except ValidationError as error:
        raise RecordError("\n".join(f"{path}: {fault}" for fault in _faults(error))) from None
    if country.country.lower() != path.stem:
        raise RecordError(f"{path}: country: is {country.country}; a file is named after its country, {path.stem}.yml")
    return country


def load_countries(folder: Path) -> dict[str, Country]:
    """Read every `<iso2>.yml` in a folder, by ISO 3166-1 code in capitals; raises RecordError with all faults."""
    countries: dict[str, Country] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            country = load_country(path)
        except RecordError as error:
            faults.append(str(error))
        else:
            countries[country.country] = country
    if faults:
        raise RecordError("\n".join(faults))
    if not countries:
        raise RecordError(f"{folder}: holds no country record (<iso2>.yml); is it the right folder?")
    return countries


def _read(path: Path) -> Any:
    try:
        # YAML 1.2, where `no` is a word and not a truth value: it is an answer, and Norway.
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"{path}: there is no such file") from None
    except DuplicateKeyError as error:
        raise RecordError(f"{path}: {_place(error)}a key is written twice; keep one") from None
    except MarkedYAMLError as error:
        raise RecordError(f"{path}: {_place(error)}{error.problem}; mend the YAML") from None


def _place(error: MarkedYAMLError) -> str:
    mark = error.problem_mark
    return f"line {mark.line + 1}: " if mark else ""


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        field = _path(fault["loc"])
        yield f"{field}: {_mend(fault)}" if field else _mend(fault)


def _path(location: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location if part != "__root__")
    return path.lstrip(".")


def _mend(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in ("value_error.missing", "type_error.none.not_allowed"):
        return "is missing; write it, or leave the whole entry out when it is not known"
    if kind == "value_error.extra":
        return "is not a known field; correct its name (bot/knowledge/records.py lists them)"
    if kind == "value_error.const":
        allowed = ", ".join(str(code) for code in context["permitted"])
        return f"{context['given']!r} is not a known code; use one of: {allowed}"
    if kind == "value_error.str.regex":
        return f"does not look right; it must match {context['pattern']}"
    return str(fault["msg"]).replace("\n", " ")
