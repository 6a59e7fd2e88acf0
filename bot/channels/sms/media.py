"""Pictures and sounds that Twilio keeps: named by a webhook, fetched from Twilio's own hosts and no other.

https://www.twilio.com/docs/messaging/api/media-resource. An address in a post is never connected to: of it only the
SIDs are taken. Twilio answers with a redirect to its store, which gets no credentials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.channels.fetching import read_at_most
from bot.conversations.contract import Attachment, FileGone, FileKind

API = "https://api.twilio.com"
MOST_MEDIA = 10  # of a message
MEDIA = re.compile(
    r"https://[^/?#\s]+/2010-04-01/Accounts/AC[0-9a-fA-F]{32}/Messages/((?:SM|MM)[0-9a-fA-F]{32})/Media/(ME[0-9a-fA-F]{32})"
)
REFERENCE = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}/ME[0-9a-fA-F]{32}")
# Where Twilio redirects to: support.twilio.com, "Protect Media Access with HTTP Basic Authentication".
STORE = re.compile(r"[a-z0-9-]+\.twiliocdn\.com|s3-external-1\.amazonaws\.com")
MOST_REDIRECTS = 3
TOTAL_SECONDS, CONNECT_SECONDS = 30.0, 5.0
KINDS = {"image": FileKind.PICTURE, "audio": FileKind.SOUND, "video": FileKind.VIDEO}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_THERE = frozenset({400, 401, 403, 404, 410})


def attachments_in(form: Mapping[str, str]) -> Iterator[Attachment]:
    """The media that a post names."""
    number = form.get("NumMedia", "0")
    for place in range(min(int(number), MOST_MEDIA) if number.isdecimal() and number.isascii() else 0):
        found = MEDIA.fullmatch(form.get(f"MediaUrl{place}", ""))
        if found:
            main = form.get(f"MediaContentType{place}", "").partition("/")[0].lower()
            yield Attachment(KINDS.get(main, FileKind.DOCUMENT), f"{found[1]}/{found[2]}")


async def fetch(reference: str, largest: int, account: tuple[str, str], api_url: str | None) -> bytes:
    """The media of an Attachment. `account`: SID and token. See FetchesFiles."""
    if not REFERENCE.fullmatch(reference):
        raise FileGone("no reference of ours")
    message, _, media = reference.partition("/")
    api = api_url or API
    address = f"{api}/2010-04-01/Accounts/{account[0]}/Messages/{message}/Media/{media}"
    credentials: aiohttp.BasicAuth | None = aiohttp.BasicAuth(*account)
    timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for _hop in range(MOST_REDIRECTS + 1):
            async with session.get(address, auth=credentials, allow_redirects=False) as answer:
                if answer.status not in REDIRECTS:
                    if answer.status in NOT_THERE:
                        raise FileGone(str(answer.status))
                    answer.raise_for_status()
                    return await read_at_most(answer.content.iter_any(), answer.content_length, largest)
                address = urljoin(address, answer.headers.get("Location", ""))
            if not _is_twilios(address, api):
                raise FileGone("redirected elsewhere")
            credentials = None
    raise FileGone("redirected too often")


def _is_twilios(address: str, api: str) -> bool:
    """Whether an address that Twilio redirects to is its own: its store, or the server that stands for it in tests."""
    there = urlsplit(address)
    if (there.scheme, there.netloc) == urlsplit(api)[:2]:
        return True
    return there.scheme == "https" and bool(STORE.fullmatch(there.netloc))
