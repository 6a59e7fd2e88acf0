"""Decide whether to answer at once or to ask what was meant. What each mistake would cost decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.families import BY_URGENCY, FAMILY_OF, PARENTS, family_shares
from bot.nlu.language import LANGUAGE, METADATA, is_in_none_of_ours
from bot.nlu.mentions import NOT, THEIRS
from bot.nlu.parse_keys import CLOSER, CONCEPTS, NEEDS, PARTS, PEAKS, RANKING, by_topic
from bot.nlu.topic_features import MOSTLY
from bot.text.words import WORD, words_of

FEW_WORDS = 8
ANSWER, ASK, NONE = "answer", "ask", "none"
OUT_OF_SCOPE = "out_of_scope"
ANOTHER_LANGUAGE = "change_language"
MOST_NEEDS = 4
MENU = "menu"
CRY, WORDS_OF_A_CRY = "cry_for_help", 4  # a longer text says why
WORDS_OF_A_BARE_CRY = 2  # "how can you help me" asks for the list
# So does one with a word for what is done to somebody: "help he kills me".
DEEDS = frozenset({"kill", "beat", "hurt", "weapon", "lock", "rape", "threaten", "suicide", "self_harm"})
# "are you there?" is like it in every language, but names none of these.
OF_POLICE, OFFICES = "are_you_police", frozenset({"police", "immigration_officer", "report", "deport", "prison"})
UNSAFE = "unsafe"
RAPE = "sexual_violence"
NEAR_RAPE = frozenset({"sexual_exploitation", "threats_violence", "emergency", "distress", "medical_help"})
# What a text that is sure to be about something else must name, to be answered as rape all the same: "threatened me
# with a knife" sounds like it. Across hands 50 of 50 texts of rape are still heard.
OF_RAPE = frozenset({"rape", "touch", "sex"})
BESIDE_URGENT = 0.6  # danger or despair that is less sure
# Said of the conversation in few words, these sound like despair or danger to who knows only topics. Across hands
# (11, 13 and 17, texts of up to eight words) no danger is lost by them.
OF_THE_TALK = frozenset({"explain_again"})
# Somebody who was raped, who cannot speak or who calls for help is answered as such where danger now is only likely.
BESIDE_URGENCY = frozenset({"sexual_violence", "cannot_talk", "cry_for_help"})
LEAST_LEFT = 0.2  # of the probability, for the topics beside one that is ruled out, that says anything of them
THRESHOLDS = {  # of all others: answer
    OUT_OF_SCOPE: "none",
    "talk_to_human": "person",
    **dict.fromkeys(("menu", "greet", "thank", "goodbye", "about_service", "change_language"), "light"),
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerOrAsk(GraphComponent):
    """Adds "decision" to a parse: "answer" the intent, "ask" which topic is meant, or "none": not our subject.

    For "ask" the intent becomes nlu_fallback; the ranking stays, so that the likeliest topics can be offered.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How sure to be; chosen on held-out training texts, see docs/understanding.md."""
        return {
            "answer": 0.85,  # a wrong answer costs more than a question
            "likely": 0.55,  # enough if the next topics are of the same family, because these are helped alike
            "family": 0.9,
            "closer": 0.6,  # a question about us or about a help line, where no topic is sure
            "closer_first": 0.9,  # the same where one is likely, or the text is none of ours
            "closer_talk": 0.95,  # "again, but shorter": few words that sound like something else
            # who is made to sell sex needs another answer than who was raped
            "closer_in": {"sexual_violence": 0.9},
            "need": 0.65,  # in a clause of its own, of a text that is not clear as a whole
            "need_beside": 0.8,  # the same beside what the whole text is sure to be about
            "urgent": {"emergency": 0.2, "distress": 0.25},  # a missed emergency costs most
            "urgent_short": {"emergency": 0.2, "distress": 0.4},  # few words alone tell little of what somebody feels
            "urgent_long": 0.3,  # of a whole text with passages: many sad sentences make despair likely by themselves
            "urgent_passage": 0.85,  # a passage of a longer text says so, whatever the others are about
            "urgent_doubt": 0.05,  # so little is enough to ask, instead of saying that it is none of ours
            "person": 0.5,  # a person who comes without need costs less than one who was asked for and does not come
            "light": 0.5,  # a greeting, a list or a word about ourselves for nothing costs as little as a question
            "none": 0.65,  # whoever is turned away may not write again; a needless question costs little
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerOrAsk:
        """The component; there is nothing to train."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide for each message."""
        for message in messages:
            text, ranking = message.get(TEXT) or "", message.get(RANKING) or []
            if text.startswith("/"):
                message.set("decision", ANSWER, add_to_output=True)
                continue
            asks_for_another = _asks_for_another_language(message)
            if not asks_for_another:
                ranking = _last(ANOTHER_LANGUAGE, ranking)  # what is offered, where it is asked, still has it
            is_short = len(words_of(text)) <= FEW_WORDS
            peaks: Mapping[str, float] = message.get(PEAKS) or {}
            decision, intent = self.decide(ranking, peaks, is_short=is_short)
            closer = self._closer(message, decision, intent, ranking) or _cry_in(message, intent)
            if closer:
                decision, intent = ANSWER, closer
            parts: Mapping[str, float] = message.get(PARTS) or {}
            needs = self.needs(decision, intent, parts) if decision != NONE and not closer else []
            if needs:
                decision, intent = ANSWER, _confident(needs[0], ranking, parts)
                message.set(NEEDS, needs, add_to_output=True)
            if decision == NONE and (not asks_for_another or is_in_none_of_ours(message.get(LANGUAGE))):
                decision, intent = _ask(ranking)
            message.set("decision", decision, add_to_output=True)
            message.set(INTENT, intent, add_to_output=True)
        return messages

    def decide(
        self, ranking: list[dict[str, Any]], peaks: Mapping[str, float], *, is_short: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """The decision for a ranking (likeliest first, may be empty), and the intent that follows from it.

        `peaks`: of a longer text, how likely each topic is in the passage where it is likeliest. `is_short`: of a few
        words, which are often said in the middle of something else ("no, not that", "last month, I think").
        """
        sure = by_topic(ranking)
        urgent = [
            {"name": name, "confidence": where[name]}
            for name, alone in self._config["urgent_short" if is_short else "urgent"].items()
            for where, enough in (
                (sure, self._config["urgent_long"] if peaks else alone),
                (peaks, self._config["urgent_passage"]),
            )
            if where.get(name, 0.0) >= enough
        ]
        if urgent:
            return ANSWER, max(urgent, key=lambda topic: topic["confidence"])
        if ranking and (self._is_sure_of(ranking[0]) or self._is_sure_of_family(sure)):
            if ranking[0]["name"] != OUT_OF_SCOPE:
                return ANSWER, ranking[0]
            if not self._may_be_urgent(sure, peaks):
                return NONE, ranking[0]
        return _ask(ranking)

    def needs(self, decision: str, intent: Mapping[str, Any], parts: Mapping[str, float]) -> list[str]:
        """What a text asks for by what each of its parts says, the most urgent first; nothing where no part is sure.

        What the whole is sure to be about is one of them; then the others must be surer than where it is about none.
        """
        is_sure = decision == ANSWER
        if is_sure and intent["name"] not in BY_URGENCY:
            return []
        enough = self._config["need_beside" if is_sure else "need"]
        urgent = dict.fromkeys(self._config["urgent"], self._config["urgent_passage"])  # an alarm takes as much as ever
        found = {topic for topic in BY_URGENCY if parts.get(topic, 0.0) >= urgent.get(topic, enough)}
        if is_sure:
            found.add(str(intent["name"]))
        return sorted(found, key=BY_URGENCY.index)[:MOST_NEEDS]

    def _closer(
        self, message: Message, decision: str, intent: Mapping[str, Any], ranking: list[dict[str, Any]]
    ) -> dict[str, Any] | None:
        """What a text asks more closely, unless what it was read as is surer or cannot wait."""
        found: dict[str, Any] | None = message.get(CLOSER)
        if not found:
            return None
        name, confidence = str(found["name"]), float(found["confidence"])
        likely, sure = float(self._config["closer"]), float(self._config["closer_first"])
        first: Mapping[str, Any] = ranking[0] if ranking else {"name": "", "confidence": 0.0}
        if name == CRY and not _says_nothing_else(message):
            return None
        if name == OF_POLICE and not OFFICES & set(message.get(CONCEPTS) or ()):
            return None
        is_short = len(words_of(message.get(TEXT) or "")) <= FEW_WORDS
        if decision == ANSWER and name in OF_THE_TALK and is_short and confidence >= self._config["closer_talk"]:
            return None if (DEEDS | {UNSAFE}) & set(message.get(CONCEPTS) or ()) else found
        if decision == ANSWER and intent["name"] in self._config["urgent"]:
            is_doubtful = name in BESIDE_URGENCY and float(intent["confidence"]) < BESIDE_URGENT
            return found if is_doubtful and confidence >= likely else None
        if decision == ANSWER and intent["name"] != PARENTS[name]:
            is_said = name != RAPE or float(intent["confidence"]) < BESIDE_URGENT or _names_it(message)
            return found if name in BESIDE_URGENCY and confidence >= sure and is_said else None
        is_open = float(first["confidence"]) < BESIDE_URGENT and (name != RAPE or first["name"] in NEAR_RAPE)
        is_near = decision == ANSWER or (decision == ASK and is_open)
        enough = self._config["closer_in"].get(name, likely) if is_near else sure
        return found if confidence >= enough else None

    def _is_sure_of_family(self, likely: Mapping[str, float]) -> bool:
        """Whether a topic is likely, and the others that may be meant are of its family."""
        name, confidence = max(likely.items(), key=lambda topic: topic[1], default=("", 0.0))
        family = FAMILY_OF.get(name)
        if family is None or confidence < self._config["likely"]:
            return False
        return family_shares(likely)[family] >= float(self._config["family"])

    def _is_sure_of(self, first: dict[str, Any]) -> bool:
        enough: float = self._config[THRESHOLDS.get(str(first["name"]), "answer")]
        return float(first["confidence"]) >= enough

    def _may_be_urgent(self, sure: Mapping[str, float], peaks: Mapping[str, float]) -> bool:
        """Whether somebody in despair or danger might be told that this is none of ours."""
        return any(
            sure.get(name, 0.0) >= self._config["urgent_doubt"] or peaks.get(name, 0.0) >= self._config["urgent_long"]
            for name in self._config["urgent"]
        )


def _says_nothing_else(message: Message) -> bool:
    """Whether a cry for help is all that a text says."""
    few = len(words_of(message.get(TEXT) or "")) <= WORDS_OF_A_CRY
    return few and not DEEDS & set(message.get(CONCEPTS) or ())


def _cry_in(message: Message, intent: Mapping[str, Any]) -> dict[str, Any] | None:
    """A cry for help, where a text that was read as the wish for the list says "help" and no word for a list."""
    said = set(message.get(CONCEPTS) or ())
    is_bare = len(words_of(message.get(TEXT) or "")) <= WORDS_OF_A_BARE_CRY
    is_cry = intent["name"] == MENU and is_bare and "help" in said and MENU not in said
    return {"name": CRY, "confidence": intent["confidence"]} if is_cry else None


def _names_it(message: Message) -> bool:
    """Whether a text has a word for rape or for what is done to a body."""
    return bool(OF_RAPE & set(message.get(CONCEPTS) or ()))


def _confident(topic: str, ranking: list[dict[str, Any]], peaks: Mapping[str, float]) -> dict[str, Any]:
    return {"name": topic, "confidence": max(by_topic(ranking).get(topic, 0.0), peaks.get(topic, 0.0))}


def _ask(ranking: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    doubt = 1.0 - max((float(topic["confidence"]) for topic in ranking), default=0.0)
    return ASK, {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": doubt}


def _asks_for_another_language(message: Message) -> bool:
    """Whether a text that is taken for the wish for another language can be one.

    Not where it only mentions the one that is written already, one that its writer does not know, or one that others
    speak. That they do not know the present one is such a wish, and so is a text of hardly more than a name.
    """
    ranking, text = message.get(RANKING) or [], message.get(TEXT) or ""
    languages = [entity for entity in message.get(ENTITIES) or () if entity["entity"] == "language"]
    if not languages or not ranking or ranking[0]["name"] != ANOTHER_LANGUAGE or _is_only_named(text, languages):
        return True
    known, seen = message.get(METADATA) or {}, message.get(LANGUAGE) or {}
    present = known.get("language")
    read_best = seen.get("language") if seen.get("substantial") and not known.get("language_chosen") else present
    return any(
        entity["value"] == read_best if entity.get("role") == NOT else entity["value"] != present
        for entity in languages
        if entity.get("role") != THEIRS
    )


def _is_only_named(text: str, languages: list[dict[str, Any]]) -> bool:
    words = sum(len(WORD.findall(text[entity["start"] : entity["end"]])) for entity in languages)
    return words >= MOSTLY * len(WORD.findall(text)) and all("role" not in entity for entity in languages)


def _last(topic: str, ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranking with one topic, which it cannot be, last; the others are as likely as if there were no such topic.

    Unless that topic was all but certain: then nothing is known of the others, and none is to be answered.
    """
    others = [each for each in ranking if each["name"] != topic]
    left = 1.0 - sum(float(each["confidence"]) for each in ranking if each["name"] == topic)
    share = left if left >= LEAST_LEFT else 1.0
    rest = [{**each, "confidence": float(each["confidence"]) / share} for each in others]
    return [*rest, {"name": topic, "confidence": 0.0}]
