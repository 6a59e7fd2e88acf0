"""A reply as SMS."""

from __future__ import annotations

import re
import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.contract import OfferedChoice
from bot.replies.text_messages import MAX_SEGMENTS, UNCUTTABLE, Wording, cut, fits, menu_lines, pages
from bot.text.gsm7 import Encoding, segments
from bot.text.gsm7_folding import fold_to_gsm7

ENGLISH = Wording("Reply MORE for the rest.", "9 = a person", "0 = menu", "MORE")
RUSSIAN = Wording("Ответьте ЕЩЕ, чтобы читать дальше.", "9 = человек", "0 = меню", "ЕЩЕ")
FOOTER = re.compile(r"\n(?:Reply MORE for the rest\.|MORE) (\d+)/(\d+)$")

SENTENCE = "Your boss may not keep your passport, whatever you signed or owe. "


def squeezed(text: str) -> str:
    return "".join(text.split())


def contents(texts: list[str]) -> list[str]:
    return [FOOTER.sub("", text) for text in texts]


def choices(*titles: str) -> list[OfferedChoice]:
    return [OfferedChoice(f"t{n}", title, f"/{title.lower()}") for n, title in enumerate(titles)]


def test_a_short_reply_is_one_text_as_it_is() -> None:
    texts = pages(["It is illegal.", "Call 116 123, free."], [], ENGLISH, "en")
    assert texts == ["It is illegal.\n\nCall 116 123, free."]


def test_a_first_sentence_too_long_beside_the_number_is_cut_and_the_number_stays() -> None:
    answer = "Хозяин не вправе держать ваш паспорт, что бы вы ни подписали и сколько бы вы ни были должны ему."
    call = "Это может знать линия помощи, позвоните туда, когда никто не слышит, и спросите об этом там: 116 006."
    first, *_ = pages([answer, call, answer], [], RUSSIAN, "ru")
    assert "116 006" in first
    assert first.startswith("Хозяин не вправе держать")


def test_nothing_to_say_is_no_text() -> None:
    assert pages(["", "  ", "\u200b"], [], ENGLISH, "en") == []


def test_what_folding_takes_away_leaves_no_space_behind() -> None:
    assert pages(["\u200d It is illegal."], [], ENGLISH, "en") == ["It is illegal."]


def test_choices_are_numbered_with_9_for_a_person_and_0_for_the_menu() -> None:
    [text] = pages(["What is it about?"], choices("Wages", "Papers"), ENGLISH, "en")
    assert text == "What is it about?\n\n1 = Wages\n2 = Papers\n9 = a person\n0 = menu"


def test_a_choice_that_is_a_person_or_the_menu_is_listed_once_under_its_digit() -> None:
    offered = [
        OfferedChoice("a", "Wages", "/unpaid_wages"),
        OfferedChoice("b", "A human", "/talk_to_human"),
        OfferedChoice("c", "Menu", "/menu"),
        OfferedChoice("d", "Papers", "/documents_taken"),
    ]
    assert menu_lines(offered, ENGLISH) == ["1 = Wages", "4 = Papers", "9 = a person", "0 = menu"]


def test_no_choice_gets_the_digit_of_a_person() -> None:
    lines = menu_lines(choices(*(f"Country {n}" for n in range(1, 12))), ENGLISH)
    assert lines[7:] == ["8 = Country 8", "- Country 9", "- Country 10", "- Country 11", "9 = a person", "0 = menu"]


def test_digits_are_the_same_in_every_language() -> None:
    lines = menu_lines(choices("Зарплата"), RUSSIAN)
    assert lines == ["1 = Зарплата", "9 = человек", "0 = меню"]


def test_the_answer_and_the_number_share_page_one_and_every_page_but_the_last_says_how_to_go_on() -> None:
    texts = pages(["It is illegal.", "Call +44 800 012 1700, free.", SENTENCE * 12], [], ENGLISH, "en")
    assert texts[0].startswith("It is illegal.\n\nCall +44 800 012 1700, free.\n\nYour boss")
    assert [FOOTER.search(text) is not None for text in texts] == [True] * (len(texts) - 1) + [False]
    assert [FOOTER.search(text)[1] for text in texts[:-1]] == [str(n) for n in range(1, len(texts))]  # type: ignore[index]
    assert all(segments(text).count <= MAX_SEGMENTS for text in texts)


