"""Lists to pick from: topics, languages, countries; and what is said to a pick that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from babel.languages import get_official_languages

from bot.i18n import formats
from bot.i18n.alphabets import place_of
from bot.i18n.catalogues import SOURCE_LANGUAGE, Phrase, offered_languages
from bot.replies import contacts, numbers
from bot.replies.known import country_record
from bot.replies.phrases import service as say
from bot.replies.phrases.talk import NO, YES
from bot.replies.phrases.titles import TITLES
from bot.replies.questions import inform
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice
from bot.text.sentences import first_sentence

# Eight, so that the digits 1-8 pick them and 9 stays the person.
MAIN_TOPICS = (
    "rights_overview",
    "unpaid_wages",
    "documents_taken",
    "threats_violence",
    "shelter",
    "legal_aid",
    "compensation",
    "police_fear",
)
ABOUT: dict[str, Phrase] = {
    "work": say.ABOUT_WORK,
    "danger": say.ABOUT_DANGER,
    "papers": say.ABOUT_PAPERS,
    "care": say.ABOUT_CARE,
}
ANY_TOPIC = ""  # no topic of its own: the lines for everybody
REST_OF_MENU = "menu."  # before the place where it begins
CALM = frozenset({"work", "papers"})  # families in which nobody is hurt just now
TOPICS_BY_SMS = 3
FIRST_BY_SMS = ("unpaid_wages", "threats_violence", "documents_taken")  # the commonest; 0 leads to the others
FEWEST_BY_SMS = 4  # choices with a person
TOPICS_BESIDE = 5  # beside the other languages and a person


def menu(voice: Voice, *before: Phrase) -> Reply:
    """The main topics and a person. On SMS as many as the first page has room for, and the way to the others."""
    return _menu(voice, voice.say_all([*before, say.MENU]), 0)


def rest_of_menu(voice: Voice, start: int) -> Reply:
    """The main topics from this place on (0-based), to which a shorter menu leads."""
    return _menu(voice, [first_sentence(voice.say(say.MENU))], start)


def rest_of_menu_in(picked: str) -> int | None:
    """Where the rest begins that a choice leads to, from what it answers; None for another choice."""
    start = picked.removeprefix(REST_OF_MENU)
    return int(start) if start != picked and start.isdecimal() else None


def _menu(voice: Voice, asks: Sequence[str], start: int) -> Reply:
    picks, more = voice.choices(MAIN_TOPICS[start:]), voice.say(say.MENU_MORE)
    if voice.fits(*asks, more, _as_menu(voice, picks)):
        return Reply((*asks, more), voice.language, picks, asks=tuple(asks))
    short = (*asks[:-1], first_sentence(asks[-1]))
    return Reply(short, voice.language, _parted(voice, short, picks, start), asks=short)


def _parted(voice: Voice, asks: Sequence[str], picks: tuple[Choice, ...], start: int) -> tuple[Choice, ...]:
    """As many of the topics as the page has room for, then the way to the others, then a person.

    The number for danger has room too where it may stand above: who wrote a word for it may have called for help.
    """
    *topics, person = picks
    beside = (*([numbers.in_danger(voice)] if voice.situation.said else []), *asks)
    for shown in range(len(topics), 1, -1):
        rest = Choice(voice.say(say.OTHER_TOPICS), inform({"answer": f"{REST_OF_MENU}{start + shown}"}))
        parted = (*topics[:shown], *([rest] if shown < len(topics) else []), person)
        if voice.fits(*beside, _as_menu(voice, parted)):
            return parted
    return picks


def first_screen(voice: Voice, hello: Sequence[str], *later: str) -> Reply:
    """A greeting by text message: what do you need, whom to call in danger and a few topics, all on its first page.

    `hello`: ends with the question. `later`: what can wait for the next page where there is no room.
    """
    danger = numbers.in_danger(voice)
    fewest = 2 if later else 3  # where nothing follows, the page needs no room for how to get the next one
    picks = _as_fit(voice, (*hello, danger), voice.choices(FIRST_BY_SMS), fewest=fewest)
    first, *others = hello
    return Reply((first, danger, *others, *later), voice.language, picks, asks=tuple(hello))


def choices(voice: Voice, topics: Sequence[str], family: str | None = None) -> Reply:
    """What may be meant, whom to call with all of it, then the topics to pick and a person.

    `topics`: the likeliest ones, the menu where none is named. `family`: that of bot/nlu/families.py which it is about.
    On SMS the number stands before what is said of the meaning, which is left out where there is no room.
    """
    known = [topic for topic in topics if topic in TITLES and topic != "talk_to_human"]
    meant, which = voice.say(ABOUT[family] if family else say.NOT_SURE), voice.say(say.WHICH)
    lines = _lines_for(voice, known, family)
    offered = known or MAIN_TOPICS
    if voice.is_sms:
        asks = (first_sentence(which),)
        picks = _as_fit(voice, (lines[0], *asks), voice.choices(offered[:TOPICS_BY_SMS]), fewest=2)
        return Reply((*lines, meant, *asks), voice.language, picks, asks=asks)
    return Reply((meant, " ".join(lines), which), voice.language, voice.choices(offered), asks=(which,))


def _lines_for(voice: Voice, topics: Sequence[str], family: str | None) -> list[str]:
    """Whom to call, whatever of these is meant; the emergency number first where it may be needed."""
    line = contacts.whom_to_call(voice, topics[0] if family and topics else ANY_TOPIC).line
    is_harmless = family in CALM and "medical_help" not in topics
    if not is_harmless:
        return [numbers.in_danger(voice), line]
    return [f"{voice.say(say.CALL_HERE)} {line}" if voice.record else line]


def unknown_language(voice: Voice, topics: Sequence[str]) -> Reply:
    """To a text in none of our languages: whom to call in danger, topics, another language, a person.

    `topics`: what was recognised, which come before the main ones.
    """
    known = dict.fromkeys((*(topic for topic in topics if topic in TITLES), *MAIN_TOPICS))
    offered = [topic for topic in known if topic not in ("talk_to_human", "change_language")][:TOPICS_BESIDE]
    choices = voice.choices((*offered, "change_language"))
    asked = voice.say_all([say.ONE_OF_THESE, say.OR_OTHER_LANGUAGE])
    # no `asks`: on a page without room for all, the numbers come before the choices
    return Reply((voice.say(say.UNKNOWN_LANGUAGE), numbers.in_danger(voice), *asked), voice.language, choices)


def unusable(voice: Voice, reason: Phrase) -> Reply:
    """What cannot be used, and what can be done instead."""
    return _asked(voice, (voice.say(reason), voice.say(say.MENU)), voice.choices(MAIN_TOPICS))


def short_menu(voice: Voice, text: Phrase) -> Reply:
    """A sentence, then the main topics."""
    return _asked(voice, (voice.say(text),), voice.choices(MAIN_TOPICS))


def said(voice: Voice, text: Phrase) -> Reply:
    """A sentence that asks for no answer."""
    return Reply((voice.say(text),), voice.language)


def choose_language(voice: Voice, *before: str) -> Reply:
    """All languages in their own names, those of the phone's country first."""
    offered = sorted(
        (code for code in offered_languages() if code != voice.language),
        key=lambda code: (code not in _languages_near(voice), place_of(formats.own_name(code), SOURCE_LANGUAGE)),
    )
    picks = tuple(Choice(formats.own_name(code), f'/change_language{{"language": "{code}"}}') for code in offered)
    return _asked(voice, (*before, voice.say(say.CHOOSE_LANGUAGE)), (*picks, voice.person()))


