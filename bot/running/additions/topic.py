"""A topic: an intent, a rule, a file of texts with sources, and training texts in every language."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path

from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages, compiled, po_files
from bot.knowledge.loader import RecordError
from bot.knowledge.lookup import TOPIC_ROLES
from bot.knowledge.rights import TopicRights, load_rights, load_topic
from bot.running.additions import texts
from bot.running.additions.domain import DOMAIN, RULES, UTTER, Project, add_topic, read_project
from bot.running.additions.missing import Missing, faults_in
from bot.running.additions.skeletons import filled
from bot.settings import Mendable

TOPICS = "data/knowledge/topics"
LINES = "bot/knowledge/lookup.py"
TITLES_FILE = "bot/replies/phrases/titles.py"
TITLE = "topic title"  # the context of titles in the catalogues


def begin(root: Path, topic: str) -> list[Path]:
    """Make the files; returns those that were written. Raises Mendable for a topic that is there."""
    file = root / TOPICS / f"{topic}.yml"
    if file.exists() or topic in read_project(root).topics:
        raise Mendable(f"{topic}: is there already; `rightsline check {topic}` says what is missing")
    file.write_text(filled("topic.yml", name=topic), "utf-8")
    english = root / texts.NLU / f"{SOURCE_LANGUAGE}.yml"
    english.write_text(f"{english.read_text('utf-8').rstrip()}\n  - intent: {topic}\n    examples: |\n", "utf-8")
    return [file, *add_topic(root, topic), english]


def is_one(root: Path, name: str) -> bool:
    """Whether there is a topic of this name, finished or not."""
    return (root / TOPICS / f"{name}.yml").is_file() or name in read_project(root).topics


def missing(root: Path, topic: str) -> Iterator[Missing]:
    """What the topic still needs, the most urgent first."""
    project = read_project(root)
    if topic not in project.topics:
        yield Missing(DOMAIN, f"intents: {topic} is missing; add `- {topic}`")
    yield from _missing_answer(root, project, topic)
    yield from _missing_faults(root, topic)
    for language in available_languages():
        yield from _missing_training(language, topic, texts.training_texts(root / texts.NLU / f"{language}.yml")[topic])
    files = {language: root / texts.EVALUATION / f"{language}.jsonl" for language in available_languages()}
    left = [language for language, file in files.items() if not texts.evaluation_texts(file)[topic]]
    if left and topic not in texts.NEVER_TYPED:
        what = f"no text of {topic} tells how well it is understood in {', '.join(left)}; let somebody else write some"
        yield Missing(texts.EVALUATION, what, is_needed=False)


def problems(root: Path) -> Iterator[Missing]:
    """Of all topics what they need to be understood and answered. That their files load is seen elsewhere."""
    project = read_project(root)
    for topic in sorted({*project.topics, *(file.stem for file in (root / TOPICS).glob("*.yml"))}):
        if topic not in project.topics:
            yield Missing(DOMAIN, f"intents: {topic} is missing; add `- {topic}`")
        yield from _missing_answer(root, project, topic)
    for language in available_languages():
        found = texts.training_texts(root / texts.NLU / f"{language}.yml")
        for topic in project.topics:
            yield from _missing_training(language, topic, found[topic])


def _missing_answer(root: Path, project: Project, topic: str) -> Iterator[Missing]:
    """The rule, and words for what it says."""
    answers = project.answers.get(topic, ())
    if not answers:
        rule = f"{{rule: {topic}, steps: [{{intent: {topic}}}, {{action: {UTTER}{topic}}}]}}"
        yield Missing(RULES, f"no rule answers {topic}; add `- {rule}`")
    for action in answers:
        if action.startswith(UTTER) and action not in project.responses:
            yield Missing(DOMAIN, f"responses: {action} is missing; add `{action}: [{{text: {action}}}]`")
    file = root / TOPICS / f"{topic}.yml"
    if not file.is_file() and topic not in texts.NEVER_TYPED:
        yield from _missing_words(topic, answers)


def _missing_faults(root: Path, topic: str) -> Iterator[Missing]:
    """What is wrong with its file, and what its texts still need."""
    file = root / TOPICS / f"{topic}.yml"
    if not file.is_file():
        return
    try:
        about = load_topic(file)
        rights = load_rights(root / "data" / "knowledge")
    except RecordError as problem:
        yield from faults_in(root, problem)
        return
    if not any(topic in other.next for other in rights.topics):
        yield Missing(TOPICS, f"no other topic names {topic} in its `next`, so nobody is offered it", False)
    if topic not in TOPIC_ROLES:
        yield Missing(LINES, f"TOPIC_ROLES: does not say which help lines serve {topic}; hotlines are given", False)
    yield from _missing_translations(root, about)


def _missing_words(topic: str, answers: tuple[str, ...]) -> Iterator[Missing]:
    """Of a topic without a file, which may be one of the service's own with its words in bot/replies."""
    from bot.replies.compose import GUIDED, RESPONSES  # it reads all topics, and one of them may not load
    from bot.replies.phrases.titles import TITLES

    if f"{UTTER}{topic}" in answers and f"{UTTER}{topic}" not in RESPONSES | GUIDED:
        yield Missing(f"{TOPICS}/{topic}.yml", "is missing; copy another topic's and write what is told on this one")
    elif topic not in TITLES:
        yield Missing(TITLES_FILE, f"{topic} has no title; write it, or {TOPICS}/{topic}.yml with all that is told")


def _missing_translations(root: Path, about: TopicRights) -> Iterator[Missing]:
    said = {(TITLE, title) for title in (about.title, about.sms_title) if title} | {
        (f"{about.topic}.answer", about.answer)
    }
    said |= {(text.id, text.text) for text in (*about.steps, *about.cautions)}
    said |= {(rule.id, rule.text) for rule in about.rules if not rule.operator_only}
    for language, po in po_files(root / "locales").items():
        if language not in available_languages():
            continue
        with compiled(po).open("rb") as file:
            known = gettext.GNUTranslations(file)
        left = [text for context, text in said if known.pgettext(context, text) == text]
        if left:
            what = f"{len(left)} of {len(said)} texts of {about.topic} are not translated; `make catalogues`, translate"
            yield Missing(str(po.relative_to(root)), what)


def _missing_training(language: str, topic: str, found: int) -> Iterator[Missing]:
    least = texts.least_of(topic)
    if topic not in texts.NEVER_TYPED and found < least:
        yield Missing(f"{texts.NLU}/{language}.yml", f"intent {topic}: has {found} texts; write at least {least}")