@pytest.mark.parametrize(
    ("wording", "text"), [(ENGLISH, SENTENCE), (RUSSIAN, "Паспорт ваш, хозяин не вправе брать его. ")]
)
def test_how_to_get_the_next_page_is_said_at_length_only_on_the_first(wording: Wording, text: str) -> None:
    texts = pages([text * 40], [], wording, "ru")
    footers = [text.rpartition("\n")[2] for text in texts[:-1]]
    assert footers[0] == f"{wording.more} 1/{len(texts)}"
    assert footers[1:] == [f"{wording.word} {number}/{len(texts)}" for number in range(2, len(texts))]
    assert len(footers) > 2


def test_a_long_answer_is_shortened_at_a_sentence_so_that_the_number_stays_on_page_one() -> None:
    call = "Call +44 800 012 1700, free, day and night."
    first, *rest = pages([SENTENCE * 12, call, "Third."], [], ENGLISH, "en")
    head, number, footer = re.split(r"\n\n|\n", first)
    assert number == call
    assert head.endswith("or owe.")
    assert "MORE" in footer
    assert squeezed(head + "".join(contents(rest))) == squeezed(SENTENCE * 12 + "Third.")


@pytest.mark.parametrize("hours", ["free", "Monday to Friday", "Monday to Friday from nine to five, in nine languages"])
@pytest.mark.parametrize("answer", ["Yes, it is illegal. ", "Yes, illegal, even when you signed a paper. ", SENTENCE])
def test_a_long_list_of_numbers_has_its_first_number_on_page_one_beside_the_answer(answer: str, hours: str) -> None:
    numbers = "\n".join(f"Office {n}: +44 20 7946 {n:04}, {hours}" for n in range(30))
    first, *rest = pages([answer + SENTENCE * 9, numbers, "Third."], [], ENGLISH, "en")
    assert first.startswith(answer.strip())
    assert "+44 20 7946 0000" in first
    everything = squeezed("".join(contents([first, *rest])))
    assert all(squeezed(line) in everything for line in numbers.split("\n"))


def test_a_paragraph_end_is_not_worth_another_page() -> None:
    paragraphs = ["No. " + SENTENCE * 3, "Call +44 800 012 1700. " * 3, SENTENCE * 6, "The last. " * 10]
    texts = pages(paragraphs, [], ENGLISH, "en")
    assert len(texts) == 2


def test_a_page_ends_at_a_paragraph_where_that_costs_nothing() -> None:
    first, _ = contents(pages([SENTENCE * 4, "Call +44 800 012 1700.", SENTENCE * 5], [], ENGLISH, "en"))
    assert first.endswith("Call +44 800 012 1700.")


def test_choices_that_do_not_fit_the_last_page_get_their_own() -> None:
    titles = [f"A rather long title of a choice, number {n}" for n in range(1, 7)]
    texts = pages([SENTENCE * 6], choices(*titles), ENGLISH, "en")
    assert len(texts) == 2
    numbered = [f"{number} = {title}" for number, title in enumerate(titles, start=1)]
    assert texts[1].split("\n") == [*numbered, "9 = a person", "0 = menu"]


def test_a_number_an_address_or_an_isolated_run_is_never_parted() -> None:
    for filler in range(380, 460):
        addresses = "+44 (0)20 7946-0018 or https://help.example.org/a/b?c=d#e or a.b@example.org now "
        text = "x" * (filler - 1) + " " + addresses * 4
        joined = "\x00".join(contents(pages([text], [], ENGLISH, "en")))
        assert joined.count("+44 (0)20 7946-0018") == 4
        assert joined.count("https://help.example.org/a/b?c=d#e") == 4
        assert joined.count("a.b@example.org") == 4


