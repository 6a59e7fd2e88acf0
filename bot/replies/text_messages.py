"""A reply as SMS: pages of at most three segments, the answer and the number to call on the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Protocol

import regex  # type: ignore[import-untyped]

from bot.i18n.catalogues import catalogue_of, spellings
from bot.replies.budget import up_to_the_number
from bot.replies.phrases.service import KEYWORDS, MENU_HINT, MORE_HINT, PERSON_HINT
from bot.replies.reply import PARAGRAPH_BREAK, Reply
from bot.text.gsm7 import GSM7_JOINED, segments
from bot.text.gsm7_folding import fold_to_gsm7

REMEMBERED = 512  # many contacts of a country get the same answer, and cutting it well is slow
MAX_SEGMENTS = 3  # more is cut off or reordered by some carriers, and dear to a hotline
MOST_CHARACTERS = MAX_SEGMENTS * GSM7_JOINED
PERSON_PAYLOAD, MENU_PAYLOAD = "/talk_to_human", "/menu"
LAST_NUMBERED_CHOICE = 8  # 9 is a person


@dataclass(frozen=True)
class Fills:
    """How full a page must be (0 to 1) to end at a paragraph, or at a sentence; else it ends at a word."""

    paragraph: float
    sentence: float


FILLS = (Fills(0.5, 0.25), Fills(0.5, 0.4), Fills(0.9, 0.4))  # the fuller only where it saves a page
ANY_SENTENCE = Fills(0, 0)
WORD_FILL = 0.4

# What a cut must not part: numbers to call or pay (spaces and signs inside), web and mail addresses, isolated runs.
UNCUTTABLE = re.compile(
    r"[\u2066-\u2068][^\u2069\n]{0,80}\u2069"
    r"|\+?\d(?:[\d ().,/\u00a0\u202f\u2011-]*\d)?"
    r"|[!-~]{0,64}(?://|@|www\.)[!-~]*"
    r"|[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+(?:/[!-~]*)?"
)
SIGNS = re.compile(r"[^\w\s]*")
PARAGRAPH_END = re.compile(r"\s*\n\n\s*")
LINE_END = re.compile(r"[ \t]*\n\s*")
SENTENCE_END = re.compile(r"[.!?…।۔؟][\"'”’»)\]]*(\s+)(?=\S)|[。！？][”」』）]*")
SENTENCE_OVER = re.compile(r"[.!?…।۔؟。！？][\"'”’»)\]\u2069」』）]*\Z")
WORD_END = re.compile(r"\s+")
LOOK_AHEAD = 100  # characters behind the last that fits: longer than a number or the space around a break

LEAST_ROOM = "\U0001f600" * 20  # beside the hint at a page's end

Fits = Callable[[str], bool]


class Pick(Protocol):
    """A choice, whether it has its token by now or not."""

    @property
    def title(self) -> str:
        """What it says."""

    @property
    def payload(self) -> str:
        """What it leads to."""


@dataclass(frozen=True)
class Wording:
    """The channel's own words in the contact's language: how to get the next page, and the lines of 9 and 0.

    `word`: the one to write for the next page, where how to get it was said already.
    """

    more: str
    person: str
    menu: str
    word: str


@dataclass(frozen=True)
class Page:
    """What every page but the last must leave room for, and how full it must be."""

    footer: str
    fills: Fills

    def room(self, text: str) -> bool:
        """Whether a text and the footer fit."""
        return fits(text + self.footer)


def pages_of(reply: Reply, choices: Sequence[Pick]) -> list[str]:
    """The SMS of a reply, in the order they are read."""
    wording = wording_of(reply.language)
    return pages(reply.paragraphs, choices, wording, reply.language, asks=reply.asks, asides=reply.asides)


def wording_of(language: str) -> Wording:
    """What shaping adds to a text, from the catalogue."""
    catalogue = catalogue_of(language)
    more, words = catalogue.say(MORE_HINT), spellings(KEYWORDS["more"], (language,))
    word = next((word for word in words if word in more), words[0])
    return Wording(more, catalogue.say(PERSON_HINT), catalogue.say(MENU_HINT), word)


def pages(
    paragraphs: Sequence[str],
    choices: Sequence[Pick],
    wording: Wording,
    language: str,
    *,
    asks: Sequence[str] = (),
    asides: Sequence[str] = (),
) -> list[str]:
    """The SMS of a reply, each at most MAX_SEGMENTS; all but the last say how to get the next, the first at length.

    The first holds the first paragraph (the answer) and, where the second has a number to call, that number: where both
    are too long, the rest of them comes first on the next page. Choices stand on the last, but beside the question
    (`asks`) on the first where there is one; what no page has room for beside them is left out. `asides` (lines in
    another language) stand on the first page where they leave a sentence of the answer whole. `asks` and `asides` are
    paragraphs themselves. Texts are folded to GSM-7 where that saves SMS.
    """
    menu, hints = "\n".join(menu_lines(choices, wording)), (wording.more.strip(), wording.word)
    return list(_pages(tuple(paragraphs), menu, hints, language, tuple(asks), tuple(asides)))


@lru_cache(maxsize=REMEMBERED)
def _pages(
    paragraphs: tuple[str, ...],
    menu: str,
    hints: tuple[str, str],
    language: str,
    asks: tuple[str, ...],
    asides: tuple[str, ...],
) -> tuple[str, ...]:
    body = _folded(paragraphs, language)
    menu = fold_to_gsm7(menu, language)
    whole = _join(*body, menu)
    if fits(whole):
        return (whole,) if whole else ()
    question, beside = _folded(asks, language), _folded(asides, language)
    hint, word = _folded(hints, language)
    for digits in (1, 2, 3):
        count = f"{'9' * digits}/{'9' * digits}"
        footers = (f"\n{hint} {count}", f"\n{word} {count}")
        kinds = ([Page(footer, fills) for footer in footers] for fills in FILLS)
        contents = min((_contents(body, menu, question, beside, *kind) for kind in kinds), key=_cost)
        if len(contents) < 10**digits:
            break
    last = len(contents)
    return tuple(
        content if number == last else f"{content}\n{hint if number == 1 else word} {number}/{last}"
        for number, content in enumerate(contents, start=1)
    )


def menu_lines(choices: Sequence[Pick], wording: Wording) -> list[str]:
    """`1 = Title` for each choice, then 9 for a person and 0 for the menu; nothing where there is no choice."""
    if not choices:
        return []
    own = {PERSON_PAYLOAD: wording.person, MENU_PAYLOAD: wording.menu}
    lines = [
        f"{number} = {choice.title}" if number <= LAST_NUMBERED_CHOICE else f"- {choice.title}"
        for number, choice in enumerate(choices, start=1)
        if choice.payload not in own
    ]
    return [*lines, *own.values()]


def fits(text: str) -> bool:
    """Whether a text is at most MAX_SEGMENTS."""
    return len(text) <= MOST_CHARACTERS and segments(text).count <= MAX_SEGMENTS


def cut(text: str, fits: Fits, at_least: int = 0, fills: Fills = FILLS[0]) -> tuple[str, str]:
    """The longest good beginning that fits, and the rest: cut at a paragraph, sentence or word, else between graphemes.

    `at_least`: characters that belong together at the start, if they fit. White space at the cut is dropped. The
    beginning is empty only where not even one character fits.
    """
    return _cut_within(text, _longest(text, fits), at_least, fills)


def _cut_for(page: Page, text: str, at_least: int = 0) -> tuple[str, str]:
    """The same for a page."""
    return _cut_within(text, _longest_on(page.footer, text[: MOST_CHARACTERS + LOOK_AHEAD]), at_least, page.fills)


def _cut_within(text: str, limit: int, at_least: int, fills: Fills) -> tuple[str, str]:
    if limit == len(text):
        return text, ""
    if limit == 0:
        return "", text
    at_least = at_least if at_least <= limit else 0
    end, start = _best_break(text[: limit + LOOK_AHEAD], limit, at_least, fills)
    return text[:end], text[start:]


def _contents(body: list[str], menu: str, question: list[str], asides: list[str], page: Page, later: Page) -> list[str]:
    """The pages without their footers; every page but the last leaves room for one. `later`: those after the first."""
    if not page.room(LEAST_ROOM):
        raise ValueError("the hint at a page's end leaves no room for a text")
    if question and menu and fits(_join(*question, menu)):
        return _asked(body, menu, question, asides, page, later)
    if not body:
        return list(_following("", menu, page))
    first, rest = _first_page(body, asides, page)
    return [first, *_following(rest, menu, later)]


def _cost(contents: list[str]) -> int:
    """What pages cost who reads them: a text for each, and as much again for one that ends within a sentence."""
    return len(contents) + sum(SENTENCE_OVER.search(content) is None for content in contents[:-1])


def _asked(body: list[str], menu: str, question: list[str], asides: list[str], page: Page, later: Page) -> list[str]:
    """The question with its choices and what fits between them; then the rest, unless the choices take all the room."""
    others = [paragraph for paragraph in body if paragraph not in question]
    beside: list[str] = []
    # the number to call before a line in another language: who is in danger may get no second page
    for paragraph in sorted(others, key=lambda each: (not up_to_the_number(each), each not in asides)):
        if page.room(_join(*question, *beside, paragraph, menu)):
            beside.append(paragraph)
        elif paragraph not in asides:
            break  # what follows is not read before it
    first = _join(*question, *beside, menu)
    if not page.room(first):
        return [first]
    return [first, *_following(_join(*(paragraph for paragraph in others if paragraph not in beside)), "", later)]


def _following(rest: str, menu: str, page: Page) -> Iterator[str]:
    """The pages after the first."""
    while rest or menu:
        if fits(_join(rest, menu)):
            yield _join(rest, menu)
            return
        if rest and page.room(rest):  # the choices need a page of their own
            yield rest
            rest = ""
            continue
        if not rest:
            rest, menu = menu, ""
        head, rest = _cut_for(page, rest)
        yield head


def _first_page(body: list[str], asides: list[str], page: Page) -> tuple[str, str]:
    """The first page and all that is left. Asides end it where they leave room for a sentence and the number."""
    told = [paragraph for paragraph in body if paragraph not in asides]
    aside = "\n".join(paragraph for paragraph in body if paragraph in asides)

    beside_it = replace(page, footer=f"{PARAGRAPH_BREAK}{aside}{page.footer}")
    if told and aside and beside_it.room(_join(_opening(told), _needed_of_call(told, beside_it.room))):
        head, rest = _answer_and_call(told, beside_it)
        return _join(head, aside), rest
    return _answer_and_call(body, page)


def _answer_and_call(body: list[str], page: Page) -> tuple[str, str]:
    """What fits of the texts in their order; but of an answer that leaves no room for the number only the beginning.

    A first sentence with a number of its own, whom to call in danger, is never cut for the number behind it.
    """
    room, answer, opening = page.room, body[0], _opening(body)
    needed, kept = _needed_of_call(body, room), opening if up_to_the_number(opening) else ""
    together = _join(answer, needed)
    if not needed or room(together) or not room(_join(kept, needed)):
        return _cut_for(page, _join(*body), len(together if room(together) else kept))
    head, end_of_answer = cut(answer, lambda text: room(_join(text, needed)), len(kept), ANY_SENTENCE)
    call, end_of_call = cut(body[1], lambda text: room(_join(head, text)), len(needed), ANY_SENTENCE)
    return _join(head, call), _join(end_of_call, end_of_answer, *body[2:])


def _needed_of_call(body: list[str], room: Fits) -> str:
    """What of the second paragraph must stand beside the answer; nothing where it has no number.

    All up to its first number, with that sentence's end where there is room for it.
    """
    call = body[1] if len(body) > 1 else ""
    start = up_to_the_number(call)
    if not start:
        return ""
    start += SIGNS.match(call, len(start)).group()  # type: ignore[union-attr]
    sentence = call[: min((end for end, _ in _sentence_breaks(call) if end >= len(start)), default=len(call))]
    return sentence if room(_join(_opening(body), sentence)) else start


def _opening(body: list[str]) -> str:
    """The first sentence."""
    return body[0][: min((end for end, _ in _sentence_breaks(body[0])), default=len(body[0]))]


def _longest(text: str, fits_in: Fits) -> int:
    """How many characters of the start fit. A longer start never costs fewer segments, so it is found by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits_in(text[:middle].rstrip()) else (low, middle - 1)
    return low


