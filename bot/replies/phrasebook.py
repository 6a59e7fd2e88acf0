"""The phrasebook in every language: what is sent to a contact, and what an operator reads of it.

Sentences that come with Rightsline are translated in the catalogues; a hotline's own bring their translations in
hotline.yml. What is not translated is sent in English, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from bot.hotline import ByLanguage
from bot.hotline import ReadySentence as OwnSentence
from bot.i18n.catalogues import SOURCE_LANGUAGE, Phrase, catalogue_of
from bot.knowledge.phrasebook import BLANK, Kind, Sentence, blank_in, load_phrasebook
from bot.replies.known import KNOWLEDGE, hotline
from bot.replies.phrases.guides import DO_NOT_KNOW
from bot.replies.phrases.phrasebook import PICK, TIME_LIKE_THIS
from bot.replies.phrases.service import NO, YES
from bot.replies.questions import NO_ANSWER, UNKNOWN, YES_ANSWER

PLACE = "ready"  # what stands before the code where a message keeps what it says
FILLED = "="  # between the code and what the operator filled in
OWN = "own"  # the section of the hotline's own sentences
OWN_TITLE = "Our own"

Text = Phrase | ByLanguage
YES_NO: Mapping[str, Text] = {YES_ANSWER: YES, NO_ANSWER: NO, UNKNOWN: DO_NOT_KNOW}


@dataclass(frozen=True)
class Known:
    """A sentence in all its languages. `kind`: how it can be answered. `choices`: what can be picked, by code."""

    code: str
    text: Text
    kind: Kind | None
    choices: Mapping[str, Text]
    telling: bool

    @property
    def below(self) -> Phrase | None:
        """What stands between the sentence and its answers, or shows how to answer."""
        if self.choices:
            return PICK
        return TIME_LIKE_THIS if self.kind is Kind.TIME else None

    @property
    def blank(self) -> str | None:
        """What an operator must fill in, if anything."""
        return blank_in(str(_in(self.text, SOURCE_LANGUAGE)))

    @property
    def parts(self) -> list[Text]:
        """All that must be translated so that it can be said in a language."""
        return [self.text, *self.choices.values(), *([self.below] if self.below else [])]


@dataclass(frozen=True)
class Choice:
    """An answer that can be picked by its number, the first by 1."""

    code: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """One sentence in one language, as it is sent.

    `language`: what it is really in, English where it is not translated. `filled`: what the operator wrote into its
    blank, which stands as it is where that is empty. `lines`: all that the contact gets, the numbered answers below.
    """

    code: str
    text: str
    lines: str
    language: str
    kind: Kind | None
    choices: tuple[Choice, ...]
    filled: str = ""

    @property
    def citation(self) -> str:
        """The name that is kept with the message, so that an answer to it can be read and its meaning shown."""
        return f"{PLACE}:{self.code}{FILLED + self.filled if self.filled else ''}"


@dataclass(frozen=True)
class KnownSection:
    """What belongs together. `title`: for operators, in English."""

    code: str
    title: str
    sentences: Sequence[Known]


def sections() -> tuple[KnownSection, ...]:
    """What is offered, in the order of a conversation; the hotline's own first. Raises RecordError for a faulty file.

    A sentence of the hotline's with the code of one of Rightsline's takes its place.
    """
    own = tuple(_own(sentence) for sentence in hotline().ready_sentences)
    left_out = {sentence.code for sentence in own} | set(hotline().hidden_sentences)
    ours = [
        KnownSection(
            section.code, section.title, tuple(each for each in section.sentences if each.code not in left_out)
        )
        for section in _shipped_sections()
    ]
    return tuple(section for section in (KnownSection(OWN, OWN_TITLE, own), *ours) if section.sentences)


def known(code: str) -> Known:
    """A sentence, also one that is hidden: it may have been sent. Raises LookupError when there is none."""
    for own in hotline().ready_sentences:
        if own.code == code:
            return _own(own)
    sentence = _shipped_by_code().get(code)
    if sentence is None:
        raise LookupError(f"no sentence {code!r}")
    return sentence


def rendered(code: str, language: str | None, filled: str = "") -> Rendered:
    """A sentence in a language. Raises LookupError when there is no such sentence."""
    sentence, spoken = known(code), language or SOURCE_LANGUAGE
    if any(_in(part, spoken) is None for part in sentence.parts):
        spoken = SOURCE_LANGUAGE
    text = str(_in(sentence.text, spoken))
    if filled:
        text = BLANK.sub(lambda _: filled, text)
    choices = tuple(Choice(code, str(_in(said, spoken))) for code, said in sentence.choices.items())
    numbered = [f"{number} {choice.text}" for number, choice in enumerate(choices, start=1)]
    below = [str(_in(sentence.below, spoken))] if sentence.below else []
    return Rendered(code, text, "\n".join((text, *below, *numbered)), spoken, sentence.kind, choices, filled)


def cited(citations: Iterable[str], language: str) -> Rendered | None:
    """The sentence that a message is, in a language; None for what is none, or is none any more."""
    for citation in citations:
        place, _, name = citation.partition(":")
        code, _, filled = name.partition(FILLED)
        if place == PLACE:
            with suppress(LookupError):
                return rendered(code, language, filled)
    return None


def english_of(citations: Iterable[str]) -> str | None:
    """The English of a sentence that was sent, with its numbered answers; None for what was none."""
    sentence = cited(citations, SOURCE_LANGUAGE)
    return sentence.lines if sentence else None


@lru_cache(maxsize=1)
def _shipped_sections() -> tuple[KnownSection, ...]:
    return tuple(
        KnownSection(section.section, section.title, tuple(_shipped(sentence) for sentence in section.sentences))
        for section in load_phrasebook(KNOWLEDGE / "phrasebook.yml").sections
    )


@lru_cache(maxsize=1)
def _shipped_by_code() -> Mapping[str, Known]:
    return {sentence.code: sentence for section in _shipped_sections() for sentence in section.sentences}


def _shipped(sentence: Sentence) -> Known:
    """A sentence of Rightsline, as tools/extract.py puts it into the catalogues."""
    text = Phrase("telling sentence" if sentence.telling else "ready sentence", sentence.text)
    answers: Mapping[str, Text] = {
        str(code): Phrase("ready answer", answer) for code, answer in sentence.choices.items()
    }
    choices = YES_NO if sentence.answer is Kind.YES_NO else answers
    return Known(str(sentence.code), text, sentence.answer, choices, sentence.telling)


def _own(sentence: OwnSentence) -> Known:
    kind = Kind(sentence.answer) if sentence.answer else None
    choices: Mapping[str, Text] = YES_NO if kind is Kind.YES_NO else dict(sentence.choices)
    return Known(sentence.code, sentence.text, kind, choices, sentence.telling)


def _in(said: Text, language: str) -> str | None:
    """A text in a language; None where it is not translated."""
    if isinstance(said, ByLanguage):
        return said.get(language)
    catalogue = catalogue_of(language)
    # "no" is the same word in Spanish and Italian, which a catalogue takes for a text that is not translated
    is_there = catalogue.language == language and (said in (YES, NO) or catalogue.has(said.context, said.source))
    return catalogue.say(said) if is_there else None
