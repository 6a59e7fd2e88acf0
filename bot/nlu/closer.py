"""What a text asks or says more closely than its topic tells: about us, about a help line, or of rape.

The topics are those that answers are kept for. Below some of them are questions that want an answer of their own, of
one sentence: "are you the police?" is a question about the service. They are few in the training texts of the topics,
so a classifier of its own learns them from texts written for them, beside a sample of everything else.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scipy.sparse import csr_matrix, vstack

from bot.nlu.families import NOT_TAUGHT, PARENTS
from bot.nlu.linear import LinearClassifier, Recipe

NEITHER = "none"
# Texts that are none of these. Trained on all hands but one, asked that one's 8,069 closer texts and 100 others of each
# topic: at 0.6 75% of the closer texts are known and 4.5% of the others are taken for one, at 0.9 62 and 1.9%. With 200
# it is 80 and 7.7%, 65 and 3.4%; with 100 81 and 9.6%, 67 and 4.5%.
OF_EACH_TOPIC = 400
RECIPE = Recipe(C=0.5, bayes=0.1, sharpness=2.0)


def topic_taught(intent: str) -> str | None:
    """The topic that a text with this intent is a training text of; None where it is of none."""
    return None if intent in NOT_TAUGHT else PARENTS.get(intent, intent)


def train(rows: csr_matrix, intents: Sequence[str], texts: Sequence[str]) -> LinearClassifier | None:
    """Train on the rows of features of all training texts; None where no text is closer than its topic."""
    closer = [place for place, intent in enumerate(intents) if intent in PARENTS]
    if not closer:
        return None
    others = _sample(intents, texts)
    labels = [intents[place] for place in closer] + [NEITHER] * len(others)
    return LinearClassifier.train(vstack([rows[closer], rows[others]]).tocsr(), labels, RECIPE)


def closest(classifier: LinearClassifier, row: Any) -> dict[str, Any]:
    """The likeliest of them as {"name", "confidence"}. A low confidence means that the text is none of them."""
    sure = classifier.probabilities(row)
    place = max((place for place, name in enumerate(classifier.classes) if name != NEITHER), key=sure.__getitem__)
    return {"name": classifier.classes[place], "confidence": float(sure[place])}


def _sample(intents: Sequence[str], texts: Sequence[str]) -> list[int]:
    """The places of some texts of each topic, the same ones each time."""
    of_topic: dict[str, list[int]] = defaultdict(list)
    for place, intent in enumerate(intents):
        if intent not in PARENTS:
            of_topic[intent].append(place)
    return sorted(
        place
        for places in of_topic.values()
        for place in sorted(places, key=lambda place: zlib.crc32(texts[place].encode()))[:OF_EACH_TOPIC]
    )