def language_changed(voice: Voice) -> Reply:
    """Said in the new language; or that we cannot write it, with those that we can. Who wrote it reads yes or no."""
    wanted = voice.situation.language
    name = formats.language_name(wanted, voice.language)
    if wanted != voice.language:
        return choose_language(voice, voice.answered(NO, voice.say(say.LANGUAGE_NOT_WRITTEN, language=name)))
    changed = voice.say(say.LANGUAGE_CHANGED, language=formats.own_name(wanted))
    return _asked(voice, (voice.answered(YES, changed),), voice.choices(MAIN_TOPICS))


def ask_country(voice: Voice, reason: Phrase | None = None, countries: Sequence[str] = ()) -> Reply:
    """Which country? The likeliest to pick: those just named (`countries`), then what is known."""
    if len(countries) > 1:
        reason = reason or say.TWO_COUNTRIES
    known = (voice.situation.country, voice.situation.phone_country)
    likely = dict.fromkeys(code for code in (*countries, *known) if code)
    offered = [code for code in likely if country_record(code) is not None]
    picks = tuple(Choice(voice.country(code), f'/change_country{{"country": "{code}"}}') for code in offered)
    return _asked(voice, (voice.say(reason or say.ASK_COUNTRY),), (*picks, voice.person()))


def country_changed(voice: Voice) -> Reply:
    """The new country and whom to call there; or that nothing is known of it."""
    if voice.situation.country is None:
        return ask_country(voice)
    name = voice.country(voice.situation.country)
    if voice.record is None:
        return _asked(voice, (voice.say(say.COUNTRY_NOT_COVERED, country=name),), voice.choices(MAIN_TOPICS))
    changed, lines = voice.say(say.COUNTRY_CHANGED, country=name), _lines_for(voice, (), None)
    call = " ".join(lines if voice.fits(changed, *lines) else lines[1:])
    return _asked(voice, (changed, call), voice.choices(MAIN_TOPICS))


def _asked(voice: Voice, paragraphs: tuple[str, ...], choices: tuple[Choice, ...]) -> Reply:
    """A reply of which every paragraph belongs to the question."""
    picks = _as_fit(voice, paragraphs, choices, fewest=FEWEST_BY_SMS)
    return Reply(paragraphs, voice.language, picks, asks=paragraphs)


def _as_fit(voice: Voice, beside: Sequence[str], choices: tuple[Choice, ...], *, fewest: int) -> tuple[Choice, ...]:
    """As many of the choices as the page of a text message has room for; the last one, a person, always."""
    while len(choices) > fewest and not voice.fits(*beside, _as_menu(voice, choices)):
        choices = (*choices[:-2], choices[-1])
    return choices


def _as_menu(voice: Voice, choices: Sequence[Choice]) -> str:
    """The choices as a text message lists them, but for the person's and the menu's own wording."""
    listed = (f"{number} = {choice.title}" for number, choice in enumerate(choices[:-1], start=1))
    return "\n".join([*listed, voice.say(say.PERSON_HINT), voice.say(say.MENU_HINT)])


def _languages_near(voice: Voice) -> frozenset[str]:
    near = (voice.situation.phone_country, voice.situation.country)
    return frozenset(code for country in near if country for code in get_official_languages(country))
