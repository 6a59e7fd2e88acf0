"""Ready sentences: an operator reads one in English and picks it, the contact gets it in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.hotline import ByLanguage
from bot.i18n.catalogues import SOURCE_LANGUAGE, catalogue_of
from bot.replies.known import hotline
from bot.replies.phrases.ready import READY

PLACE = "ready"  # what stands before the code where a message keeps what it says


@dataclass(frozen=True)
class ReadySentence:
    """One sentence. `language` is what `text` is really written in: English where it is not translated."""

    code: str
    english: str
    text: str
    language: str

    @property
    def citation(self) -> str:
        """The name that is kept with the message, so that its English can be shown beside it."""
        return f"{PLACE}:{self.code}"


def ready_sentence(code: str, language: str | None) -> ReadySentence:
    """A sentence in a language. Raises LookupError when there is no such sentence."""
    own = _own().get(code)
    if own is not None:
        text, spoken = own.best(language or SOURCE_LANGUAGE)
        return ReadySentence(code, own[SOURCE_LANGUAGE], text, spoken)
    phrase = READY.get(code)
    if phrase is None:
        raise LookupError(f"no ready sentence {code!r}")
    catalogue = catalogue_of(language or SOURCE_LANGUAGE)
    spoken = catalogue.language if catalogue.has(phrase.context, phrase.source) else SOURCE_LANGUAGE
    return ReadySentence(code, phrase.source, catalogue.say(phrase), spoken)


def ready_sentences(language: str | None) -> list[ReadySentence]:
    """All of them, in the order in which a conversation needs them; then the hotline's own."""
    return [ready_sentence(code, language) for code in dict.fromkeys((*READY, *_own()))]


def english_of(citations: Iterable[str]) -> str | None:
    """The English of a ready sentence that was sent; None for what was no ready sentence, or is none any more."""
    for citation in citations:
        place, _, code = citation.partition(":")
        if place == PLACE and code in _own():
            return _own()[code][SOURCE_LANGUAGE]
        if place == PLACE and code in READY:
            return READY[code].source
    return None


def _own() -> dict[str, ByLanguage]:
    """Those of hotline.yml; one with the name of ours takes its place."""
    return {sentence.code: sentence.text for sentence in hotline().ready_sentences}
