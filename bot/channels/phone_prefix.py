"""What a phone number's prefix says."""

from __future__ import annotations

import phonenumbers


def phone_country(channel: str, address: str) -> str | None:
    """The ISO code of the country whose prefix a phone number has; None for other channels or unknown prefixes."""
    if channel != "sms":
        return None
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(address.removeprefix("whatsapp:")))
    except phonenumbers.NumberParseException:
        return None
    return region if region and region != "001" else None
