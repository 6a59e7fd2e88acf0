"""One conversation: what it shows, and what can be done in it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from bot.conversations import attachments, call_backs, contacts, messages, safe_word
from bot.conversations.audit import account, record
from bot.conversations.call_backs import CallBack
from bot.conversations.closings import Outcome
from bot.conversations.holder import AlreadyTaken, Holder, IllegalTransition, Judgement, Urgency
from bot.conversations.messages import Message
from bot.conversations.work import Work
from bot.desk import accounts, answering, locales, need_to_know, texts
from bot.desk.accounts import Operator
from bot.desk.answering import (
    ContactStopped,
    DangerSince,
    Empty,
    MayNotErase,
    MustConfirm,
    NeedsReason,
    NotFilled,
    TooLong,
)
from bot.desk.card import Card, card_of, countries_by_name, known_countries
from bot.desk.coding import Coding, coding_of
from bot.desk.guard import Visit
from bot.desk.interface import ENGLISH, Speaker
from bot.desk.lists import Row, read_row
from bot.desk.reads import read_language
from bot.desk.retention import Keeping, keeping_of
from bot.desk.timeline import Beside, beside, woven
from bot.desk.together import colleagues
from bot.desk.told import told_in
from bot.desk.worklist import read_lists
from bot.hotline import WhatsAppTemplate
from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages, offered_languages
from bot.replies.phrasebook import english_of, rendered
from bot.replies.text_messages import MAX_SEGMENTS
from bot.storage.engine import now
from bot.storage.tables import audit, message, operator
from bot.text.gsm7 import Encoding, segments

LONGEST_FILLED = 120  # characters that fill the blank of a sentence
MESSAGES_SHOWN = 200
VIEW_NOTED_EVERY = datetime.timedelta(minutes=10)
LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639
SEE_OTHER = 303
HANDS = ("take", "take_over", "accepted", "release", "put_back", "hand_back")  # what changes who holds a conversation


@dataclass(frozen=True)
class Judged:
    """Who said how urgent it is, and when."""

    name: str | None
    at: datetime.datetime


@dataclass(frozen=True)
class View:
    """All that the page of one conversation shows."""

    row: Row
    messages: list[Message]
    earlier: int
    writers: dict[int, str]
    card: Card | None
    mine: bool
    may_erase: bool
    may_release: bool
    languages: list[str]
    countries: list[tuple[str, str]]
    known_country: str | None
    answer_language: str
    phone: str | None
    limit: int
    moved: str
    judged: Judged | None
    reads: str
    can_read: tuple[str, ...]
    may_judge: bool
    told: list[str]
    keeping: Keeping
    safe_word: str
    call_backs: list[CallBack]
    coding: Coding | None
    lines: list[Message | Beside]
    accounts: dict[str, str]
    colleagues: list[Operator]
    templates: tuple[WhatsAppTemplate, ...]
    files: dict[int, list[attachments.Stored]]


def page(visit: Visit) -> Response:
    """The desk with this conversation open, or with the question why it is to be read."""
    return _show(visit, visit.number("id"))


def fragment(visit: Visit) -> Response:
    """The conversation alone, or that question, for live updates."""
    asked = need_to_know.question(visit.desk.store, visit.number("id"), visit.operator)
    if asked is not None:
        return visit.page("reason.html", asked=asked, problem=None)
    view = _read(visit, visit.number("id"), whole=False)
    return visit.page("conversation.html", view=view, answer="", problem=None, closing="")


def give_reason(visit: Visit) -> Response:
    """Say why it is to be read."""
    number, reason = visit.number("id"), visit.form.get("reason", "")
    if reason not in texts.WHY:
        return _show(visit, number, 400, problem=texts.NO_REASON_GIVEN)
    need_to_know.give_reason(visit.desk.store, number, visit.operator, reason)
    return visit.go(f"/conversations/{number}")


def take(visit: Visit) -> Response:
    """Take it."""
    number = visit.number("id")
    try:
        answering.take(visit.desk.store, number, visit.operator)
    except NeedsReason:
        return _show(visit, number, 403, problem=texts.NO_REASON_GIVEN)
    except AlreadyTaken:
        with visit.desk.store.read() as work:
            row = read_row(work, number)
        return _show(visit, number, 409, problem=texts.taken_by(row.operator_name if row else None, visit.said))
    return visit.go(f"/conversations/{number}", "taken")


def send(visit: Visit) -> Response:
    """Send a text."""
    number, text = visit.number("id"), visit.form.get("text", "")

    def do() -> str:
        desk, language = visit.desk, _language(visit)
        after, again, plain = visit.number("after"), visit.number("again"), visit.form.get("plain") == "yes"
        new = answering.send(desk.store, number, visit.operator, text, language, after, again, plain=plain)
        return "sent" if new else "sent-already"

    return done(visit, number, do, answer=text, anchor="#text")


def try_now(visit: Visit) -> Response:
    """Try at once what the provider refused."""
    number = visit.number("id")

    def do() -> str:
        answering.try_now(visit.desk.store, number, visit.operator)
        return "tried"

    return done(visit, number, do)


def send_ready(visit: Visit) -> Response:
    """Send a sentence of the phrasebook, in the language it was shown in; what is in the answer box stays there."""
    number, answer = visit.number("id"), visit.form.get("text", "")
    filled = " ".join(answering.tidy(visit.form.get("filled", "")).split())
    ready = rendered(visit.form.get("sentence", ""), visit.form.get("ready_language"), filled[:LONGEST_FILLED])

    def do() -> str:
        desk, after = visit.desk, visit.number("after")
        new = answering.send_ready(desk.store, number, visit.operator, ready, after)
        return "ready-sent" if new else "ready-sent-already"

    response = done(visit, number, do, answer=answer, anchor="#text")
    # without scripts the tab keeps no draft, so the box comes back with the page
    return _show(visit, number, answer=answer) if answer and response.status_code == SEE_OTHER else response


def hand_back(visit: Visit) -> Response:
    """Give it back to the bot."""
    number, closing = visit.number("id"), visit.form.get("closing", "")

    def do() -> str:
        desk, language = visit.desk, _language(visit)
        after, known = visit.number("after"), visit.form.get("sure", "")
        ended = _ended(visit)
        answering.hand_back(desk.store, number, visit.operator, closing, language, after, known, ended)
        return "handed-back"

    return done(visit, number, do, closing=closing)


def put_back(visit: Visit) -> Response:
    """Put it into the queue."""
    number = visit.number("id")

    def do() -> str:
        known = visit.form.get("sure", "")
        answering.put_back(visit.desk.store, number, visit.operator, known, visit.form.get("why", ""))
        return "put-back"

    return done(visit, number, do)


def release(visit: Visit) -> Response:
    """Put another's into the queue."""
    number = visit.number("id")

    def do() -> str:
        answering.release(visit.desk.store, number, visit.operator)
        return "released"

    return done(visit, number, do)


