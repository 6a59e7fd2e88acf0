"""Twilio's form posts as what they mean. Fields: https://www.twilio.com/docs/messaging/guides/webhook-request."""

from __future__ import annotations

import base64
import binascii
import re
import string
from collections.abc import Mapping

from bot.channels.sms.media import attachments_in
from bot.conversations.contract import DeliveryState, Inbound, MessageKind, Receipt, geo_uri

CHANNEL = "sms"
WHATSAPP = "whatsapp:"
# A text message of one of these alone makes Twilio block the number, unless the account says otherwise. Source:
# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
BLOCKING_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
# Twilio signs names and values without anything between them, so a value that may hold another field's name can be made
# of a captured post: what is kept of one has a form of its own. The form of a message's SID:
# https://www.twilio.com/docs/messaging/api/message-resource
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
NUMBER = r"\+?[0-9]{3,20}"  # E.164; without the plus a short code, a network's own form, or a Messenger id
# WhatsApp's users with a user name have no number (since July 2026): country, a dot, up to 128 letters and digits.
# https://www.twilio.com/en-us/changelog/whatsapp-bsuid-format-in-conversations-and-webhook-fields
USER_ID = r"[A-Z]{2}(?:\.ENT)?\.[A-Za-z0-9]{1,128}"
NAME = r"(?=.*[^\W\d_])[^\x00-\x1f:]{1,11}"  # an alphanumeric sender, 3GPP TS 23.040: nobody can answer it
SENDER = re.compile(rf"{NUMBER}|[a-z]{{2,16}}:(?:{NUMBER}|{USER_ID})|{NAME}")

DELIVERY_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,  # WhatsApp
    "undelivered": DeliveryState.UNDELIVERED,
    "failed": DeliveryState.UNDELIVERED,
}

SHORTEST_BASE64 = 80  # a person's longest unbroken run of letters and digits is shorter
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Malformed(ValueError):
    """A post that Twilio would not send."""


def inbound_of(form: Mapping[str, str], signature: str | None = None) -> Inbound:
    """What somebody sent. Raises Malformed for a sender or an id that Twilio would not write. `signature`: the post's.

    Nothing else of the post is kept: not the profile's name, not where Twilio thinks the number is from.
    """
    provider_id, sender = form.get("MessageSid", ""), form.get("From", "").strip()
    if not MESSAGE_SID.fullmatch(provider_id) or not SENDER.fullmatch(sender):
        raise Malformed("MessageSid or From")
    opt_out = form.get("OptOutType", "").upper()
    # a pressed WhatsApp quick reply is the words on it: its payload was written into a template, not made by us
    text = unpacked(form.get("Body") or form.get("ButtonText") or "")
    kind = _kind(form, text)
    return Inbound(
        channel=CHANNEL,
        address=sender,
        provider_id=provider_id,
        kind=kind,
        text=place_of(form) if kind is MessageKind.LOCATION else text,
        stops=opt_out == "STOP",
        resumes=opt_out == "START",
        answered=opt_out == "HELP",
        may_block=not sender.startswith(WHATSAPP) and _word(text) in BLOCKING_WORDS,
        signature=signature,
        attachments=tuple(attachments_in(form)),
    )


def receipt_of(form: Mapping[str, str]) -> Receipt | None:
    """Twilio's word on a text we sent; None for a state that tells nothing (queued). Raises Malformed without an id."""
    provider_id = form.get("MessageSid") or form.get("SmsSid") or ""
    if not MESSAGE_SID.fullmatch(provider_id):
        raise Malformed("MessageSid")
    state = DELIVERY_STATES.get(form.get("MessageStatus", ""))
    error = form.get("ErrorCode") or None
    return Receipt(CHANNEL, provider_id, state, error) if state else None


def unpacked(text: str) -> str:
    """The text of a long SMS that a carrier handed over as base64; any other text as it is.

    Only where it cannot be anything else: long, nothing but base64, and UTF-8 with words in it once decoded.
    """
    joined = text.replace("\r", "").replace("\n", "")
    if len(joined) < SHORTEST_BASE64 or not BASE64.fullmatch(joined):
        return text
    try:
        decoded = base64.b64decode(joined, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
    readable = all(character.isprintable() or character in "\r\n\t" for character in decoded)
    return decoded if readable and any(character.isspace() for character in decoded) else text


def place_of(form: Mapping[str, str]) -> str:
    """The place of a post as a geo URI."""
    return geo_uri(form.get("Latitude", ""), form.get("Longitude", ""))


def _word(text: str) -> str:
    return text.strip(string.whitespace + string.punctuation).lower()


def _kind(form: Mapping[str, str], text: str) -> MessageKind:
    media = form.get("NumMedia", "0")
    if media.isdigit() and int(media) > 0:
        return MessageKind.MEDIA
    if form.get("Latitude") and form.get("Longitude"):
        return MessageKind.LOCATION
    return MessageKind.TEXT if text.strip() else MessageKind.EMPTY
