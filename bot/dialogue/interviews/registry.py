"""The kinds of interview; a new one is a file beside this and its name here."""

from __future__ import annotations

from bot.dialogue.interviews import (
    call_back,
    compensation,
    erasing,
    family,
    job_offer,
    professional,
    return_home,
    signs,
)
from bot.dialogue.interviews.kind import Kind

KINDS: dict[str, Kind] = {
    module.KIND.topic: module.KIND
    for module in (signs, job_offer, return_home, family, professional, compensation, erasing, call_back)
}
