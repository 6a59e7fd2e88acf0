"""Who a reply is for."""

from __future__ import annotations

from dataclasses import dataclass

SMS, TELEGRAM, WEBCHAT = "sms", "telegram", "webchat"


@dataclass(frozen=True)
class Situation:
    """What a reply depends on beside its name.

    `language`: ISO 639. `country`: where the contact is, ISO 3166-1 alpha-2, None when not known. `country_guessed`:
    the contact has not said so. `phone_country`: whose prefix the contact's number has. `channel`: sms, telegram or
    webchat. `first`: nothing was said to this contact before. `latin_letters`: the contact writes a language of another
    script in Latin letters, and their phone may not show its own. `said`: what the contact has just written. `also`:
    topics that the same text asks for beside the one that is answered. `times_told`: how often that one was answered
    before. `is_quiet`: they cannot speak aloud. `is_country_new`: another country than the last answer was for.
    `instead`: what the text may mean instead of what it is answered on, the likeliest first; None where it is sure.
    `is_afraid`: they wrote that they fear the police or an immigration office. `region`: the part of a country where
    they are, ISO 3166-2, None when not known.
    """

    language: str
    country: str | None = None
    country_guessed: bool = False
    phone_country: str | None = None
    channel: str = WEBCHAT
    first: bool = False
    latin_letters: bool = False
    said: str = ""
    also: tuple[str, ...] = ()
    times_told: int = 0
    is_quiet: bool = False
    is_country_new: bool = False
    instead: tuple[str, ...] | None = None
    is_afraid: bool = False
    region: str | None = None
