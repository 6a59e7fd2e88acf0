"""What a phone number's prefix says."""

from __future__ import annotations

import phonenumbers

# They share their state's prefix and have no record of their own; a guess of the state is the better one.
PART_OF = {"GG": "GB", "JE": "GB", "IM": "GB", "AX": "FI", "SJ": "NO"}
NO_COUNTRY = frozenset({"001", "ZZ"})  # satellite and international services


def phone_country(channel: str, address: str) -> str | None:
    """The ISO code of the country whose prefix a phone number has; None for other channels or unknown prefixes."""
    if channel != "sms":
        return None
    try:
        number = phonenumbers.parse(address.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number)
    # numbers newer than the library's ranges: the first country of the prefix
    region = region or phonenumbers.region_code_for_country_code(number.country_code or 0)
    return None if region in NO_COUNTRY else PART_OF.get(region, region)
