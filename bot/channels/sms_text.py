"""A reply as SMS: pages of at most three segments, the answer and the number to call on the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex  # type: ignore[import-untyped]

from bot.channels.contract import OfferedChoice
from bot.channels.sms_folding import fold_to_gsm7
from bot.channels.sms_segments import segments
from bot.replies.reply import PARAGRAPH_BREAK

REMEMBERED = 512  # many contacts of a country get the same answer, and cutting it well is slow
MAX_SEGMENTS = 3  # more is cut off or reordered by some carriers, and dear to a hotline
PERSON_PAYLOAD, MENU_PAYLOAD = "/talk_to_human", "/menu"
LAST_NUMBERED_CHOICE = 8  # 9 is a person

PARAGRAPH_FILLS = (0.6, 0.9)  # a page at least this full may end at a paragraph; the fuller where it saves a page
SENTENCE_FILL = 0.4

# What a cut must not part: numbers to call or pay (spaces and signs inside), web and mail addresses, isolated runs.
UNCUTTABLE = re.compile(
    r"[\u2066-\u2068][^\u2069\n]{0,80}\u2069"
    r"|\+?\d(?:[\d ().,/\u00a0\u202f\u2011-]*\d)?"
    r"|[!-~]{0,64}(?://|@|www\.)[!-~]*"
    r"|[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+(?:/[!-~]*)?"
)
PHONE_NUMBER = re.compile(r"\+?\d(?:[\d ()/\u00a0\u202f\u2011-]*\d)+")
PARAGRAPH_END = re.compile(r"\s*\n\n\s*")
LINE_END = re.compile(r"[ \t]*\n\s*")
SENTENCE_END = re.compile(r"[.!?…।۔؟][\"'”’»)\]]*(\s+)(?=\S)|[。！？][”」』）]*")
WORD_END = re.compile(r"\s+")

LEAST_ROOM = "\U0001f600" * 20  # beside the hint at a page's end

LEAST_OF_ANSWER = 30  # characters of the answer beside a number that leaves no room for a sentence of it

Fits = Callable[[str], bool]


@dataclass(frozen=True)
class Wording:
    """The channel's own words in the contact's language: how to get the next page, and the lines of 9 and 0."""

    more: str
    person: str
    menu: str


@dataclass(frozen=True)
class Page:
    """What every page but the last must leave room for, and how full it must be to end at a paragraph (0 to 1)."""

    footer: str
    paragraph_fill: float

    def room(self, text: str) -> bool:
        """Whether a text and the footer fit."""
        return fits(text + self.footer)


def pages(paragraphs: Sequence[str], choices: Sequence[OfferedChoice], wording: Wording, language: str) -> list[str]:
    """The SMS of a reply, each at most MAX_SEGMENTS; every one but the last says how to get the next.

    The first holds the first paragraph (the answer) and the second (the number to call), the first one's end moved to
    the next page where both are too long. Choices stand on the last. Texts are folded to GSM-7 where that saves SMS.
    """
    return list(_pages(tuple(paragraphs), "\n".join(menu_lines(choices, wording)), wording.more.strip(), language))


@lru_cache(maxsize=REMEMBERED)
def _pages(paragraphs: tuple[str, ...], menu: str, hint: str, language: str) -> tuple[str, ...]:
    folded = (fold_to_gsm7(paragraph, language).strip() for paragraph in paragraphs)
    body = [paragraph for paragraph in folded if paragraph]
    menu = fold_to_gsm7(menu, language)
    whole = _join(*body, menu)
    if fits(whole):
        return (whole,) if whole else ()
    hint = fold_to_gsm7(hint, language)
    for digits in (1, 2, 3):
        footer = f"\n{hint} {'9' * digits}/{'9' * digits}"
        # each further page costs the contact a text
        contents = min((list(_contents(body, menu, Page(footer, fill))) for fill in PARAGRAPH_FILLS), key=len)
        if len(contents) < 10**digits:
            break
    last = len(contents)
    return tuple(
        content if number == last else f"{content}\n{hint} {number}/{last}"
        for number, content in enumerate(contents, start=1)
    )


def menu_lines(choices: Sequence[OfferedChoice], wording: Wording) -> list[str]:
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
    return segments(text).count <= MAX_SEGMENTS


def cut(text: str, fits: Fits, at_least: int = 0, paragraph_fill: float = PARAGRAPH_FILLS[0]) -> tuple[str, str]:
    """The longest good beginning that fits, and the rest: cut at a paragraph, sentence or word, else between graphemes.

    `at_least`: characters that belong together at the start, if they fit. White space at the cut is dropped. The
    beginning is empty only where not even one character fits.
    """
    limit = _longest(text, fits)
    if limit == len(text):
        return text, ""
    if limit == 0:
        return "", text
    at_least = at_least if at_least <= limit else 0
    end, start = _best_break(text, limit, at_least, paragraph_fill)
    return text[:end], text[start:]


def _contents(body: list[str], menu: str, page: Page) -> Iterator[str]:
    """The pages without their footers; every page but the last leaves room for one."""
    if not page.room(LEAST_ROOM):
        raise ValueError("the hint at a page's end leaves no room for a text")
    first, rest = _first_page(body, page) if body else ("", "")
    if first:
        yield first
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
        head, rest = cut(rest, page.room, paragraph_fill=page.paragraph_fill)
        yield head


def _first_page(body: list[str], page: Page) -> tuple[str, str]:
    """The first page and all that is left: the answer and the number to call, whatever their lengths."""
    if len(body) == 1 or page.room(_join(*body[:2])):
        return cut(_join(*body), page.room, len(_join(*body[:2])), page.paragraph_fill)
    answer = body[0]
    call, end_of_call = _call_part(answer, body[1], page.room)
    head, end_of_answer = cut(answer, lambda text: page.room(_join(text, call)))
    return _join(head, call), _join(end_of_answer, end_of_call, *body[2:])


def _call_part(answer: str, call: str, room: Fits) -> tuple[str, str]:
    """What of the second paragraph stands beside the answer's opening: all of it, or up to its first number and on.

    Where there is no room for both, the number stays and the opening is cut.
    """
    opening = answer[: _first_sentence_end(answer)]
    if not room(_join(opening, opening)):
        opening, _ = cut(answer, lambda text: room(_join(text, text)))
    number = PHONE_NUMBER.search(call)
    needed = number.end() if number else 0
    if room(_join(answer[:LEAST_OF_ANSWER], call[:needed])) and not room(_join(opening, call[:needed])):
        opening = answer[:LEAST_OF_ANSWER]
    return cut(call, lambda text: room(_join(opening, text)), at_least=needed)


def _longest(text: str, fits_in: Fits) -> int:
    """How many characters of the start fit. A longer start never costs fewer segments, so it is found by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits_in(text[:middle].rstrip()) else (low, middle - 1)
    return low


