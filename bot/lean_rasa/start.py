"""Rasa as this project needs it: it sends nothing home, prints no text and imports no TensorFlow."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import logging
import os
import sys
import types
from abc import ABCMeta
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT

CONFIG = "config.yml"
LEFT_OUT = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
NEED_IT = ("DIET", "TED", "ResponseSelector", "ConveRT", "LanguageModelFeaturizer")  # in the names of Rasa's components


@cache
def prepare(config: Path = PROJECT_ROOT / CONFIG) -> None:
    """To be called before rasa is imported: else Rasa prints what people write, among the rest.

    Rasa imports TensorFlow with its recipe, whatever the recipe is used for: 400 MB of memory and half of a worker's
    start. Unless a component of config.yml needs it, its modules find placeholders instead: they can subclass and
    decorate with them, but not calculate. Where TensorFlow is there already, it stays. Rasa itself is not imported: the
    desk reads names of bot.nlu, and Rasa need not be installed where it runs.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if "tensorflow" not in sys.modules and not _needed(config):
        sys.meta_path.insert(0, _Finder())
    if "rasa" in sys.modules:
        _be_discreet()
    else:
        sys.meta_path.insert(0, _Around("rasa", _then_discreet))


@contextmanager
def _then_discreet() -> Iterator[None]:
    yield
    _be_discreet()


def _be_discreet() -> None:
    """Rasa prints what people write until it is told not to; telling it must not change how everything else logs."""
    from rasa.utils.log_utils import configure_structlog

    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    configure_structlog(logging.ERROR)
    root.setLevel(level)
    root.handlers[:] = handlers


def _needed(config: Path) -> bool:
    text = config.read_text("utf-8") if config.exists() else ""
    return any(name in text for name in NEED_IT)


class _Around(importlib.abc.MetaPathFinder):
    """Finds one module where Python finds it, and runs it inside a context."""

    def __init__(self, name: str, context: Callable[[], AbstractContextManager[None]]) -> None:
        self._name, self._context = name, context

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's own spec; None for all other modules."""
        found = importlib.machinery.PathFinder.find_spec(fullname, path) if fullname == self._name else None
        if found is not None and found.loader is not None:
            execute = found.loader.exec_module

            def exec_module(module: types.ModuleType) -> None:
                with self._context():
                    execute(module)

            found.loader.exec_module = exec_module  # type: ignore[method-assign]
        return found


class _Placeholder(ABCMeta):
    """The class of everything that a left-out module seems to have."""

    def __getattr__(cls, name: str) -> Any:
        return _placeholder(name)

    def __call__(cls, *values: Any, **options: Any) -> Any:
        decorates = len(values) == 1 and not options and callable(values[0])
        return values[0] if decorates else _placeholder(cls.__name__)


def _placeholder(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Placeholder(name, (), {})


class _LeftOut(types.ModuleType):
    __path__: list[str] = []  # noqa: RUF012 - a package, as the import system sees it

    def __getattr__(self, name: str) -> Any:
        return _placeholder(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds an empty module wherever a left-out one is imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The empty module's spec; None for all other modules."""
        if fullname.partition(".")[0] not in LEFT_OUT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """The empty module."""
        return _LeftOut(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing is in it."""