@pytest.mark.parametrize("sign", ["我", "ก็", "が"])  # without spaces; the last two are two code points a grapheme
def test_a_script_without_spaces_is_cut_between_graphemes(sign: str) -> None:
    texts = pages([sign * 500], [], ENGLISH, "zh")
    assert len(texts) > 1
    for content in contents(texts):
        assert content == unicodedata.normalize("NFC", sign) * (len(content) // len(unicodedata.normalize("NFC", sign)))


def test_a_number_inside_a_script_without_spaces_is_not_parted() -> None:
    for filler in range(150, 205):
        text = "我" * filler + "116123" + "我" * 200
        assert "116123" in "\x00".join(contents(pages([text], [], ENGLISH, "zh")))


def test_chinese_is_cut_at_its_full_stop() -> None:
    first, *_ = contents(pages(["护照是你的" * 30 + "。" + "打电话给我们" * 40], [], ENGLISH, "zh"))
    assert first.endswith("。")


def test_an_abbreviation_is_no_sentence_end() -> None:
    text = "word " * 60 + "see Art. 5 and tel. +44 800 and so on " * 10
    first, *_ = contents(pages([text], [], ENGLISH, "en"))
    assert not first.endswith(("Art.", "tel."))


def test_a_right_to_left_text_keeps_its_isolates_whole_and_a_latin_text_loses_them() -> None:
    arabic = "اتصل على \u2068+44 800 012 1700\u2069 الآن. " * 20
    for text in pages([arabic], [], Wording("أرسل المزيد", "9 = شخص", "0 = القائمة", "المزيد"), "ar"):
        assert text.count("\u2068") == text.count("\u2069")
        assert segments(text).count <= MAX_SEGMENTS
    [latin] = pages(["Call \u2068+44 800 012 1700\u2069."], [], ENGLISH, "en")
    assert segments(latin).encoding is Encoding.GSM7


def test_more_than_nine_pages_are_numbered_within_their_segments() -> None:
    texts = pages([SENTENCE * 100], [], ENGLISH, "en")
    assert len(texts) > 9
    assert FOOTER.search(texts[0])[2] == str(len(texts))  # type: ignore[index]
    assert all(fits(text) for text in texts)


def test_an_address_longer_than_a_page_is_cut_all_the_same() -> None:
    texts = pages(["https://example.org/" + "a" * 900], [], ENGLISH, "en")
    assert squeezed("".join(contents(texts))) == "https://example.org/" + "a" * 900


def test_a_hint_that_fills_a_page_is_an_error_of_the_catalogue() -> None:
    with pytest.raises(ValueError, match="leaves no room"):
        pages([SENTENCE * 20], [], Wording("x" * 450, "a", "b", "x"), "en")


WORDS = st.one_of(
    st.text(alphabet="abcdeÇé€[]~", min_size=1, max_size=12),
    st.sampled_from(["+44 800 012 1700", "112", "https://example.org/x?y=1", "Art. 5", "don’t", "être", "a@b.org"]),
    st.text(alphabet="яжщё", min_size=1, max_size=12),
    st.text(alphabet="我们护照", min_size=1, max_size=80),
    st.text(alphabet="😀🇬🇧👩‍🌾ก็", min_size=1, max_size=8),
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=30).map(lambda words: " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5).map(" ".join)


@pytest.mark.long("cuts hundreds of texts")
@settings(max_examples=150, deadline=None)
@given(st.lists(PARAGRAPHS, min_size=1, max_size=5), st.integers(0, 8), st.sampled_from(["en", "fr", "ru", "tr"]))
def test_every_page_fits_and_nothing_is_lost_or_reordered(paragraphs: list[str], offered: int, language: str) -> None:
    titles = choices(*(f"Title {n}" for n in range(offered)))
    texts = pages(paragraphs, titles, ENGLISH, language)
    assert all(segments(text).count <= MAX_SEGMENTS for text in texts)
    assert all(text and text == text.strip() for text in texts)
    folded = [fold_to_gsm7(paragraph.strip(), language) for paragraph in paragraphs]
    menu = "\n".join(menu_lines(titles, ENGLISH))
    shown = squeezed("".join(contents(texts)))
    whole = squeezed("".join([*folded, menu]))
    if shown == whole:
        return
    # the one thing that may move: the end of the answer comes after the number's paragraph
    assert sorted(shown) == sorted(whole)
    answer, call = (squeezed(part) for part in folded[:2])
    rest = squeezed("".join([*folded[2:], menu]))
    assert any(shown == answer[:n] + call + answer[n:] + rest for n in range(len(answer)))


ASIDE = "Only ????? on your phone? Write: English"
HINDI = "दस्तावेज़ आपके हैं और मालिक उन्हें नहीं रख सकता। "


@pytest.mark.parametrize("notes", [1, 2, 9])
def test_a_question_and_all_its_choices_are_on_page_one_and_notes_after_them(notes: int) -> None:
    titles = choices("Safe place", "My pay", "A lawyer")
    asked = HINDI.strip()
    first, *rest = pages([asked, *[HINDI * 3] * notes], titles, ENGLISH, "hi", asks=[asked])
    menu = "1 = Safe place\n2 = My pay\n3 = A lawyer\n9 = a person\n0 = menu"
    assert contents([first]) == [f"{asked}\n\n{menu}"]
    assert squeezed("".join(contents(rest))) == squeezed(HINDI * 3 * notes)


def test_where_a_question_and_its_choices_leave_no_room_for_a_hint_the_notes_are_left_out() -> None:
    titles = choices("Yes", "No")
    asked = HINDI * 3
    assert pages([asked, HINDI], titles, ENGLISH, "hi", asks=[asked]) == pages([asked], titles, ENGLISH, "hi")


def test_choices_too_long_for_the_question_s_page_are_not_left_out() -> None:
    titles = choices(*(f"दस्तावेज़ और काग़ज़ {n}" for n in range(8)))
    texts = pages([HINDI * 2], titles, ENGLISH, "hi", asks=[HINDI * 2])
    assert all(choice.title in "".join(texts) for choice in titles)


def test_a_line_in_another_language_ends_page_one_after_whole_sentences_and_the_number() -> None:
    first, second, *_ = contents(
        pages([HINDI * 3, "मदद: 116 006. दिन-रात खुला, बारह भाषाओं में।", ASIDE], [], ENGLISH, "hi", asides=[ASIDE])
    )
    assert first == f"{(HINDI * 2).strip()}\n\nमदद: 116 006.\n\n{ASIDE}"
    assert second.startswith("दिन-रात खुला, बारह भाषाओं में।\n\nदस्तावेज़")


def test_a_line_in_another_language_does_not_cut_the_first_sentence() -> None:
    answer = HINDI.strip()[:-1] * 3 + "।"
    first, second, *_ = contents(pages([answer, "मदद: 116 006.", ASIDE, HINDI * 3], [], ENGLISH, "hi", asides=[ASIDE]))
    assert first == f"{answer}\n\nमदद: 116 006."
    assert second.startswith(ASIDE)


def test_without_a_number_the_texts_are_told_in_their_order() -> None:
    texts = contents(pages([HINDI * 2, HINDI * 3, HINDI], [], ENGLISH, "hi"))
    assert squeezed("".join(texts)) == squeezed(HINDI * 6)
    assert all(text.endswith("।") for text in texts)


def test_who_answers_the_warning_and_the_number_are_on_one_page() -> None:
    call = "राज्य की लाइन: वे पुलिस को बता सकते हैं। 157. दिन-रात खुला।"
    first, *_ = contents(pages([HINDI * 4, call], [], ENGLISH, "hi"))
    assert first.endswith("राज्य की लाइन: वे पुलिस को बता सकते हैं। 157.") or call in first


@pytest.mark.long("cuts hundreds of texts")
@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS, st.integers(20, 160))
def test_a_cut_parts_no_grapheme_number_or_address(text: str, room: int) -> None:
    head, tail = cut(text, lambda start: segments(start).units <= room)
    assert squeezed(head + tail) == squeezed(text)
    end = len(head)
    if not head or not tail:
        return
    assert end in {match.end() for match in regex.finditer(r"\X", text)}
    parted = [match.span() for match in UNCUTTABLE.finditer(text) if match.start() < end < match.end()]
    for start, _ in parted:  # only where the thing alone is longer than what fits
        assert start == 0