def _best_break(text: str, limit: int, at_least: int, paragraph_fill: float) -> tuple[int, int]:
    """Where the page ends and where the next begins, by the best kind of break that leaves neither page too short."""
    barred = [match.span() for match in UNCUTTABLE.finditer(text) if match.start() < limit]

    def last(breaks: Iterator[tuple[int, int]], fill: float, *, anywhere: bool = False) -> tuple[int, int] | None:
        least = max(at_least, int(limit * fill), 1)
        fitting = [
            (end, start)
            for end, start in breaks
            if least <= end <= limit and (anywhere or not any(a < end < b for a, b in barred))
        ]
        return max(fitting, default=None)

    return (
        last(_breaks(PARAGRAPH_END, text), paragraph_fill)
        or last(_sentence_breaks(text), SENTENCE_FILL)
        or last(_breaks(WORD_END, text), SENTENCE_FILL)
        or last(_grapheme_breaks(text), SENTENCE_FILL)  # Thai, Chinese: no spaces
        or last(_breaks(WORD_END, text), 0)
        or last(_grapheme_breaks(text), 0)
        or last(_grapheme_breaks(text), 0, anywhere=True)  # one address longer than a page
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
    return character.islower() or character.isdigit() or character in "+("


def _first_sentence_end(text: str) -> int:
    return min((end for end, _ in _sentence_breaks(text)), default=len(text))


def _grapheme_breaks(text: str) -> Iterator[tuple[int, int]]:
    return ((match.end(), match.end()) for match in regex.finditer(r"\X", text))


def _join(*parts: str) -> str:
    return PARAGRAPH_BREAK.join(part for part in parts if part)
