"""Training the model, only when what it is made of has changed."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import logging
import os
import tarfile
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bot.i18n.catalogues import is_available
from bot.lean_rasa import start as lean_rasa
from bot.lean_rasa.start import CONFIG
from bot.settings import PACKAGE, PROJECT_ROOT, Mendable, read_settings

DOMAIN = "domain.yml"
TRAINING_FOLDERS = ("data/nlu", "data/stories")
CODE_FOLDERS = ("nlu", "text")  # of the package
LEXICONS_FOLDER = "data/lexicons"
LIBRARIES = ("rasa", "scikit-learn", "numpy")
BY_LANGUAGE = frozenset({"nlu", "concepts", "names", "negation"})  # folders whose files are named after a language
INPUT_SUFFIXES = frozenset({".yml", ".py"})
HASH_LENGTH = 16
FASTEST = 1  # gzip's level
PREFIX, TRIAL_PREFIX, SUFFIX = "rightsline-", "trial-", ".tar.gz"
HOW_TO_FIND_OUT = "`rasa data validate --domain domain.yml --data data` says more"


class TrainingError(Mendable):
    """Rasa could not train; the message is one line."""


def train(force: bool = False, say: Callable[[str], None] = lambda line: None) -> Path:
    """The model for the present training data, trained if there is none yet. Takes two to three minutes.

    The archive appears at once and whole under its final name; models of other training data are then removed.
    `say` is told what is going on. Raises TrainingError.
    """
    model = _path_of_model()
    if model.exists() and not force:
        return model
    model.parent.mkdir(parents=True, exist_ok=True)
    with _alone(model.parent):
        if model.exists() and not force:
            return model
        with tempfile.TemporaryDirectory(prefix=".training-", dir=model.parent) as folder:
            say("training the model, since its texts or code are new: two to three minutes")
            os.replace(_train_with_rasa(Path(folder)), model)
        _remove_others(model)
    return model


def _remove_others(model: Path) -> None:
    kind = TRIAL_PREFIX if model.name.startswith(TRIAL_PREFIX) else PREFIX
    for other in model.parent.glob(f"{kind}*{SUFFIX}"):
        if other != model:
            other.unlink(missing_ok=True)


def current_model() -> Path | None:
    """The model for the present training data, if it is trained."""
    model = _path_of_model()
    return model if model.exists() else None


def inputs_hash(root: Path = PROJECT_ROOT, package: Path = PACKAGE) -> str:
    """Changes with all that a model is made of: configuration, domain, training data, components, their libraries.

    The same for a clone and for a wheel of it, so that one's model serves the other.
    """
    digest = hashlib.sha256(" ".join(version(library) for library in LIBRARIES).encode())
    for file in (root / CONFIG, root / DOMAIN, *_inputs_in(root, (*TRAINING_FOLDERS, LEXICONS_FOLDER))):
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes() + b"\0")
    for file in _inputs_in(package, CODE_FOLDERS):
        digest.update(f"bot/{file.relative_to(package)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:HASH_LENGTH]


def _inputs_in(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(file for file in (root / folder).rglob("*") if _is_input(file))


def _is_input(file: Path) -> bool:
    if file.suffix == ".yml" and file.parent.name in BY_LANGUAGE:
        return is_available(file)
    return file.suffix in INPUT_SUFFIXES


def _path_of_model() -> Path:
    """A model with languages on trial has a name of its own: it is no reason to throw the service's away."""
    settings, name = read_settings(), f"{inputs_hash()}{SUFFIX}"
    model = settings.model_folder / f"{PREFIX}{name}"
    if settings.languages_on_trial and not model.exists():
        return settings.model_folder / f"{TRIAL_PREFIX}{name}"
    return model


def _train_with_rasa(output: Path) -> Path:
    lean_rasa.prepare()
    cache = _environment("RASA_CACHE_DIRECTORY", str(output / "cache"))
    with _silence(), cache, _light_compression(), _uncached(), _uncollected():
        from rasa.model_training import _train_graph
        from rasa.shared.data import TrainingType
        from rasa.shared.exceptions import RasaException

        from bot.assistant.importer import ReadOnceImporter
        from bot.nlu.processes import end_processes
        from bot.nlu.texts import forget_texts

        try:
            result = _train_graph(
                ReadOnceImporter(
                    str(PROJECT_ROOT / CONFIG),
                    str(PROJECT_ROOT / DOMAIN),
                    [str(PROJECT_ROOT / folder) for folder in TRAINING_FOLDERS],
                ),
                TrainingType.BOTH,
                output_path=str(output),
                fixed_model_name="model",
                force_full_training=True,
            )
        except (RasaException, SystemExit) as problem:
            first = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
            raise TrainingError(f"rasa could not train: {first}; {HOW_TO_FIND_OUT}") from problem
        finally:
            end_processes()
            forget_texts()
    if result.code or not result.model:
        raise TrainingError(f"rasa could not train; {HOW_TO_FIND_OUT}")
    return Path(result.model)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Whoever wants to train at the same time waits here, and then finds the model made."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _silence() -> Iterator[None]:
    """Rasa prints texts, progress bars and its dependencies' warnings while it trains; only what is raised counts."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            try:
                yield
            finally:  # Rasa gives the root logger a handler that writes to the stream closed here
                root.setLevel(level)
                root.handlers[:] = handlers


@contextmanager
def _light_compression() -> Iterator[None]:
    """Rasa packs a model with gzip's slowest level, which takes a third of a minute for a few per cent of its size."""
    whole = tarfile.TarFile.gzopen
    tarfile.TarFile.gzopen = partial(whole, compresslevel=FASTEST)  # type: ignore[method-assign]
    try:
        yield
    finally:
        tarfile.TarFile.gzopen = whole  # type: ignore[method-assign]


@contextmanager
def _uncached() -> Iterator[None]:
    """Rasa keeps what each component made, by hashes of all texts, for a next training: ours begins anew or not."""
    from rasa.engine.training.hooks import TrainingHook

    before, after = TrainingHook.on_before_node, TrainingHook.on_after_node
    TrainingHook.on_before_node = lambda *_, **__: {}
    TrainingHook.on_after_node = lambda *_, **__: None
    try:
        yield
    finally:
        TrainingHook.on_before_node, TrainingHook.on_after_node = before, after


@contextmanager
def _uncollected() -> Iterator[None]:
    """Half a million objects that stay would be gone through again and again for garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
