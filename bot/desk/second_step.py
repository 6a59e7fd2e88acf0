"""The pages of the second factor: setting one up, and being asked for its code after the password."""

from __future__ import annotations

import secrets

import segno
from itsdangerous import BadSignature
from starlette.responses import Response

from bot.conversations.audit import count, record
from bot.desk import accounts, attempts, devices, entering, second_factor, texts
from bot.desk.accounts import Operator
from bot.desk.guard import Visit
from bot.privacy.signing import sign, signed

HALF_LASTS_SECONDS = 300  # between password and code
SIGNED_AS = "desk second step"
OWN = "/account/second-factor"
QR_SCALE, QR_BORDER = 4, 4  # pixels a module, modules of quiet zone (ISO/IEC 18004)


def ask(visit: Visit, operator: Operator, wanted: str, *, status: int = 200, problem: str | None = None) -> Response:
    """The page that asks for the code, after the right password."""
    half = sign(visit.desk.store.vault.signing(), SIGNED_AS, f"{operator.id}.{_state(visit, operator.id)}")
    return visit.page("second_step.html", status, half=half, wanted=wanted, problem=problem)


def log_in(visit: Visit) -> Response:
    """Check the code, and open the session. Too many guesses wait a minute, or a day; a right code works once."""
    desk, wanted = visit.desk, entering.own_path(visit.form.get("next", "/"))
    operator = _half(visit)
    if operator is None:
        return visit.page("login.html", 401, wanted=wanted, problem=texts.CODE_TOO_LATE)
    device = devices.known(visit, operator.name)
    counted = attempts.by_device(device) if device else attempts.by_code(operator.id)
    of_day = attempts.by_day(operator.id, _state(visit, operator.id), device)
    if not attempts.try_once(desk.store, counted):
        return _refuse(visit, operator, wanted, "too_many_attempts", texts.TOO_MANY_ATTEMPTS)
    if not attempts.try_once(desk.store, of_day):
        return _refuse(visit, operator, wanted, "too_many_codes", texts.TOO_MANY_CODES)
    with desk.store.write() as work:
        used = second_factor.passes(work, operator.id, visit.form.get("code", ""))
        if used is None:
            count(work, operator.id, "code_failed")
        else:
            attempts.forget(work, counted)
            if used == second_factor.RECOVERY:
                record(work, operator.id, "recovery_code_used", None)
            token = entering.begin(visit, work, operator.id)
    if used is None:
        return ask(visit, operator, wanted, status=401, problem=texts.CODE_FAILED)
    return entering.come_in(*(visit, operator.name, token), OWN if used == second_factor.RECOVERY else wanted)


def _refuse(visit: Visit, operator: Operator, wanted: str, what: str, problem: str) -> Response:
    with visit.desk.store.write() as work:
        count(work, operator.id, what)
    return ask(visit, operator, wanted, status=429, problem=problem)


def page(visit: Visit) -> Response:
    """One's own second factor."""
    return _show(visit)


def begin(visit: Visit) -> Response:
    """Make a secret and show it, as a code for the phone's camera and to type."""
    with visit.desk.store.write() as work:
        if second_factor.has_one(work, visit.operator.id):
            return visit.go(OWN)
        secret = second_factor.begin(work, visit.operator.id)
    return _show(visit, secret=secret)


def confirm(visit: Visit) -> Response:
    """The first code shows that the phone has the secret. The recovery codes are shown, only now."""
    if not _may_try(visit):
        return _show(visit, 429, secret=_begun(visit), problem=texts.TOO_MANY_ATTEMPTS)
    with visit.desk.store.write() as work:
        if second_factor.has_one(work, visit.operator.id):
            return visit.go(OWN)
        codes = second_factor.confirm(work, visit.operator.id, visit.form.get("code", ""))
        if codes is not None:
            record(work, visit.operator.id, "second_factor_set", None)
    if codes is None:
        return _show(visit, 400, secret=_begun(visit), problem=texts.CODE_FAILED)
    return _show(visit, codes=codes)


def new_codes(visit: Visit) -> Response:
    """Make new recovery codes, for who knows the password."""
    if (refused := _refused(visit)) is not None:
        return refused
    with visit.desk.store.write() as work:
        codes = second_factor.new_recovery_codes(work, visit.operator.id)
        record(work, visit.operator.id, "recovery_codes_made", None)
    return _show(visit, codes=codes)


def remove(visit: Visit) -> Response:
    """Take one's own second factor away, to set it up on another phone, for who knows the password."""
    if (refused := _refused(visit)) is not None:
        return refused
    with visit.desk.store.write() as work:
        second_factor.remove(work, visit.operator.id)
        record(work, visit.operator.id, "second_factor_removed", None)
    return visit.go(OWN, "second-factor-removed")


def _show(
    visit: Visit,
    status: int = 200,
    *,
    secret: str | None = None,
    codes: list[str] | None = None,
    problem: str | None = None,
) -> Response:
    with visit.desk.store.read() as work:
        has_one = second_factor.has_one(work, visit.operator.id)
        left = second_factor.codes_left(work, visit.operator.id)
    hotline = visit.desk.settings.hotline
    picture = _picture(second_factor.address(secret, visit.operator.name, hotline.name)) if secret else None
    return visit.page(
        *("second_factor.html", status),
        has_one=has_one,
        left=left,
        secret=secret,
        picture=picture,
        codes=codes,
        problem=problem,
        needed=visit.operator.role.value in hotline.second_factor,
    )


def _refused(visit: Visit) -> Response | None:
    if not _may_try(visit):
        return _show(visit, 429, problem=texts.TOO_MANY_ATTEMPTS)
    if accounts.log_in(visit.desk.store, visit.operator.name, visit.form.get("password", "")) is None:
        return _show(visit, 400, problem=texts.NOT_PROVEN)
    return None


def _may_try(visit: Visit) -> bool:
    if visit.session is None:
        raise LookupError("nobody is logged in")
    if attempts.try_once(visit.desk.store, attempts.by_session(visit.session.token_hash)):
        return True
    with visit.desk.store.write() as work:
        count(work, visit.operator.id, "too_many_attempts")
    return False


def _begun(visit: Visit) -> str | None:
    with visit.desk.store.read() as work:
        found = second_factor.of(work, visit.operator.id)
    return found.secret if found else None


def _half(visit: Visit) -> Operator | None:
    """Who the form says has given the password; None where that is long ago, or something has changed since."""
    try:
        keys, half = visit.desk.store.vault.signing(), visit.form.get("half", "")
        number, _, state = signed(keys, SIGNED_AS, half, HALF_LASTS_SECONDS)[0].partition(".")
    except BadSignature:
        return None
    with visit.desk.store.read() as work:
        operator = accounts.by_id(work, int(number))
    return operator if not operator.disabled and secrets.compare_digest(state, _state(visit, operator.id)) else None


def _state(visit: Visit, operator_id: int) -> str:
    """Changes with the password, so that a form from before it opens nothing."""
    with visit.desk.store.read() as work:
        return work.vault.address_hash("desk half", accounts.stored_hash(work, operator_id))


def _picture(address: str) -> str:
    """An SVG to put into the page: segno's own path of numbers, with nothing in it that somebody wrote."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=QR_SCALE, border=QR_BORDER, light="#fff"))
