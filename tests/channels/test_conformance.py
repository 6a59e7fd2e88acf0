"""What every channel promises, tested against a real server, real databases and a stand-in of its provider."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import random
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot.conversations.contract import (
    Channel,
    Inbound,
    MessageKind,
    NotSent,
    OfferedChoice,
    Outbound,
    Outcome,
    SendError,
    Sent,
)
from bot.conversations.work import Store
from bot.replies.reply import Reply
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.tables import contact, conversation, counter
from bot.storage.tables import inbox as inbox_table
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from tests.channels.conformance import THROTTLE_SECONDS, Answer, Arrival, Driver, Proof, Sends, Trouble, all_drivers
from tests.databases import BOTH, on_sqlite
from tests.making import TYPES_CHOICES, arrived


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both; what does not hang on the database is marked to be tested on one."""
    return str(request.param)


SOON = 0.2  # seconds between two texts that somebody sends in a hurry
A_PAYLOAD = '/compensation{"country": "XX"}'


@dataclass
class Scene:
    """A channel in our web app, its provider, and the database behind."""

    driver: Driver
    channel: Channel
    store: Store

    def stored(self) -> list[Inbound]:
        """What is in the inbox, in order."""
        return arrived(self.store)

    def rows_of(self, table: Any) -> int:
        """How many rows a table has."""
        with self.store.read() as work:
            return len(work.run(select(table)).all())

    def counted(self) -> float:
        """How often the channel has counted something refused."""
        with self.store.read() as work:
            rows = work.run(select(counter)).all()
        return sum(row.value for row in rows if row.name.startswith(f"{self.driver.name}_"))

    def forget(self) -> None:
        """Empty the database."""
        with self.store.write() as work:
            for table in (inbox_table, conversation, contact, counter):
                work.run(delete(table))

    async def send(self, text: str, **fields: Any) -> Outcome:
        """Send a text to the first contact."""
        return await self.channel.send(await self.outbound(text, **fields))

    async def outbound(self, text: str, **fields: Any) -> Outbound:
        """A text to the first contact."""
        return Outbound(1, await self.driver.address(1), text, "en", **fields)

    def skip_if_lacking(self, *asked: Sends | Proof | Trouble) -> None:
        """Skip the test where the channel has no such thing."""
        for thing in asked:
            if thing in self.driver.lacks:
                pytest.skip(f"{self.driver.name}: {self.driver.lacks[thing]}")


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """The app on a loopback port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="wsproto", lifespan="on"
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        for _ in range(1000):
            if server.started or task.done():
                break
            await asyncio.sleep(0.005)
        if task.done():
            task.result()
        assert server.started
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


@pytest.fixture(params=all_drivers(), ids=lambda driver: driver.name)
async def scene(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> AsyncIterator[Scene]:
    """Each channel in turn, on each database."""
    driver: Driver = request.param()
    await driver.start()
    own = Settings(**{"var": tmp_path, **driver.settings()})
    channel = driver.channel(own, store)
    intake = StoringIntake(store)
    try:
        async with serving(make_app(own, store, {channel.name: channel}, intake)) as base_url:
            await driver.connect(base_url)
            yield Scene(driver, channel, store)
            await channel.close()
            await driver.stop()
    finally:
        await channel.close()


def test_every_channel_has_a_driver_of_its_own_name() -> None:
    names = [driver.name for driver in all_drivers()]
    assert len(names) == len(set(names))
    assert "sms" in names


async def test_what_is_authentic_is_stored_before_it_is_acknowledged(scene: Scene) -> None:
    assert await scene.driver.deliver(Arrival(1, text="boss has my passport")) is Answer.ACCEPTED
    [stored] = scene.stored()
    assert stored.channel == scene.channel.name == scene.driver.name
    assert stored.address == await scene.driver.address(1)
    assert (stored.kind, stored.text) == (MessageKind.TEXT, "boss has my passport")
    assert (stored.token, stored.payload, stored.stops, stored.resumes) == (None, None, False, False)


@pytest.mark.parametrize("proof", [Proof.FORGED, Proof.MISSING], ids=lambda proof: proof.value)
async def test_what_is_not_the_providers_is_refused_counted_and_not_stored(scene: Scene, proof: Proof) -> None:
    scene.skip_if_lacking(proof)
    await scene.driver.deliver(Arrival(1, text="genuine"))  # the door is open to the provider
    counted = scene.counted()
    assert await scene.driver.deliver(Arrival(2, text="let me in"), proof) is Answer.REFUSED
    assert [stored.text for stored in scene.stored()] == ["genuine"]
    assert scene.counted() > counted


@pytest.mark.long("tries many orders, each over HTTP")
async def test_a_redelivery_is_stored_once_in_whatever_order_it_comes(scene: Scene) -> None:
    deliveries = st.lists(st.integers(1, 5), min_size=1, max_size=4).flatmap(
        lambda copies: st.permutations([n for n, times in enumerate(copies, start=1) for _ in range(times)])
    )
    loop = asyncio.get_running_loop()

    async def try_one(numbers: list[int]) -> None:
        scene.forget()
        for number in numbers:
            assert await scene.driver.deliver(Arrival(number, text=f"text {number}")) is Answer.ACCEPTED
        first_seen = list(dict.fromkeys(numbers))
        assert [stored.text for stored in scene.stored()] == [f"text {number}" for number in first_seen]

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(deliveries)
    def any_order(numbers: list[int]) -> None:
        asyncio.run_coroutine_threadsafe(try_one(numbers), loop).result(60)

    await loop.run_in_executor(None, any_order)


async def test_redeliveries_at_the_same_moment_are_stored_once(scene: Scene) -> None:
    numbers = [1, 2, 3] * 4
    random.Random(7).shuffle(numbers)
    arrivals = [Arrival(number, text=f"text {number}", contact=number) for number in numbers]
    answers = await asyncio.gather(*(scene.driver.deliver(arrival) for arrival in arrivals))
    assert set(answers) == {Answer.ACCEPTED}
    assert sorted(stored.text for stored in scene.stored()) == ["text 1", "text 2", "text 3"]
    assert scene.rows_of(contact) == 3


async def test_two_texts_200_ms_apart_are_both_kept_in_order_in_one_conversation(scene: Scene) -> None:
    first = asyncio.create_task(scene.driver.deliver(Arrival(1, text="help")))
    await asyncio.sleep(SOON)
    second = asyncio.create_task(scene.driver.deliver(Arrival(2, text="he is coming")))
    assert [await first, await second] == [Answer.ACCEPTED] * 2
    assert [stored.text for stored in scene.stored()] == ["help", "he is coming"]
    assert scene.rows_of(conversation) == 1


async def test_the_same_words_sent_twice_are_two_messages(scene: Scene) -> None:
    for number in (1, 2):
        assert await scene.driver.deliver(Arrival(number, text="hello?")) is Answer.ACCEPTED
    assert [stored.text for stored in scene.stored()] == ["hello?", "hello?"]


@on_sqlite
@pytest.mark.parametrize(
    ("sends", "kind"),
    [
        (Sends.EMPTY, MessageKind.EMPTY),
        (Sends.MEDIA, MessageKind.MEDIA),
        (Sends.LOCATION, MessageKind.LOCATION),
        (Sends.EDITED, MessageKind.EDITED),
    ],
    ids=lambda value: value.value,
)
async def test_what_is_no_text_is_stored_as_what_it_is(scene: Scene, sends: Sends, kind: MessageKind) -> None:
    scene.skip_if_lacking(sends)
    text = "corrected" if sends is Sends.EDITED else ""
    if sends is Sends.EDITED:
        await scene.driver.deliver(Arrival(1, text="corected"))
    assert await scene.driver.deliver(Arrival(2, sends, text)) is Answer.ACCEPTED
    stored = scene.stored()[-1]
    assert stored.kind == kind
    if sends is Sends.LOCATION:
        assert re.fullmatch(r"geo:-?\d+\.\d+,-?\d+\.\d+", stored.text)
    else:
        assert stored.text == text


LONG = "I work from five in the morning. " * 122


@on_sqlite
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LONG[:4000], id="4000 characters"),
        pytest.param(("মালিক আমার পাসপোর্ট নিয়েছে। " * 150)[:4000].strip(), id="4000 Bengali characters"),
        pytest.param("he\u200blp\u200d me\ufeff\u2060", id="zero-width"),
        pytest.param("\u200b", id="only zero-width"),
        pytest.param("🆘😭👩🏽‍🌾🇺🇦", id="emoji only"),
        pytest.param("помогите help 救命 نجدة", id="mixed scripts"),
        pytest.param("bell\a tab\t line\nbreak", id="control characters"),
        pytest.param("¡Ayuda! @jefe", id="Spanish marks"),
        pytest.param("100% + a=b & c;d", id="what a form has to escape"),
        pytest.param("<b>*_[hi](x)</b>", id="markup"),
    ],
)
async def test_a_text_is_kept_as_it_was_sent(scene: Scene, text: str) -> None:
    if len(text) > scene.driver.longest_text:
        pytest.skip(f"{scene.driver.name}: at most {scene.driver.longest_text} characters reach us at once")
    assert await scene.driver.deliver(Arrival(1, text=text)) is Answer.ACCEPTED
    [stored] = scene.stored()
    assert stored.text == text
    assert stored.kind in (MessageKind.TEXT, MessageKind.EMPTY)


@on_sqlite
async def test_what_people_type_is_never_a_payload(scene: Scene) -> None:
    assert await scene.driver.deliver(Arrival(1, text=A_PAYLOAD)) is Answer.ACCEPTED
    [stored] = scene.stored()
    assert (stored.kind, stored.text, stored.payload) == (MessageKind.TEXT, A_PAYLOAD, None)


@on_sqlite
async def test_a_pressed_button_comes_back_as_its_token(scene: Scene) -> None:
    scene.skip_if_lacking(Sends.CHOICE)
    await scene.driver.deliver(Arrival(1, text="hello"))
    choice = OfferedChoice("tok-12345678", "Wages", "/unpaid_wages")
    assert isinstance(await scene.send("What is it about?", choices=(choice,)), Sent)
    assert await scene.driver.deliver(Arrival(2, Sends.CHOICE, choice.token)) is Answer.ACCEPTED
    stored = scene.stored()[-1]
    assert (stored.kind, stored.token, stored.payload) == (MessageKind.CHOICE, choice.token, None)


@on_sqlite
async def test_a_contact_who_blocks_us_and_comes_back_is_known(scene: Scene) -> None:
    scene.skip_if_lacking(Sends.STOPS, Sends.RESUMES)
    assert await scene.driver.deliver(Arrival(1, Sends.STOPS)) is Answer.ACCEPTED
    assert await scene.driver.deliver(Arrival(2, Sends.RESUMES)) is Answer.ACCEPTED
    assert [(stored.stops, stored.resumes) for stored in scene.stored()] == [(True, False), (False, True)]


@on_sqlite
async def test_a_text_reaches_the_contact_as_it_is(scene: Scene) -> None:
    await scene.driver.deliver(Arrival(1, text="hello"))
    texts = ["Call 116 123.", "Позвоните *сейчас* _тут_ <b>1</b> & 100%", "اتصل \u2068+44 800\u2069 الآن"]
    outcomes = [await scene.send(text) for text in texts]
    assert all(isinstance(outcome, Sent) and outcome.provider_id for outcome in outcomes)
    assert len({outcome.provider_id for outcome in outcomes if isinstance(outcome, Sent)}) == len(texts)
    assert await scene.driver.taken() == texts


@on_sqlite
@pytest.mark.parametrize(
    ("trouble", "errors"),
    [
        (Trouble.UNREACHABLE, {SendError.UNREACHABLE}),
        (Trouble.DOWN, {SendError.PROVIDER_DOWN}),
        (Trouble.THROTTLED, {SendError.THROTTLED}),
        (Trouble.CUT, {SendError.UNCERTAIN}),
        (Trouble.OPTED_OUT, {SendError.CONTACT_STOPPED}),
        (Trouble.NO_SUCH_ADDRESS, {SendError.ADDRESS_INVALID}),
        (Trouble.WRONG_KEY, {SendError.MISCONFIGURED}),
        (Trouble.REFUSED, {SendError.REFUSED}),
    ],
    ids=lambda value: value.value if isinstance(value, Trouble) else "",
)
async def test_trouble_at_the_provider_is_a_value_with_a_policy(
    scene: Scene, trouble: Trouble, errors: set[SendError]
) -> None:
    scene.skip_if_lacking(trouble)
    await scene.driver.deliver(Arrival(1, text="hello"))
    await scene.driver.trouble(trouble)
    outcome = await scene.send("Call 116 123.")
    assert isinstance(outcome, NotSent)
    assert outcome.error in errors
    if trouble is Trouble.THROTTLED:
        assert outcome.after == pytest.approx(THROTTLE_SECONDS, abs=1)
    if trouble is not Trouble.UNREACHABLE:
        assert await scene.driver.taken() == (["Call 116 123."] if trouble is Trouble.CUT else [])


@on_sqlite
async def test_after_trouble_the_next_text_goes_through(scene: Scene) -> None:
    scene.skip_if_lacking(Trouble.DOWN)
    await scene.driver.deliver(Arrival(1, text="hello"))
    await scene.driver.trouble(Trouble.DOWN)
    assert isinstance(await scene.send("first"), NotSent)
    assert isinstance(await scene.send("first"), Sent)
    assert await scene.driver.taken() == ["first"]


@on_sqlite
async def test_a_text_whose_answer_was_lost_is_found_and_not_sent_twice(scene: Scene) -> None:
    scene.skip_if_lacking(Trouble.CUT)
    if not scene.driver.looks_back:
        pytest.skip(f"{scene.driver.name}: the provider cannot list what it sent")
    await scene.driver.deliver(Arrival(1, text="hello"))
    await scene.driver.trouble(Trouble.CUT)
    since = now()
    outbound = await scene.outbound("Call 116 123.")
    assert await scene.channel.find_sent(outbound, since) is None
    assert isinstance(await scene.channel.send(outbound), NotSent)
    assert isinstance(await scene.channel.find_sent(outbound, since), Sent)
    assert await scene.channel.find_sent(await scene.outbound("Another text."), since) is None


@on_sqlite
async def test_looking_back_never_finds_what_was_not_sent(scene: Scene) -> None:
    await scene.driver.deliver(Arrival(1, text="hello"))
    long_ago = now() - datetime.timedelta(hours=1)
    assert await scene.channel.find_sent(await scene.outbound("Never sent."), long_ago) is None


CHOICES = tuple(OfferedChoice(f"token-{n}", f"Title {n}", f"/topic_{n}") for n in range(1, 4))
REPLIES = {
    "short": Reply(("It is illegal.", "Call 116 123."), "en"),
    "one paragraph": Reply(("Вы можете уйти.",), "ru"),
    "long": Reply(("It is illegal. " * 20, "Call 116 123.", *("Next comes this. " * 30,) * 6), "en"),
    "longer than any message": Reply(("It is illegal.", "Call 116 123.", "Word " * 3000), "en"),
    "no spaces": Reply(("护照是你的。", "拨打110", "打电话给我们" * 1000), "zh"),
}


@pytest.mark.long("shapes and sends many replies")
@on_sqlite
@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
@pytest.mark.parametrize("choices", [(), CHOICES], ids=["plain", "with choices"])
async def test_a_shaped_reply_starts_with_the_answer_loses_nothing_and_can_be_sent(
    scene: Scene, reply: Reply, choices: tuple[OfferedChoice, ...]
) -> None:
    shaped = scene.channel.shape(reply, choices)
    assert shaped.texts
    assert all(text.strip() for text in (*shaped.texts, *shaped.more))
    assert shaped.texts[0].startswith(reply.paragraphs[0].strip()[:12])
    words = "".join("".join((*shaped.texts, *shaped.more)).split())
    for paragraph in reply.paragraphs:
        assert len(words) >= len("".join(paragraph.split()))
        assert "".join(paragraph.split())[-4:] in words
    if len(reply.paragraphs) > 1:
        assert "".join(reply.paragraphs[1].split()) in "".join(shaped.texts[0].split())
    if choices and scene.channel.name in TYPES_CHOICES:
        assert all(choice.title in "".join((*shaped.texts, *shaped.more)) for choice in choices)
    await scene.driver.deliver(Arrival(1, text="hello"))
    for number, text in enumerate((*shaped.texts, *shaped.more), start=1):
        last = choices if number == len(shaped.texts) else ()
        assert isinstance(await scene.send(text, choices=last), Sent)


@pytest.mark.long("takes every kind of message and trouble")
@on_sqlite
async def test_no_text_address_or_key_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "xyzzy plugh"
    await scene.driver.deliver(Arrival(1, text=secret))
    if Proof.FORGED not in scene.driver.lacks:
        await scene.driver.deliver(Arrival(2, text=secret), Proof.FORGED)
    await scene.send(secret)
    for trouble in (Trouble.DOWN, Trouble.CUT, Trouble.NO_SUCH_ADDRESS):
        if trouble not in scene.driver.lacks:
            await scene.driver.trouble(trouble)
            await scene.send(secret)
    with contextlib.suppress(Exception):
        await scene.channel.find_sent(await scene.outbound(secret), now())
    address = await scene.driver.address(1)
    keys = [str(v) for k, v in scene.driver.settings().items() if "token" in k or "secret" in k]
    written = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for private in (secret, address, *keys):
        assert private not in written
