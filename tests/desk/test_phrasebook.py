"""The phrasebook at the desk: seen before it is sent, sent in the contact's language, shown in the operator's."""

from __future__ import annotations

import html

import pytest

from bot.desk import texts
from bot.hotline import ByLanguage
from bot.i18n.catalogues import Catalogue, catalogue_of
from bot.knowledge.phrasebook import Kind
from bot.replies import phrasebook
from bot.replies.phrasebook import Known, KnownSection, rendered, sections
from bot.replies.phrases import service
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, said_by_operators, stops, to_be_sent, waiting_conversation

TEA = Known(
    "tea",
    ByLanguage({"en": "Tea or coffee?", "de": "Tee oder Kaffee?", "fr": "Thé ou café ?"}),
    Kind.CHOICES,
    {
        "tea": ByLanguage({"en": "Tea", "de": "Tee", "fr": "Thé"}),
        "coffee": ByLanguage({"en": "Coffee", "de": "Kaffee", "fr": "Café"}),
    },
    telling=False,
)
THANKS = Known("thanks", service.THANK, None, {}, telling=False)


@pytest.fixture
def waits(desk: RunningDesk) -> int:
    """A conversation that waits, of a contact who writes German."""
    return waiting_conversation(desk.store, "+491701000001", language="de")


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sentences that are translated, beside all others."""
    known = {**phrasebook._shipped_by_code(), "tea": TEA, "thanks": THANKS}
    shown = (KnownSection("own", "Our own", (TEA, THANKS)), *sections())
    monkeypatch.setattr(phrasebook, "_shipped_by_code", lambda: known)
    monkeypatch.setattr("bot.desk.phrasebook.sections", lambda: shown)
    answer = ByLanguage({"en": "Answer with a number:", "de": "Antworten Sie mit einer Zahl:", "fr": "Un chiffre :"})
    monkeypatch.setattr(phrasebook, "PICK", answer)


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl"), ("zh", "ltr")])
async def test_a_sentence_goes_out_in_the_contacts_language_and_is_shown_in_both(
    desk: RunningDesk, amira: Browser, boris: Browser, language: str, direction: str
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001", language=language)
    english, theirs = service.THANK.source, catalogue_of(language).say(service.THANK)
    await amira.take(waits)
    after, before = amira.field("after"), to_be_sent(desk.store)
    preview = await amira.get(f"/conversations/{waits}/phrasebook?sentence=thanks")
    assert f'lang="{language}" dir="{direction}" data-template="{theirs}">{theirs}</p>' in preview.text
    assert english in preview.text
    assert to_be_sent(desk.store) == before
    response = await amira.post(
        f"/conversations/{waits}/ready",
        sentence="thanks",
        ready_language=amira.field("ready_language"),
        after=after,
        text="",
    )
    assert texts.NOTES["ready-sent"] in response.text
    assert said_by_operators(desk.store, waits) == [theirs]
    assert to_be_sent(desk.store) == before + 1
    for page in (response.text, (await boris.open(waits)).text):
        assert f'<div class="text" lang="{language}" dir="{direction}">{theirs}</div>' in page
        assert f'<p class="english" lang="en" dir="ltr">{english}</p>' in page
        assert "Sources of this answer" not in page


async def test_a_question_goes_out_with_its_numbered_answers(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/ready", sentence="tea", ready_language="de", after="2", text="")
    assert said_by_operators(desk.store, waits) == ["Tee oder Kaffee?\nAntworten Sie mit einer Zahl:\n1 Tee\n2 Kaffee"]


async def test_an_operator_reads_it_in_their_own_language(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    page = (await amira.get(f"/conversations/{waits}/phrasebook?reads=fr")).text
    assert html.escape("Thé ou café ?") in page
    await amira.open(waits)
    await amira.post(f"/conversations/{waits}/ready", sentence="tea", ready_language="de", after="2", text="")
    assert '<p class="english" lang="fr" dir="ltr">Thé ou café ?\nUn chiffre :\n1 Thé\n2 Café</p>' in amira.page


async def test_a_blank_is_filled_in_before_it_is_sent(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    fields = {"sentence": "meet_place", "ready_language": "de", "after": "2", "text": ""}
    token = amira.field("form_token")
    refused = await amira.post(f"/conversations/{waits}/ready", form_token=token, filled=" ", **fields)
    assert (refused.status_code, texts.FILL_IN in refused.text) == (400, True)
    await amira.post(f"/conversations/{waits}/ready", form_token=token, filled="Hbf\n Gleis", **fields)
    (said,) = said_by_operators(desk.store, waits)
    assert said.endswith("Hbf Gleis")
    assert "Hbf Gleis" in amira.page


async def test_what_is_half_typed_stays_in_the_box_and_in_its_language(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    await amira.take(waits)
    await amira.send(waits, "Hello", "en")
    fields = {"sentence": "thanks", "ready_language": "de", "after": amira.field("after"), "language": "en"}
    token = amira.field("form_token")
    for sent in (2, 2):  # and the same form again
        response = await amira.post(
            f"/conversations/{waits}/ready", form_token=token, text="<b>half</b> a sent", **fields
        )
        assert response.status_code == 200
        assert "&lt;b&gt;half&lt;/b&gt; a sent</textarea>" in response.text
        assert '<option value="en" lang="en" data-dir="ltr" selected>' in response.text
        assert len(said_by_operators(desk.store, waits)) == sent
    stops(desk.store, waits)
    response = await amira.post(f"/conversations/{waits}/ready", form_token=token, text="", **fields | {"after": "9"})
    assert (response.status_code, texts.STOPPED in response.text) == (409, True)
    assert 'id="ready"' not in response.text


async def test_only_the_holder_has_the_phrasebook(
    desk: RunningDesk, amira: Browser, boris: Browser, waits: int
) -> None:
    await amira.take(waits)
    await boris.open(waits)
    assert 'id="ready"' not in boris.page
    path = f"/conversations/{waits}/ready"
    response = await boris.post(path, sentence="thanks", ready_language="de", after="9", text="I wrote this")
    assert (response.status_code, texts.NOT_YOURS in response.text) == (409, True)
    assert "Send this sentence" not in (await boris.get(f"/conversations/{waits}/phrasebook?sentence=thanks")).text
    await amira.open(waits)
    assert (await amira.post(path, sentence="no such", ready_language="de", after="9")).status_code == 404
    assert (await amira.get(f"/conversations/{waits}/phrasebook?sentence=nothing")).status_code == 404
    assert (await amira.get("/conversations/99/phrasebook")).status_code == 404
    assert said_by_operators(desk.store, waits) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [(None, "is not known: it goes out in English"), ("so", "Not translated into Somali: it goes out in English")],
)
async def test_who_has_no_language_of_ours_is_said_to_get_english(
    desk: RunningDesk, amira: Browser, language: str | None, said: str
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001", language=language)
    await amira.take(waits)
    page = (await amira.get(f"/conversations/{waits}/phrasebook?sentence=hello")).text
    assert said in page
    await amira.open(waits)
    await amira.post(
        f"/conversations/{waits}/ready", sentence="hello", ready_language=language or "", after="2", text=""
    )
    assert said_by_operators(desk.store, waits) == [rendered("hello", "en").lines]
    assert '<p class="english"' not in amira.page


@pytest.mark.parametrize("is_draft", [True, False])
async def test_the_operator_is_told_where_no_native_speaker_has_checked_our_texts(
    amira: Browser, waits: int, monkeypatch: pytest.MonkeyPatch, is_draft: bool
) -> None:
    monkeypatch.setattr(Catalogue, "is_draft", is_draft)
    await amira.take(waits)
    page = (await amira.get(f"/conversations/{waits}/phrasebook?sentence=thanks")).text
    assert ("No native speaker has checked our texts in German" in page) is is_draft


async def test_an_open_conversation_asks_for_the_parts_alone(amira: Browser, waits: int) -> None:
    await amira.take(waits)
    listed = (await amira.get(f"/conversations/{waits}/phrasebook?part=list")).text
    assert "<html" not in listed
    assert listed.count("data-sentence=") == sum(len(section.sentences) for section in sections()) + 2
    preview = (await amira.get(f"/conversations/{waits}/phrasebook?part=preview&sentence=meet_place")).text
    assert "<html" not in preview
    assert 'name="filled"' in preview