@lru_cache(maxsize=REMEMBERED)
def _longest_on(footer: str, text: str) -> int:
    """The same for a text with a footer. The same pages are looked at with every way to fill them."""
    return _longest(text, lambda start: fits(start + footer))


@dataclass(frozen=True)
class Breaks:
    """Where a text may be cut, in order: the end of one page and the start of the next. `barred`: what stays whole."""

    paragraphs: Sequence[tuple[int, int]]
    sentences: Sequence[tuple[int, int]]
    words: Sequence[tuple[int, int]]
    barred: Sequence[tuple[int, int]]


@lru_cache(maxsize=REMEMBERED)
def _breaks_up_to(text: str, limit: int) -> Breaks:
    barred = [match.span() for match in takewhile(lambda match: match.start() < limit, UNCUTTABLE.finditer(text))]

    def good(breaks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        return [place for place in breaks if _is_good(place, limit, barred)]

    found = good(_breaks(PARAGRAPH_END, text)), good(_sentence_breaks(text)), good(_breaks(WORD_END, text))
    return Breaks(*found, barred)


def _is_good(place: tuple[int, int], limit: int, barred: Sequence[tuple[int, int]]) -> bool:
    return place[0] <= limit and not any(a < place[0] < b for a, b in barred)


def _best_break(text: str, limit: int, at_least: int, fills: Fills) -> tuple[int, int]:
    """Where the page ends and where the next begins, by the best kind of break that leaves neither page too short."""
    known = _breaks_up_to(text, limit)

    def last(breaks: Iterable[tuple[int, int]], fill: float) -> tuple[int, int] | None:
        least = max(at_least, int(limit * fill), 1)
        return max((place for place in breaks if place[0] >= least), default=None)

    def graphemes(*barred: tuple[int, int]) -> Iterator[tuple[int, int]]:
        return (place for place in _grapheme_breaks(text) if _is_good(place, limit, barred))

    return (
        last(known.paragraphs, fills.paragraph)
        or last(known.sentences, fills.sentence)
        or last(known.words, WORD_FILL)
        or last(graphemes(*known.barred), WORD_FILL)  # Thai, Chinese: no spaces
        or last(known.words, 0)
        or last(graphemes(*known.barred), 0)
        or last(graphemes(), 0)  # one address longer than a page
        or (limit, limit)
    )


def _breaks(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))


def _sentence_breaks(text: str) -> Iterator[tuple[int, int]]:
    yield from _breaks(LINE_END, text)
    for match in SENTENCE_END.finditer(text):
        end = match.start(1) if match[1] else match.end()
        if match.end() < len(text) and not _goes_on(text[match.end()]):
            yield end, match.end()


def _goes_on(character: str) -> bool:
    """Whether what follows a full stop is still the same sentence ("Art. 5", "tel. +44", "e.g. food")."""
    return character.islower() or character.isdigit() or character in "+(\u2068"


def _grapheme_breaks(text: str) -> Iterator[tuple[int, int]]:
    return ((match.end(), match.end()) for match in regex.finditer(r"\X", text))


def _folded(paragraphs: Sequence[str], language: str) -> list[str]:
    folded = (fold_to_gsm7(paragraph, language).strip() for paragraph in paragraphs)
    return [paragraph for paragraph in folded if paragraph]


def _join(*parts: str) -> str:
    return PARAGRAPH_BREAK.join(part for part in parts if part)
