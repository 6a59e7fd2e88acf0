"""The second factor: set up with a phone, asked for after the password, each code once, reset by an administrator."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import delete, select

from bot.conversations import duty, rotation
from bot.conversations.work import Store
from bot.desk import answering, passwords, second_factor, second_step, texts
from bot.desk.accounts import AccountProblem, add_operator
from bot.desk.app import make_desk
from bot.desk.attempts import CODES_A_DAY, WITHIN
from bot.privacy.encryption import FormerKey, SigningKeys, Vault, make_key
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import now
from bot.storage.tables import login_attempt
from tests.desk.conftest import RunningDesk
from tests.desk.making import PASSWORD, Browser, audit_lines, holder_in, waiting_conversation

SECRET = re.compile(r'<code class="secret">([A-Z2-7]{32})</code>')
SPARE = re.compile(r'<code class="secret">([a-z2-9-]{19})</code>')


OTHER = "another long password"
NOON = datetime.datetime(2026, 3, 1, 12, 0, 1, tzinfo=datetime.timezone.utc)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are of one moment, or a step that begins in a test would void what it has just computed."""
    monkeypatch.setattr(second_factor, "now", lambda: NOON)


@pytest.fixture
def desk(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningDesk]:
    """A desk as it is set without a word in hotline.yml."""
    yield RunningDesk(store, make_desk(Settings(var=tmp_path), store))
    passwords._nobodys_hash.cache_clear()


def code(secret: str, steps: int = 0) -> str:
    """What a phone shows, or showed so many steps ago (negative) or will show."""
    return pyotp.TOTP(secret).at(NOON + datetime.timedelta(seconds=30 * steps))


async def set_up(browser: Browser) -> tuple[str, list[str]]:
    """Through the pages; returns the secret and the recovery codes. The code of now is used up by it."""
    await browser.get("/account/second-factor")
    await browser.post("/account/second-factor")
    found = SECRET.search(browser.page)
    assert found
    assert "<svg" in browser.page
    await browser.post("/account/second-factor/confirm", code=code(found[1], -1))
    spare = SPARE.findall(browser.page)
    assert len(set(spare)) == second_factor.CODES
    return found[1], spare


@pytest.mark.parametrize("role", ["supervisor", "administrator"])
async def test_who_may_most_reaches_nothing_before_it_is_set_up(desk: RunningDesk, role: str) -> None:
    chief = await desk.come("Chief", role)
    for path in ("/", "/operators", "/audit", "/statistics", "/conversations/1"):
        assert (await chief.get(path)).url.path == "/account/second-factor", path
    assert (await chief.get("/news")).status_code == 403
    assert "desk.js" not in (await chief.get("/account")).text
    await set_up(chief)
    assert (await chief.get("/audit")).url.path == "/audit"
    assert ("Chief", "second_factor_set", None) in audit_lines(desk.store)


async def test_others_may_and_need_not(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    assert (await amira.get("/")).url.path == "/"
    await set_up(amira)
    response = await desk.browser().log_in("Amira")
    assert 'name="half"' in response.text


async def test_the_password_alone_opens_nothing_and_each_code_opens_once(desk: RunningDesk) -> None:
    chief = await desk.come("Chief", "supervisor")
    secret, _ = await set_up(chief)
    stranger = desk.browser()
    await stranger.log_in("Chief")
    half = stranger.field("half")
    assert half
    assert (await stranger.get("/audit")).url.path == "/login"
    for wrong in ("", "000000" if code(secret) != "000000" else "000001", code(secret, -1), code(secret, -3)):
        await stranger.get("/login")
        response = await stranger.post("/login/code", half=half, code=wrong)
        assert response.status_code == 401, "the one of setting it up is used, the older one too old"
    await stranger.get("/login")
    shown = code(secret)
    response = await stranger.post("/login/code", half=half, code=f"{shown[:3]} {shown[3:]}", next="/audit")
    assert response.url.path == "/audit"
    other = desk.browser()
    await other.log_in("Chief")
    assert (await other.post("/login/code", half=other.field("half"), code=shown)).status_code == 401
    assert ("Chief", "code_failed", None) in audit_lines(desk.store)


async def test_between_password_and_code_a_clock_may_be_set_back_and_keys_rotated(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = await desk.come("Chief", "supervisor")
    secret, _ = await set_up(chief)
    browser = desk.browser()
    await browser.log_in("Chief")
    half = browser.field("half")
    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) - 3)
    rotated = SigningKeys("n" * 64, (FormerKey(desk.store.vault.session_key, int(time.time())),))
    monkeypatch.setattr(Vault, "signing", lambda self: rotated)
    await browser.get("/login")
    response = await browser.post("/login/code", half=half, code=code(secret), next="/audit")
    assert response.url.path == "/audit"


