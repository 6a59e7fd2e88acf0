"""How well texts by other hands are understood: trained on some hands' texts, asked those of all others.

Cross-validation within one writer's texts flatters what has learned that writer's wording, and so misled choices. What
`config.yml` and `bot/nlu` set (shares of features, naive Bayes, sharpness, thresholds) was chosen with this.
The evaluation texts are not touched.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.nlu.closer import topic_taught
from bot.nlu.concepts import DEFAULT_FOLDER as CONCEPTS_FOLDER
from bot.nlu.concepts import Lexicon, concepts_in, read_lexicons
from bot.nlu.decision import OUT_OF_SCOPE, AnswerOrAsk
from bot.nlu.families import DANGER_TOPICS
from bot.nlu.language_evidence import LanguageEvidence
from bot.nlu.linear import LinearClassifier, Recipe, softmax
from bot.nlu.places import Places
from bot.nlu.texts import DEFAULT_FOLDER, TrainingText, folder_of, read_texts
from bot.nlu.topic_features import Seen, TopicFeatures
from bot.nlu.topics import TopicClassifier
from bot.text.letters import script_of

MIXED_IN = "en"
LONG = 30  # words
SHARPNESSES = (1.0, 1.5, 2.0, 2.5, 3.0)
ANSWER_AT = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
NONE_AT = (0.2, 0.3, 0.4, 0.5)
URGENT_AT = (0.05, 0.1, 0.15, 0.2, 0.3)
FLOOR_AT = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
LABOUR = ("unpaid_wages", "working_conditions", "work_permit", "compensation", "legal_aid", "job_offer_check")
EVERYDAY = (OUT_OF_SCOPE, "greet", "thank", "goodbye", "menu", "about_service", "change_language", "affirm", "deny")
URGENT = tuple(AnswerOrAsk.get_default_config()["urgent"])


def main(C: float, bayes: float, sharpness: float, favoured: float, trained: Sequence[int]) -> None:
    """Train, ask, print."""
    texts = read_texts(folder_of(DEFAULT_FOLDER))
    texts = tuple(text for text in texts if topic_taught(text.intent))  # what is asked more closely has no class here
    known, others = ([t for t in texts if (t.hand in trained) is own] for own in (True, False))
    print(f"{len(known)} texts trained on, {len(others)} of other hands asked")
    _languages(known, others)
    _topics(known, others, Recipe(C, bayes, sharpness, {OUT_OF_SCOPE: favoured}))


def _languages(known: Sequence[TrainingText], others: Sequence[TrainingText]) -> None:
    began = time.perf_counter()
    evidence = LanguageEvidence.train((text.language, text.text) for text in known)
    took = time.perf_counter() - began
    own_script = {variety.language: variety.script for variety in evidence.varieties if variety.native}
    for name, native in (("own script", True), ("other script", False)):
        asked = [text for text in others if (script_of(text.text) == own_script[text.language]) is native]
        found = [evidence.of(text.text) for text in asked]
        right = [bool(f) and max(f, key=f.__getitem__) == t.language for f, t in zip(found, asked, strict=True)]
        print(f"language, {name}: {np.mean(right):.3f} of {len(asked)}  (trained in {took:.0f} s)")


def _topics(known: Sequence[TrainingText], others: Sequence[TrainingText], recipe: Recipe) -> None:
    lexicons, places = read_lexicons(folder_of(CONCEPTS_FOLDER)), Places(tuple(sorted({t.language for t in known})))
    features, began = TopicFeatures(), time.perf_counter()
    rows = features.fit([_seen(text, lexicons, places) for text in known])
    classifier = LinearClassifier.train(rows, [str(topic_taught(text.intent)) for text in known], recipe)
    print(f"topics: trained in {time.perf_counter() - began:.0f} s")
    asked = (features.row(_seen(text, lexicons, places)) for text in others)
    scores = np.stack([classifier.scores(row) for row in asked]) / recipe.sharpness
    meant = np.array([classifier.classes.index(str(topic_taught(text.intent))) for text in others])
    long = np.array([len(text.text.split()) > LONG for text in others])
    _print_accuracy(scores, meant, long, classifier.classes.index(OUT_OF_SCOPE))
    for sharpness in SHARPNESSES:
        likely = softmax(scores * sharpness)
        said = likely[np.arange(len(meant)), meant]
        print(f"  sharpness {sharpness}: log loss {-np.log(said + 1e-9).mean():.3f}")
    _print_decisions(softmax(scores * recipe.sharpness), meant, classifier.classes)


def _print_accuracy(
    scores: NDArray[np.float32], meant: NDArray[np.int64], long: NDArray[np.bool_], outside: int
) -> None:
    order = np.argsort(-scores, axis=1)
    right, three = order[:, 0] == meant, (order[:, :3] == meant[:, None]).any(axis=1)
    inside = meant != outside
    print(
        f"in scope: {right[inside].mean():.3f}, first three {three[inside].mean():.3f}, long texts "
        f"{right[inside & long].mean():.3f}; out of scope: {right[~inside].mean():.3f}"
    )


def _print_decisions(likely: NDArray[np.float32], meant: NDArray[np.int64], classes: tuple[str, ...]) -> None:
    outside, best, sure = classes.index(OUT_OF_SCOPE), likely.argmax(axis=1), likely.max(axis=1)
    inside = meant != outside
    for low in (0.2, 0.4, 0.6, 0.8, 0.95):
        here = (sure >= low) & (sure < {0.8: 0.95, 0.95: 1.01}.get(low, low + 0.2))
        print(
            f"  sure from {low}: said {sure[here].mean():.3f}, right {(best == meant)[here].mean():.3f}, {here.sum()}"
        )
    for at in ANSWER_AT:
        answered = (best != outside) & (sure >= at)
        wrong = (answered & (best != meant))[inside].mean()
        print(
            f"  answer at {at}: in scope right {(answered & (best == meant))[inside].mean():.3f}, wrong {wrong:.3f}; "
            f"out of scope answered {answered[~inside].mean():.3f}"
        )
    for at in NONE_AT:
        none = (best == outside) & (sure >= at)
        print(f"  none at {at}: out of scope {none[~inside].mean():.3f}, in scope {none[inside].mean():.3f}")
    urgent = np.maximum(*(likely[:, classes.index(name)] for name in URGENT))
    meant_so = np.isin(meant, [classes.index(name) for name in URGENT])
    for at in URGENT_AT:
        print(
            f"  urgent at {at}: {(urgent >= at)[meant_so].mean():.3f}, of others {(urgent >= at)[~meant_so].mean():.3f}"
        )
    _print_floor(likely, meant, classes)


def _print_floor(likely: NDArray[np.float32], meant: NDArray[np.int64], classes: tuple[str, ...]) -> None:
    """How many texts a number to call stands above, by how likely all topics of danger are together."""
    danger = likely[:, [classes.index(name) for name in DANGER_TOPICS if name in classes]].sum(axis=1)
    kinds = {"of danger": DANGER_TOPICS, "of labour": LABOUR, "everyday": EVERYDAY}
    for at in FLOOR_AT:
        shares = (
            f"{kind} {(danger >= at)[np.isin(meant, places)].mean():.3f}"
            for kind, names in kinds.items()
            for places in ([classes.index(name) for name in names if name in classes],)
        )
        print(f"  floor at {at}: {', '.join(shares)}")


def _seen(text: TrainingText, lexicons: dict[str, Lexicon], places: Places) -> Seen:
    named = [[n.entity, n.start, n.end] for n in places.find(text.text, text.language)]
    return text.text, named, concepts_in(text.text, lexicons, (text.language, MIXED_IN))


if __name__ == "__main__":
    defaults = TopicClassifier.get_default_config()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("C", "bayes", "sharpness"):
        parser.add_argument(f"--{name}", type=float, default=defaults[name])
    parser.add_argument("--favoured", type=float, default=defaults["favoured"][OUT_OF_SCOPE], help="for out of scope")
    parser.add_argument("--trained", type=int, nargs="+", default=[1], help="the hands to train on")
    main(**vars(parser.parse_args()))
