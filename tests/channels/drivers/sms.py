"""Plays Twilio for the conformance suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.channels.sms.channel import WEBHOOK_PATH, SmsChannel
from bot.conversations.contract import Channel
from bot.conversations.work import Store
from bot.settings import Settings
from tests.channels.conformance import THROTTLE_SECONDS, Answer, Arrival, Driver, Proof, Sends, Trouble
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, Fault, TwilioStandIn, sign

PUBLIC_URL = "https://hotline.example"  # a proxy stands between it and our web app


class SmsDriver(Driver):
    """Twilio's webhooks and REST API."""

    name = "sms"
    lacks: ClassVar[dict[Sends | Proof | Trouble, str]] = {
        Sends.EDITED: "an SMS cannot be edited",
        Sends.CHOICE: "an SMS has no buttons: digits are typed",
    }

    async def start(self) -> None:
        self.twilio = TwilioStandIn()
        await self.twilio.start()
        self.api_url = self.twilio.url

    async def stop(self) -> None:
        await self.twilio.stop()

    def settings(self) -> Mapping[str, Any]:
        return {
            "public_url": PUBLIC_URL,
            "twilio_account_sid": ACCOUNT_SID,
            "twilio_auth_token": AUTH_TOKEN,
            "twilio_from": "+15005550006",
            "twilio_api_url": self.api_url,
        }

    def channel(self, settings: Settings, store: Store) -> Channel:
        return SmsChannel(settings)

    async def deliver(self, arrival: Arrival, proof: Proof = Proof.GENUINE) -> Answer:
        fields = {
            "MessageSid": f"SM{arrival.number:032}",
            "AccountSid": ACCOUNT_SID,
            "From": await self.address(arrival.contact),
            "To": "+15005550006",
            "Body": arrival.text,
            "NumMedia": "0",
            **self._extra(arrival.sends),
        }
        address = PUBLIC_URL + WEBHOOK_PATH
        signatures = {
            Proof.GENUINE: sign(address, fields, AUTH_TOKEN),
            Proof.FORGED: sign(address, fields, "another token"),
            Proof.MISSING: "",
        }
        status, _ = await self.twilio.post(self.base_url + WEBHOOK_PATH, fields, signature=signatures[proof])
        if status >= 500:
            return Answer.FAILED
        return Answer.ACCEPTED if status < 300 else Answer.REFUSED

    async def address(self, contact: int) -> str:
        return f"+4477009{contact:05}"

    async def trouble(self, trouble: Trouble) -> None:
        if trouble is Trouble.UNREACHABLE:
            await self.twilio.stop()
        elif trouble is Trouble.OPTED_OUT:
            self.twilio.opted_out.add(await self.address(1))
        else:
            self.twilio.faults.append(FAULTS[trouble])

    async def taken(self, contact: int = 1) -> list[str]:
        return self.twilio.texts_to(await self.address(contact))

    def _extra(self, sends: Sends) -> dict[str, str]:
        return {
            Sends.MEDIA: {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/1", "MediaContentType0": "image/jpeg"},
            Sends.LOCATION: {"Latitude": "51.5", "Longitude": "-0.12"},
            Sends.STOPS: {"Body": "STOP", "OptOutType": "STOP"},
            Sends.RESUMES: {"Body": "START", "OptOutType": "START"},
        }.get(sends, {})


FAULTS = {
    Trouble.DOWN: Fault(status=503, code=20503),
    Trouble.THROTTLED: Fault(status=429, code=20429, retry_after=THROTTLE_SECONDS),
    Trouble.CUT: Fault(take=True, drop=True),
    Trouble.NO_SUCH_ADDRESS: Fault(status=400, code=21211),
    Trouble.WRONG_KEY: Fault(status=401, code=20003),
    Trouble.REFUSED: Fault(status=400, code=21617),
}