async def test_what_a_leaked_key_signs_is_no_half_of_a_login(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = await desk.come("Chief", "supervisor")
    secret, _ = await set_up(chief)
    browser = desk.browser()
    await browser.log_in("Chief")
    half = browser.field("half")
    monkeypatch.setattr(Vault, "signing", lambda self: SigningKeys("n" * 64))
    await browser.get("/login")
    await browser.post("/login/code", half=half, code=code(secret), next="/audit")
    assert (await browser.get("/audit")).url.path == "/login"


async def test_guesses_are_limited_whoever_guesses(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    secret, _ = await set_up(amira)
    answers = []
    for address in ("192.0.2.1", "192.0.2.2"):
        stranger = desk.browser(address)
        await stranger.log_in("Amira")
        for _ in range(3):
            response = await stranger.post("/login/code", half=stranger.field("half"), code="000000")
            answers.append(response.status_code)
    assert answers == [401] * 5 + [429]
    stranger = desk.browser("192.0.2.3")
    await stranger.log_in("Amira")
    right = await stranger.post("/login/code", half=stranger.field("half"), code=code(secret))
    assert right.status_code == 429, "a right guess does not open either"


async def test_a_day_has_thirty_guesses_which_hinder_neither_who_is_in_nor_a_known_browser(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    secret, _ = await set_up(amira)

    async def guess(browser: Browser, typed: str = "000000", password: str = PASSWORD) -> tuple[int, str]:
        with desk.store.write() as work:  # a minute is over, a day is not
            work.run(delete(login_attempt).where(login_attempt.c.until < now() + WITHIN * 2))
        await browser.log_in("Amira", password)
        response = await browser.post("/login/code", half=browser.field("half"), code=typed)
        return response.status_code, response.text

    strangers = [desk.browser(f"192.0.2.{number}") for number in range(CODES_A_DAY + 1)]
    assert [(await guess(each))[0] for each in strangers] == [401] * CODES_A_DAY + [429]
    status, page = await guess(desk.browser("192.0.2.99"), code(secret))
    assert (status, texts.TOO_MANY_CODES in page) == (429, True), "a right one waits too"
    assert ("Amira", "too_many_codes", None) in audit_lines(desk.store)
    assert (await amira.get("/")).url.path == "/", "who is in stays in"
    await amira.post("/logout", form_token=(await amira.get("/account")) and amira.field("form_token"))
    assert (await guess(amira, code(secret)))[0] == 200, "and who was in before comes in again"
    await amira.get("/account")
    await amira.post("/account", old=PASSWORD, new=OTHER, again=OTHER)
    assert (await guess(desk.browser("192.0.2.98"), code(secret, 1), OTHER))[0] == 200, "a new password begins anew"


def reads(desk: RunningDesk) -> tuple[frozenset[int], frozenset[int]]:
    with desk.store.read() as work:
        return duty.on_duty(work), duty.present(work)


async def test_who_has_yet_to_set_it_up_is_nobody_who_reads(desk: RunningDesk) -> None:
    chief = await desk.come("Chief", "supervisor")
    await chief.client.get("/pulse")
    assert reads(desk) == (frozenset(), frozenset())
    await set_up(chief)
    await chief.get("/")
    assert reads(desk) == ({chief.operator_id}, {chief.operator_id})
    number = waiting_conversation(desk.store, "+447700900001")
    await chief.take(number)
    await chief.get("/account/second-factor")
    await chief.post("/account/second-factor/remove", password=PASSWORD)
    assert reads(desk) == (frozenset(), frozenset()), "nor who has taken it away"
    assert answering.release_of_the_gone(desk.store) == 1
    assert holder_in(desk.store, number) == ("queue", None)


async def test_who_has_yet_to_change_the_password_is_nobody_who_reads(desk: RunningDesk) -> None:
    added = add_operator(desk.store, "Amira", PASSWORD, "operator", handed_out=True)
    amira = desk.browser()
    await amira.log_in("Amira")
    assert reads(desk) == (frozenset(), frozenset())
    await amira.get("/account")
    await amira.post("/account", old=PASSWORD, new=OTHER, again=OTHER)
    assert reads(desk) == ({added}, {added})


async def test_a_recovery_code_opens_once(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    _, spare = await set_up(amira)
    for typed, opens in ((spare[0].upper(), True), (spare[0], False), (spare[1].replace("-", " "), True)):
        browser = desk.browser()
        await browser.log_in("Amira")
        response = await browser.post("/login/code", half=browser.field("half"), code=typed)
        assert (response.url.path == "/account/second-factor") == opens, typed
    assert "8 recovery codes are left" in (await amira.get("/account/second-factor")).text
    await amira.post("/account/second-factor/codes", password="wrong")
    assert texts.NOT_PROVEN in amira.page
    await amira.post("/account/second-factor/codes", password=PASSWORD)
    assert len(set(SPARE.findall(amira.page)) - set(spare)) == second_factor.CODES
    assert [line[1] for line in audit_lines(desk.store)].count("recovery_code_used") == 2
    browser = desk.browser()
    await browser.log_in("Amira")
    old = await browser.post("/login/code", half=browser.field("half"), code=spare[2])
    assert old.status_code == 401, "those from before are void"


@pytest.mark.parametrize("how", ["late", "changed", "forged", "closed"])
async def test_a_form_for_the_code_is_of_who_gave_the_password_just_now(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    amira = await desk.come("Amira")
    secret, _ = await set_up(amira)
    browser = desk.browser()
    await browser.log_in("Amira")
    half = browser.field("half")
    if how == "late":
        monkeypatch.setattr(second_step, "HALF_LASTS_SECONDS", -1)
    elif how == "forged":
        half = half.replace(f"{amira.operator_id}.", f"{amira.operator_id + 1}.", 1)
    with desk.store.write() as work:
        row = tables.operator.update().where(tables.operator.c.id == amira.operator_id)
        if how == "changed":
            work.run(row.values(password_hash=passwords.hash_password("another long password")))
        elif how == "closed":
            work.run(row.values(disabled=True))
    response = await browser.post("/login/code", half=half, code=code(secret))
    assert response.status_code == 401
    assert texts.CODE_TOO_LATE in response.text
    assert (await browser.get("/")).url.path == "/login"


async def test_taking_it_away_needs_the_password(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    await set_up(amira)
    await amira.get("/account/second-factor")
    assert (await amira.post("/account/second-factor/remove", password="wrong")).status_code == 400
    await amira.post("/account/second-factor")
    assert SECRET.search(amira.page) is None, "nor is it replaced by another"
    await amira.post("/account/second-factor/remove", password=PASSWORD)
    assert (await desk.browser().log_in("Amira")).url.path == "/"
    assert ("Amira", "second_factor_removed", None) in audit_lines(desk.store)


async def test_an_administrator_resets_it_for_who_has_lost_the_phone(desk: RunningDesk) -> None:
    admin, amira = await desk.come("Adele", "administrator"), await desk.come("Amira")
    await set_up(admin)
    await set_up(amira)
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    await admin.get("/operators")
    await admin.post(f"/operators/{amira.operator_id}/second-factor")
    assert (await amira.get("/")).url.path == "/login"
    assert holder_in(desk.store, waits) == ("queue", None)
    assert (await desk.browser().log_in("Amira")).url.path == "/"
    assert ("Adele", "second_factor_reset", f"operator-{amira.operator_id}") in audit_lines(desk.store)
    assert (await admin.post(f"/operators/{admin.operator_id}/second-factor")).status_code == 400


async def test_it_is_stored_encrypted_and_outlives_a_change_of_the_keys(desk: RunningDesk) -> None:
    amira = await desk.come("Amira")
    secret, spare = await set_up(amira)
    with desk.store.read() as work:
        stored = b" ".join(bytes(value) for value in work.run(
            select(tables.second_factor.c.secret, tables.second_factor.c.data_key)).one())  # fmt: skip
        hashes = work.run(select(tables.recovery_code.c.code_hash)).scalars().all()
    assert secret.encode() not in stored
    assert not {code.replace("-", "") for code in spare} & set(hashes)
    vault = desk.store.vault
    moved = Store(
        desk.store.database, type(vault)((make_key(), *vault.encryption), vault.address_key, vault.session_key)
    )
    rotation.wrap_all_anew(moved, lambda _: None)
    newest = type(vault)(moved.vault.encryption[:1], vault.address_key, vault.session_key)
    with Store(desk.store.database, newest).read() as work:
        assert second_factor.of(work, amira.operator_id) == second_factor.Factor(secret, is_confirmed=True)
        assert {key for stored in rotation._stored(work) for key in rotation.master_keys_of(stored)} == {
            rotation.key_id(newest.encryption[0])
        }


def test_the_command_line_resets_it_by_name(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        secret = second_factor.begin(work, amira)
        assert second_factor.confirm(work, amira, code(secret))
    second_factor.reset_by_name(store, "AMIRA")
    with store.read() as work:
        assert not second_factor.has_one(work, amira)
        assert second_factor.codes_left(work, amira) == 0
    assert audit_lines(store)[-1] == (None, "second_factor_reset", f"operator-{amira}")
    with pytest.raises(AccountProblem, match="no account named"):
        second_factor.reset_by_name(store, "Nobody")


def test_a_clock_that_is_half_a_minute_off_still_fits(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    for steps, opens in ((-2, False), (-1, True), (0, True), (1, True), (2, False), (0, False)):
        with store.write() as work:
            if steps == -2:
                secret = second_factor.begin(work, amira)
            assert (second_factor.passes(work, amira, code(secret, steps)) == second_factor.CODE) == opens, steps
