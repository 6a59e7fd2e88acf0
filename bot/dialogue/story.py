"""What somebody has told of their situation. Nobody asks it twice, and no answer is given twice in the same words.

Only what they said or picked; kept among Rasa's slots, encrypted with the conversation and erased with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.dialogue.language_and_country import CHANGE_COUNTRY
from bot.dialogue.regions import region_after
from bot.nlu.families import BY_URGENCY, DANGER_TOPICS
from bot.nlu.mentions import HOME, ORIGIN
from bot.nlu.parse_keys import CONCEPTS, NEEDS
from bot.replies.lines import QUESTIONS_ABOUT

SLOT = "story"
CHILD = frozenset({"child", "minor", "pregnant"})
SECTORS = frozenset(
    {
        *("farm", "building_site", "kitchen", "cleaning", "care_work", "household", "factory", "meat", "nail_bar"),
        *("car_wash", "ship", "lorry", "begging", "stealing", "sex_work"),
    }
)
PEOPLE = frozenset({"boss", "foreman", "agent", "trafficker", "landlord", "partner", "family"})
ALARMING = frozenset(DANGER_TOPICS) - {"medical_help", "report_concern"}
ALARM = "emergency"
CALLS = frozenset({"cry_for_help"})
EXPLAIN = "explain_again"
WHAT_NOW = "what_now"
NOT_UNDERSTOOD = "nlu_fallback"


@dataclass(frozen=True)
class Story:
    """What is known of a situation.

    `needs`: topics, in the order in which they came up. `told`: "topic country language" of each answer that was given,
    once for each time. `origin`: where they come from, ISO 3166-1. `sectors` and `people`: concepts of
    data/lexicons/concepts. `cries`: calls for help in a row. `is_quiet`: they said that they cannot speak.
    `line_topic`: the topic whose help line was shown last. `asks_of_line`: the last answer was about that line; who
    wants that answer again or shorter still asks about it. `is_asked_back`: the last text was answered with a question.
    `region`: the part of a country where they are, ISO 3166-2.
    `region_asked`: they were asked for it. `asks_region`: in the last answer.
    """

    needs: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    origin: str | None = None
    sectors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    is_in_danger: bool = False
    has_child: bool = False
    cries: int = 0
    is_quiet: bool = False
    line_topic: str | None = None
    asks_of_line: bool = False
    is_asked_back: bool = False
    region: str | None = None
    region_asked: bool = False
    asks_region: bool = False

    @classmethod
    def read(cls, value: Any) -> Story:
        """From the slot; an empty one where nothing was kept."""
        if not isinstance(value, Mapping):
            return cls()
        known: dict[str, Any] = {each.name: value[each.name] for each in fields(cls) if each.name in value}
        lists = {name: tuple(kept) for name, kept in known.items() if isinstance(kept, list)}
        return cls(**{**known, **lists})

    def write(self) -> dict[str, Any]:
        """For the slot."""
        return asdict(self)

    def times_told(self, topic: str, country: str | None, language: str) -> int:
        """How often the answer on a topic was given, for this country and in this language."""
        return self.told.count(_told(topic, country, language))

    def steps_told(self, country: str | None, language: str) -> int:
        """How many of the next things to do were told after the last answer; before this text, if it asks for one."""
        return max(0, self.times_told(str(self.line_topic), country, language) - 1)

    @property
    def was_alarmed(self) -> bool:
        """Whether the police or an ambulance is what they need first."""
        return ALARM in self.needs

    def after(self, parse: Mapping[str, Any], country: str | None, language: str) -> Story:
        """With what a text tells; `country` and `language`: those that it is answered for."""
        topic = str((parse.get("intent") or {}).get("name"))
        concepts = [str(name) for name in parse.get(CONCEPTS) or ()]
        needs = [each for each in (*(parse.get(NEEDS) or ()), topic) if each in BY_URGENCY]
        origins = [str(e["value"]) for e in parse.get("entities") or () if e.get("role") in (ORIGIN, HOME)]
        about = self.line_topic if topic in (WHAT_NOW, CHANGE_COUNTRY) else topic
        answered = (_told(str(about), country, language),) if about in BY_URGENCY else ()
        return replace(
            self,
            needs=_joined(self.needs, needs),
            told=(*self.told, *answered),
            origin=origins[0] if origins else self.origin,
            sectors=_joined(self.sectors, (name for name in concepts if name in SECTORS)),
            people=_joined(self.people, (name for name in concepts if name in PEOPLE)),
            is_in_danger=self.is_in_danger or bool({*needs, topic} & ALARMING),
            has_child=self.has_child or topic == "child_victim" or bool(CHILD & set(concepts)),
            cries=self.cries + 1 if topic in CALLS else 0,
            is_quiet=self.is_quiet or topic == "cannot_talk",
            line_topic=topic if topic in BY_URGENCY else self.line_topic,
            asks_of_line=topic in QUESTIONS_ABOUT or (topic == EXPLAIN and self.asks_of_line),
            is_asked_back=topic == NOT_UNDERSTOOD,
            region=region_after(self.region, parse, country),
            asks_region=False,
        )


def _told(topic: str, country: str | None, language: str) -> str:
    return f"{topic} {country or '-'} {language}"


def _joined(known: tuple[str, ...], new: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *new)))