def change_urgency(visit: Visit) -> Response:
    """Say how urgent it is."""
    number = visit.number("id")
    urgency = Urgency.URGENT if visit.form.get("urgent") == "yes" else Urgency.NORMAL

    def do() -> str:
        answering.judge(visit.desk.store, number, visit.operator, urgency, visit.number("after"))
        return "urgent" if urgency is Urgency.URGENT else "not-urgent"

    return done(visit, number, do)


def change_situation(visit: Visit) -> Response:
    """Set language and country."""
    number = visit.number("id")
    language, country = visit.form.get("language", ""), visit.form.get("country", "")

    def do() -> str:
        answering.change_situation(
            visit.desk.store,
            number,
            visit.operator,
            language if language in offered_languages() else None,
            country if country in known_countries() else None,
        )
        return "changed"

    return done(visit, number, do)


def erase(visit: Visit) -> Response:
    """Erase the contact, if the box was ticked."""
    number = visit.number("id")
    if visit.form.get("sure") != "yes":
        return _show(visit, number, 400, problem=texts.CONFIRM_ERASE)
    try:
        answering.erase(visit.desk.store, number, visit.operator)
    except MayNotErase:
        with visit.desk.store.write() as work:
            person = contacts.of_conversation(work, number)
            record(work, visit.operator.id, "erase_refused", person.pseudonym if person else None)
        return _show(visit, number, 403, problem=texts.MAY_NOT_ERASE)
    visit.desk.scrubber.wanted()
    return visit.go("/", "erased")


def length(visit: Visit) -> Response:
    """What a text would cost and what to look at before it is sent; nothing is stored."""
    with visit.desk.store.read() as work:
        row = read_row(work, visit.number("id"))
    if row is None:
        raise LookupError("erased")
    plain = visit.form.get("plain") == "yes"
    content = advice(row, visit.form.get("text", ""), visit.form.get("language", ""), visit.said, plain=plain)
    return Response(json.dumps(content, ensure_ascii=False), media_type="application/json")


