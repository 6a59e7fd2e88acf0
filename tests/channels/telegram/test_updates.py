"""What each kind of Telegram update becomes."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.updates import Ignored, NotAnUpdate, Press, Update, normalise, press_of, read_update
from bot.conversations.contract import Inbound, MessageKind
from tests.stand_ins.telegram import person, private

CHAT = 910_000_001
BOT = "7000000001"
GROUP = {"id": -1001, "type": "supergroup", "title": "A group"}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]


def message(content: dict[str, Any], **other: Any) -> dict[str, Any]:
    usual = {"message_id": 5, "from": person(CHAT, "ru"), "chat": private(CHAT), "date": 1700000000}
    return {"update_id": 10, "message": {**usual, **content, **other}}


def press(**changes: Any) -> dict[str, Any]:
    keyboard = {"inline_keyboard": [[{"text": "Money", "callback_data": "tok1"}, {"text": "?", "url": "https://x"}]]}
    shown = {"message_id": 6, "chat": private(CHAT), "date": 1, "text": "pick", "reply_markup": keyboard}
    query = {"id": "q1", "from": person(CHAT, "fr"), "message": shown, "chat_instance": "1", "data": "tok1"}
    return {"update_id": 11, "callback_query": {**query, **changes}}


def member(status: str, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    about = {"user": {"id": 1, "is_bot": True, "first_name": "R"}, "status": status}
    content = {"chat": chat or private(CHAT), "from": person(CHAT), "date": 1, "old_chat_member": about}
    return {"update_id": 12, "my_chat_member": {**content, "new_chat_member": about}}


def taken(raw: dict[str, Any]) -> Inbound | Ignored:
    return normalise(read_update(raw), BOT)


def stored(raw: dict[str, Any]) -> Inbound:
    inbound = taken(raw)
    assert isinstance(inbound, Inbound)
    return inbound


def test_a_text_is_taken_as_it_is() -> None:
    assert stored(message({"text": "босс забрал паспорт "})) == Inbound(
        "telegram", str(CHAT), f"{BOT}:update:10", MessageKind.TEXT, "босс забрал паспорт ", language_hints=("ru",)
    )


@pytest.mark.parametrize(
    ("command", "payload", "resumes"),
    [
        ("/start", "/greet", True),
        ("/help", "/menu", False),
        ("/language", "/change_language", False),
        ("/country", "/change_country", False),
        ("/human", "/talk_to_human", False),
        ("/delete", "/delete_my_data", False),
    ],
)
@pytest.mark.parametrize("spelling", ["{}", "{}@rightsline_bot", "{} abc", "{}\nabc"])
def test_a_command_becomes_its_payload(command: str, payload: str, resumes: bool, spelling: str) -> None:
    typed = spelling.format(command)
    inbound = stored(message({"text": typed}))
    assert (inbound.payload, inbound.resumes, inbound.text, inbound.kind) == (payload, resumes, typed, MessageKind.TEXT)
    assert stored(message({"text": typed.upper()})).payload == payload


def test_the_stop_command_is_the_word_stop() -> None:
    inbound = stored(message({"text": "/stop"}))
    assert (inbound.text, inbound.kind, inbound.payload, inbound.stops) == ("STOP", MessageKind.TEXT, None, False)


@pytest.mark.parametrize("text", ["/wages", "/court@1.0", "/startle", "/start.", "help", "/", "//start", "a /start"])
def test_anything_else_with_a_slash_is_a_text(text: str) -> None:
    inbound = stored(message({"text": text}))
    assert (inbound.text, inbound.payload, inbound.resumes) == (text, None, False)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"photo": PHOTO}, MessageKind.MEDIA, ""),
        ({"photo": PHOTO, "caption": "my contract"}, MessageKind.MEDIA, "my contract"),
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, MessageKind.MEDIA, ""),
        ({"video": {}}, MessageKind.MEDIA, ""),
        ({"document": {}, "animation": {}}, MessageKind.MEDIA, ""),
        ({"sticker": {"emoji": "😀"}}, MessageKind.MEDIA, ""),
        ({"dice": {"value": 1}}, MessageKind.MEDIA, ""),
        ({"poll": {}}, MessageKind.MEDIA, ""),
        ({"story": {}}, MessageKind.MEDIA, ""),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, MessageKind.LOCATION, "geo:1.00000,2.00000"),
        ({"venue": {}, "location": {}}, MessageKind.LOCATION, ""),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, MessageKind.CONTACT_CARD, ""),
        ({}, MessageKind.EMPTY, ""),
        ({"text": ""}, MessageKind.EMPTY, ""),
        ({"something_of_2030": {}}, MessageKind.EMPTY, ""),
    ],
)
def test_everything_sent_is_stored_as_what_it_is(content: dict[str, Any], kind: MessageKind, text: str) -> None:
    inbound = stored(message(content))
    assert (inbound.kind, inbound.text) == (kind, text)


def test_an_edited_message_is_no_new_one() -> None:
    raw = {"update_id": 13, "edited_message": {**message({"text": "/start"})["message"], "edit_date": 2}}
    inbound = stored(raw)
    assert (inbound.kind, inbound.text, inbound.payload) == (MessageKind.EDITED, "/start", None)


def test_a_live_location_that_moves_is_not_answered_again_and_again() -> None:
    content = message({"location": {"latitude": 1.0, "longitude": 2.0, "live_period": 60}})["message"]
    assert taken({"update_id": 14, "edited_message": content}) == Ignored("telegram_event")


def test_an_album_without_words_is_one_thing() -> None:
    first, second = ({**message({"photo": PHOTO}, media_group_id="77"), "update_id": n} for n in (20, 21))
    assert stored(first).provider_id == stored(second).provider_id
    captioned = {**message({"photo": PHOTO, "caption": "page 2"}, media_group_id="77"), "update_id": 22}
    assert stored(captioned).provider_id != stored(first).provider_id


def test_a_pressed_button_brings_its_token_and_shows_its_title() -> None:
    inbound = stored(press())
    assert (inbound.kind, inbound.token, inbound.text) == (MessageKind.CHOICE, "tok1", "Money")
    assert (inbound.address, inbound.language_hints, inbound.payload) == (str(CHAT), ("fr",), None)
    assert press_of(read_update(press())) == Press("q1", CHAT, 6)


def test_a_button_of_a_message_too_old_to_be_shown_still_counts() -> None:
    raw = press(message={"message_id": 6, "chat": private(CHAT), "date": 0})
    assert (stored(raw).token, stored(raw).text) == ("tok1", "")


@pytest.mark.parametrize(
    "changes",
    [{"data": None}, {"data": "x" * 65}, {"message": None}, {"message": {"message_id": 6, "chat": GROUP, "date": 1}}],
)
def test_a_button_that_is_not_ours_is_answered_but_not_stored(changes: dict[str, Any]) -> None:
    assert isinstance(taken(press(**changes)), Ignored)
    found = press_of(read_update(press(**changes)))
    assert found is not None
    assert found.callback_id == "q1"


def test_blocking_stops_and_unblocking_resumes() -> None:
    blocked, unblocked = stored(member("kicked")), stored(member("member"))
    assert (blocked.stops, blocked.resumes, blocked.text, blocked.address) == (True, False, "", str(CHAT))
    assert (unblocked.stops, unblocked.resumes, unblocked.payload) == (False, True, None)


@pytest.mark.parametrize(
    ("raw", "leave"),
    [
        (message({"text": "hello all"}, chat=GROUP), -1001),
        (message({"text": "news"}, chat={"id": -1002, "type": "channel", "title": "C"}), -1002),
        (message({"group_chat_created": True}, chat={"id": -5, "type": "group", "title": "G"}), -5),
        ({"update_id": 1, "edited_message": message({"text": "x"}, chat=GROUP)["message"]}, -1001),
        (member("member", GROUP), -1001),
        (member("administrator", GROUP), -1001),
        (member("left", GROUP), None),
        (member("kicked", GROUP), None),
    ],
)
def test_groups_are_left_and_never_answered(raw: dict[str, Any], leave: int | None) -> None:
    assert taken(raw) == Ignored("telegram_not_private", leave=leave)


def test_other_bots_are_ignored() -> None:
    assert taken(message({"text": "x"}, **{"from": {**person(CHAT), "is_bot": True}})) == Ignored("telegram_bot")


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 1, "text": "old"}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"new_chat_photo": PHOTO},
        {"write_access_allowed": {}},
    ],
)
def test_events_of_the_chat_are_not_answered(content: dict[str, Any]) -> None:
    assert taken(message(content)) == Ignored("telegram_event")


@pytest.mark.parametrize(
    ("code", "hints"),
    [("ru", ("ru",)), ("pt-br", ("pt",)), ("zh-hans", ("zh",)), ("UZ", ("uz",)), ("", ()), ("!!", ()), (None, ())],
)
def test_the_app_language_is_a_hint(code: str | None, hints: tuple[str, ...]) -> None:
    assert stored(message({"text": "x"}, **{"from": {**person(CHAT), "language_code": code}})).language_hints == hints


def test_half_a_surrogate_pair_can_be_stored() -> None:
    inbound = stored(message({"text": "a\ud83d b\ud83d\ude00"}))
    assert inbound.text.encode().decode() == "a\ufffd b😀"


def test_no_name_is_ever_kept() -> None:
    raws = [message({"text": "x"}), press(), member("kicked"), member("member"), message({"photo": PHOTO})]
    for raw in raws:
        kept = str(dataclasses.asdict(stored(raw)))
        assert not any(name in kept for name in ("Firstname", "Lastname", "user_name"))


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        1,
        {},
        {"update_id": None},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 1.0},
        {"update_id": -1},
        {"update_id": 2**63},
        {"message": {"text": "x"}},
    ],
)
def test_what_has_no_update_id_is_no_update(raw: object) -> None:
    with pytest.raises(NotAnUpdate):
        read_update(raw)


FIELDS = st.sampled_from(
    ["id", "type", "from", "chat", "text", "data", "message", "caption", "photo", "status", "new_chat_member"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


WHOLE = {
    "message": message({"text": "x", "caption": "y", "photo": PHOTO})["message"],
    "edited_message": message({"text": "x"})["message"],
    "callback_query": press()["callback_query"],
    "my_chat_member": member("kicked")["my_chat_member"],
    "inline_query": {"id": "1"},
}


@pytest.mark.long("tries a hundred updates of every form")
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_whatever_an_update_holds_it_is_stored_or_ignored(kind: str, data: st.DataObject) -> None:
    """Each part of an update, replaced by anything or left out, is never an exception: that would block the queue."""
    content: Any = copy.deepcopy(WHOLE[kind])
    place = content
    name = data.draw(st.sampled_from(sorted(content)))
    while isinstance(place[name], dict) and place[name] and data.draw(st.booleans()):
        place = place[name]
        name = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        place[name] = data.draw(JSON)
    else:
        del place[name]
    for damaged in (content, list(content.items()), data.draw(JSON)):
        update = Update(1, {"update_id": 1, kind: damaged})
        assert isinstance(normalise(update, BOT), Inbound | Ignored)
        assert press_of(update) is None or kind == "callback_query"
