"""The real Rasa, trained in seconds: the project's own domain and rules, and a few texts a topic."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.dialogue.answer import Answer
from bot.dialogue.effects import Handoff, first
from bot.dialogue.known import Known
from bot.dialogue.reading import Standing
from bot.dialogue.remembered import Remembered
from bot.i18n.catalogues import available_languages
from bot.lean_rasa.start import CONFIG
from bot.settings import PROJECT_ROOT
from tests.training_texts import trained_on

EXAMPLES_KEPT = 6
LANGUAGES = ("en", "fr")
ONE_IN = 10  # of the other texts of all languages is enough to tell the languages apart


@pytest.fixture(scope="session")
def small_model(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with all rules and little understanding; kept between runs until what it is made of changes."""
    from bot import training

    assert pytestconfig.cache is not None
    kept = pytestconfig.cache.mkdir("small_model")
    made_of = hashlib.sha256(training.inputs_hash().encode() + Path(__file__).read_bytes()).hexdigest()
    model = kept / f"{made_of}.tar.gz"
    with training._alone(kept):
        if not model.exists():
            for old in kept.glob("*.tar.gz"):
                old.unlink()
            staged = model.with_name("staged")  # the tests' files may lie on another disk
            shutil.copyfile(_trained(tmp_path_factory.mktemp("small")), staged)
            os.replace(staged, model)
    return model


@pytest.fixture(scope="session")
def small_assistant(small_model: Path) -> Any:
    """The real assistant on the small model."""
    from bot.assistant.assistant import RasaAssistant

    return RasaAssistant.load(small_model)


@dataclass
class Talk:
    """A conversation with the real assistant: words or payloads go in, what was said and asked for comes out."""

    assistant: Any
    known: Known = field(default_factory=Known)
    channel: str = "webchat"
    remembered: Remembered = field(default_factory=Remembered)
    last: Answer | None = None

    async def say(self, text: str) -> Answer:
        """One turn."""
        standing = Standing(self.remembered.slots, language=self.known.language)
        parse = await self.assistant.read(text, self.channel, self.known, standing)
        answer = await self.assistant.answer("somebody", self.remembered, parse, self.channel, self.known)
        self.remembered, self.last = answer.remembered, answer
        assert answer.reply is not None, "an action failed"
        return answer

    async def pick(self, title: str) -> Answer:
        """Pick the choice with this title."""
        assert self.last is not None
        assert self.last.reply is not None
        titles = {choice.title: choice.payload for choice in self.last.reply.choices}
        return await self.say(titles[title])

    @property
    def text(self) -> str:
        """What was said last."""
        assert self.last is not None
        assert self.last.reply is not None
        return self.last.reply.text

    @property
    def handoff(self) -> Handoff | None:
        """The handoff that was asked for last, if any."""
        assert self.last is not None
        return first(self.last.effects, Handoff)


@pytest.fixture
def talk(small_assistant: Any) -> Callable[..., Talk]:
    """Begin a conversation: language, country and channel are known unless said otherwise."""

    def begin(language: str = "en", country: str | None = "DE", channel: str = "webchat", **known: Any) -> Talk:
        chosen = {"language": language, "language_chosen": True, "country": country, "country_chosen": True}
        return Talk(small_assistant, Known(**{**chosen, **known}), channel)

    return begin


def _shortened(source: Path, target: Path) -> None:
    """The first texts of each topic, and everything that is not a topic."""
    content = YAML(typ="safe").load(source.read_text("utf-8"))
    for part in content["nlu"]:
        if "intent" in part:
            part["examples"] = "\n".join(part["examples"].splitlines()[:EXAMPLES_KEPT]) + "\n"
    with target.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)


def _some_of(language: str) -> str:
    """An NLU file with the first texts of each topic and some of the others."""
    by_topic: dict[str, list[str]] = {}
    for topic, text in trained_on(language):
        by_topic.setdefault(topic, []).append(text)
    parts = ['version: "3.1"', "nlu:"]
    for topic, texts in by_topic.items():
        parts += [f"- intent: {topic}", "  examples: |"]
        parts += [f"    - {text}" for text in (*texts[:EXAMPLES_KEPT], *texts[EXAMPLES_KEPT::ONE_IN])]
    return "\n".join(parts) + "\n"


def _config(languages: Path) -> str:
    """The project's configuration, but for where languages are learned from."""
    config = YAML(typ="safe").load((PROJECT_ROOT / CONFIG).read_text("utf-8"))
    (identifier,) = (part for part in config["pipeline"] if part["name"].endswith("LanguageIdentifier"))
    identifier["folder"] = str(languages)
    written = io.StringIO()
    YAML().dump(config, written)
    return written.getvalue()


def _trained(folder: Path) -> Path:
    from bot import training

    nlu, languages = folder / "nlu", folder / "languages"
    nlu.mkdir()
    languages.mkdir()
    for language in LANGUAGES:
        _shortened(PROJECT_ROOT / "data" / "nlu" / f"{language}.yml", nlu / f"{language}.yml")
    for language in available_languages():
        (languages / f"{language}.yml").write_text(_some_of(language), "utf-8")
    (folder / CONFIG).write_text(_config(languages), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        # an absolute path stays itself when it is joined to the project's folder
        patch.setattr(training, "TRAINING_FOLDERS", (str(nlu), "data/stories"))
        patch.setattr(training, "CONFIG", str(folder / CONFIG))
        return training._train_with_rasa(folder / "made")