def advice(row: Row, text: str, language: str, said: Speaker = ENGLISH, *, plain: bool = False) -> dict[str, str]:
    """`length`: characters and segments in words. `hint`: what to look at, or nothing. `plain`: see `shaped`."""
    spoken = language or SOURCE_LANGUAGE
    shaped = answering.shaped(row.channel, text, spoken, plain=plain)
    units, limit = answering.units(shaped), answering.longest_text(row.channel)
    length, hints = said.gettext("{units} of {limit} characters").format(units=units, limit=limit), []
    if row.channel == "sms" and shaped:
        cost = segments(shaped)
        if cost.encoding is Encoding.GSM7:
            words = said.gettext("{number} SMS, {length}")
        else:
            words = said.gettext("{number} SMS (other letters: 70 characters each), {length}")
        length = words.format(number=cost.count, length=length)
        folded = answering.shaped(row.channel, text, spoken, plain=True)
        if plain and answering.letters_of(folded) != answering.letters_of(answering.tidy(text)):
            hints.append(said.gettext("It leaves without accents: “{text}”").format(text=folded))
        elif folded != shaped and (fewer := segments(folded).count) < cost.count:
            words = said.gettext("Without accents it would be {number} SMS: “{text}”")
            hints.append(words.format(number=fewer, text=folded))
        if cost.count > MAX_SEGMENTS:
            words = said.gettext("More than {number} SMS: some phones lose or mix up the parts.")
            hints.append(words.format(number=MAX_SEGMENTS))
    if units > limit:
        hints.append(said.gettext("Too long to send."))
    if row.language and language and language != row.language:
        words = said.gettext("The contact writes {language}; this is marked as {marked}.")
        hints.append(words.format(language=said.language_name(row.language), marked=said.language_name(language)))
    script = locales.other_script(text, language or row.language, said.language)
    if script:
        words = said.gettext("{language} is not usually written in {script} letters.")
        hints.append(words.format(language=said.language_name(language or row.language or ""), script=script))
    return {"length": length, "hint": " ".join(hints)}


def done(
    visit: Visit, number: int, do: Callable[[], str], *, answer: str = "", closing: str = "", anchor: str = ""
) -> Response:
    """Do it and go on to the note that it returns; what is refused is shown with what the operator had written."""
    try:
        note = do()
    except Empty:
        status, problem = 400, texts.NO_TEXT
    except TooLong as refused:
        status, problem = 400, texts.too_long(refused.channel, refused.limit, refused.characters, visit.said)
    except NotFilled:
        status, problem = 400, texts.FILL_IN
    except ContactStopped:
        status, problem = 409, _why_stopped(visit, number)
    except MustConfirm as refused:
        status, problem = 400, texts.confirm(refused.stake, visit.said)
    except DangerSince:
        status, problem = 409, texts.DANGER_SINCE
    except IllegalTransition:
        status, problem = 409, texts.NOT_YOURS
    else:
        response = visit.go(f"/conversations/{number}", note)
        response.headers["location"] += anchor
        return response
    return _show(visit, number, status, problem=problem, answer=answer, closing=closing)


def _show(
    visit: Visit, number: int, status: int = 200, *, problem: str | None = None, answer: str = "", closing: str = ""
) -> Response:
    asked = need_to_know.question(visit.desk.store, number, visit.operator)
    if asked is not None:
        return visit.page("desk.html", status, lists=read_lists(visit), open=None, asked=asked, problem=problem)
    whole = "all" in visit.request.query_params
    view = _read(visit, number, whole=whole)
    return visit.page(
        "desk.html",
        status,
        lists=read_lists(visit),
        open=view,
        asked=None,
        answer=answer,
        closing=closing,
        problem=problem,
    )


def _read(visit: Visit, number: int, *, whole: bool) -> View:
    desk, who = visit.desk, visit.operator
    with desk.store.read() as work:
        row = read_row(work, number)
        person = contacts.of_conversation(work, number)
        if row is None or person is None:
            raise LookupError("erased")
        after = 0 if whole else max(0, row.last_sequence - MESSAGES_SHOWN)
        said = messages.transcript(work, number, after=after)
        writers = _writers(work, number)
        noted = _noted_lately(work, who, row.pseudonym)
        changed_at = _situation_changed_at(work, row.pseudonym)
        moved = _moved(work, who, row.pseudonym, visit.said)
        judged, told = _judged(work, row), told_in(work, number, visit.said)
        word = safe_word.of(work, number)
        wished = call_backs.open_ones(work, number)
        coding = coding_of(work, number)
        lines = woven(said, beside(work, number, row.pseudonym, who, row.operator_id))
        named = {account(each.id): each.name for each in accounts.all_operators(work)}
        others = colleagues(work, who)
        files = attachments.of(work, number)
        keeping = keeping_of(work, person.id, row.changed_at, desk.settings.hotline.keep)
    if not noted:
        with desk.store.write() as work:
            need_to_know.note_view(work, row, who)
    phone, about = person.phone_country, row.country or desk.settings.hotline.country
    mine = row.holder is Holder.OPERATOR and row.operator_id == who.id
    return View(
        row=row,
        messages=said,
        earlier=after,
        writers=writers,
        card=card_of(about, language=row.language, phone_country=phone, said=visit.said),
        mine=mine,
        may_erase=mine or who.is_supervisor,
        may_release=row.holder is Holder.OPERATOR and not mine and (who.is_supervisor or row.may_be_taken),
        languages=_languages(row.language),
        countries=countries_by_name(visit.said),
        known_country=person.country,
        answer_language=_answer_language(row, said, changed_at),
        phone=phone,
        limit=answering.longest_text(row.channel),
        moved="" if mine else moved,
        judged=judged,
        reads=read_language(visit.request),
        can_read=available_languages(),
        may_judge=mine or row.waits,
        told=told,
        keeping=keeping,
        safe_word=texts.safe_word(word),
        call_backs=wished,
        coding=coding if mine else None,
        lines=lines,
        accounts=named,
        colleagues=others,
        templates=desk.settings.hotline.whatsapp_templates if row.is_whatsapp else (),
        files=files,
    )


