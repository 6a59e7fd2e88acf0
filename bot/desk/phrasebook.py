"""The phrasebook at the desk: read and searched in the operator's language, seen in the contact's, then sent."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.conversations.holder import Holder
from bot.desk import answering, conversation, texts
from bot.desk.guard import Visit
from bot.desk.interface import Speaker
from bot.desk.lists import Row, read_row
from bot.desk.reads import keep, read_language
from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages, catalogue_of
from bot.replies.phrasebook import OWN, Known, Rendered, known, rendered, sections

PARTS = {"list": "phrasebook/list.html", "preview": "phrasebook/preview.html"}
WHOLE = "phrasebook/page.html"


@dataclass(frozen=True)
class Entry:
    """A sentence in the list. `text`: in the operator's language, `language` what it is really in."""

    code: str
    text: str
    english: str
    language: str
    answer: str | None
    telling: bool
    is_translated: bool  # into the contact's language


@dataclass(frozen=True)
class Preview:
    """What the contact would get, and the same as the operator reads it.

    `sent`: as it goes out, folded where the channel folds it. `blank`: what is to be filled in, in words.
    """

    said: Rendered
    read: Rendered
    english: str
    sent: str
    length: str
    blank: str | None
    telling: bool
    is_translated: bool


@dataclass(frozen=True)
class Book:
    """All that the page shows."""

    row: Row
    reads: str
    languages: tuple[str, ...]
    groups: list[tuple[str, list[Entry]]]
    preview: Preview | None
    is_draft: bool


def page(visit: Visit) -> Response:
    """The whole page, or the part of it that an open conversation asks for; who may not send is sent back."""
    number, asked = visit.number("id"), visit.request.query_params
    with visit.desk.store.read() as work:
        row = read_row(work, number)
    if row is None:
        raise LookupError("erased")
    if row.holder is not Holder.OPERATOR or row.operator_id != visit.operator.id or row.stopped:
        return visit.go(f"/conversations/{number}")
    reads, said = read_language(visit.request), visit.said
    code = asked.get("sentence")
    book = Book(
        row=row,
        reads=reads,
        languages=available_languages(),
        groups=_groups(row, reads, said),
        preview=_preview(row, reads, code, said) if code else None,
        is_draft=catalogue_of(row.language or SOURCE_LANGUAGE).is_draft,
    )
    response = visit.page(PARTS.get(asked.get("part", ""), WHOLE), book=book, row=row)
    if asked.get("reads") == reads:
        keep(response, reads, secure=visit.is_secure)
    return response


def _groups(row: Row, reads: str, said: Speaker) -> list[tuple[str, list[Entry]]]:
    return [
        (
            said.gettext(texts.OWN_SENTENCES if section.code == OWN else section.title),
            [_entry(sentence, row.language, reads) for sentence in section.sentences],
        )
        for section in sections()
    ]


def _entry(sentence: Known, language: str | None, reads: str) -> Entry:
    read = rendered(sentence.code, reads)
    return Entry(
        code=sentence.code,
        text=read.text,
        english=rendered(sentence.code, SOURCE_LANGUAGE).text,
        language=read.language,
        answer=texts.ANSWERS[sentence.kind] if sentence.kind else None,
        telling=sentence.telling,
        is_translated=_is_translated(sentence.code, language),
    )


def _preview(row: Row, reads: str, code: str, speaker: Speaker) -> Preview:
    """Raises LookupError where there is no such sentence."""
    sentence, said = known(code), rendered(code, row.language)
    sent = answering.shaped(row.channel, said.lines, said.language)
    return Preview(
        said=said,
        read=rendered(code, reads),
        english=rendered(code, SOURCE_LANGUAGE).lines,
        sent=sent,
        length=conversation.advice(row, said.lines, said.language, speaker)["length"],
        blank=texts.BLANKS[sentence.blank] if sentence.blank else None,
        telling=sentence.telling,
        is_translated=_is_translated(code, row.language),
    )


def _is_translated(code: str, language: str | None) -> bool:
    return language is not None and rendered(code, language).language == language