def _noted_lately(work: Work, who: Operator, pseudonym: str) -> bool:
    """Whether the audit trail says already that they read this transcript; a page that updates itself says it once."""
    views = _lines(work, pseudonym, ["view"])
    views = views.where(audit.c.operator_id == who.id, audit.c.at > now() - VIEW_NOTED_EVERY)
    return work.run(views.limit(1)).first() is not None


def _situation_changed_at(work: Work, pseudonym: str) -> datetime.datetime | None:
    """When an operator last set the contact's language or country."""
    line = work.run(_lines(work, pseudonym, ["situation"]).limit(1)).first()
    return line.at if line else None


def _judged(work: Work, row: Row) -> Judged | None:
    """Who set the urgency that it has; None where nobody did."""
    if row.reason not in [judgement.value for judgement in Judgement]:
        return None
    line = work.run(_lines(work, row.pseudonym, [row.reason]).limit(1)).first()
    return Judged(line.name, line.at) if line else None


def _moved(work: Work, who: Operator, pseudonym: str, said: Speaker) -> str:
    """Who gave the conversation to somebody else, for whoever held it before; empty when it was no other operator."""
    line = work.run(_lines(work, pseudonym, HANDS).limit(1)).first()
    return "" if line is None or line.operator_id == who.id else texts.moved(line.action, line.name, said)


def _lines(work: Work, pseudonym: str, actions: Sequence[str]) -> Any:
    """The newest lines of the audit trail about a contact, the latest first."""
    return (
        select(audit.c.at, audit.c.action, audit.c.operator_id, operator.c.name)
        .outerjoin(operator, operator.c.id == audit.c.operator_id)
        .where(audit.c.pseudonym == pseudonym, audit.c.action.in_(actions))
        .order_by(audit.c.id.desc())
    )


def _writers(work: Work, number: int) -> dict[int, str]:
    statement = (
        select(message.c.id, operator.c.name)
        .join(operator, operator.c.id == message.c.operator_id)
        .where(message.c.conversation_id == number)
    )
    return {row.id: row.name for row in work.run(statement)}


def _why_stopped(visit: Visit, number: int) -> str:
    with visit.desk.store.read() as work:
        row = read_row(work, number)
    return texts.stopped(left=row is not None and row.left, silent=row is not None and row.silent)


def _languages(present: str | None) -> list[str]:
    known = list(offered_languages())
    return known if present is None or present in known else [present, *known]


def _answer_language(row: Row, said: list[Message], changed_at: datetime.datetime | None) -> str:
    """The language an answer is in until the operator says otherwise: the last one's, or the contact's if set since.

    A ready sentence says nothing of it: who sends one may not know a word of its language.
    """
    typed = (m for m in reversed(said) if m.author is messages.Author.OPERATOR and english_of(m.sources) is None)
    last = next(typed, None)
    if last is not None and last.language and (changed_at is None or last.created_at > changed_at):
        return last.language
    return row.language or SOURCE_LANGUAGE


def _ended(visit: Visit) -> tuple[Outcome, str] | None:
    """How the form says that it ended; None where it does not."""
    code = visit.form.get("outcome", "")
    return (Outcome(code), visit.form.get("referral", "")) if code in {each.value for each in Outcome} else None


def _language(visit: Visit) -> str:
    """The language that the form says the text is in."""
    given = visit.form.get("language", "")
    return given if LANGUAGE.fullmatch(given) else SOURCE_LANGUAGE
