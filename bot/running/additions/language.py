"""A language: training texts, a catalogue, lexicons, and the line that says that it is ready for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.i18n import catalogue_files
from bot.i18n.catalogues import READY, SOURCE_LANGUAGE, headers_of, is_ready, po_files
from bot.i18n.formats import language_name
from bot.replies.checks import problems_of
from bot.running.additions import texts
from bot.running.additions.domain import read_project
from bot.running.additions.missing import Missing, fault_of
from bot.running.additions.skeletons import filled
from bot.running.additions.yaml_files import read_yaml
from bot.settings import Mendable

LEXICONS = "data/lexicons"
CONCEPTS = f"{LEXICONS}/concepts"
GLOSSARY, DATES = "locales/glossary.yml", "tests/dates/answers_to_when.yml"
SITUATIONS, QUESTIONS, DIALOGUES = (f"tests/conversations{folder}" for folder in ("/situations", "/questions", ""))
NOT_TRANSLATED = "is not translated"  # of bot/replies/checks.py
STEMS_SHOWN = 6


def begin(root: Path, language: str) -> list[Path]:
    """Make the files; returns those that were written. Raises Mendable for a language that is there, or is none."""
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        raise Mendable(f"{language}: is no language of CLDR; write its ISO 639-1 code, for example so") from None
    if is_one(root, language):
        raise Mendable(f"{language}: is there already; `rightsline check {language}` says what is missing")
    name = language_name(language, SOURCE_LANGUAGE)
    lexicons = {
        "names": filled("names.yml", language=name),
        "negation": filled("negation.yml", language=name),
        "concepts": _concepts(root, name),
    }
    written = {root / LEXICONS / kind / f"{language}.yml": text for kind, text in lexicons.items()}
    written[root / texts.NLU / f"{language}.yml"] = _training_texts(root, name)
    for file, text in written.items():
        file.write_text(text, "utf-8")
    return [*written, catalogue_files.start(language, root / "locales")]


def is_one(root: Path, name: str) -> bool:
    """Whether there is anything of this language."""
    return name == SOURCE_LANGUAGE or name in po_files(root / "locales") or (root / texts.NLU / f"{name}.yml").is_file()


def missing(root: Path, language: str) -> Iterator[Missing]:
    """What the language still needs, in the order in which it is done."""
    yield from _missing_texts(root, language)
    yield from _missing_lexicons(root, language)
    yield from _missing_tests(root, language)
    if language != SOURCE_LANGUAGE:
        yield from _missing_translations(root, language)


def _missing_translations(root: Path, language: str) -> Iterator[Missing]:
    po = po_files(root / "locales").get(language)
    if po is None:
        file = f"locales/{language}/LC_MESSAGES/rightsline.po"
        yield Missing(file, f"is missing; `python -m bot.i18n.catalogue_files init {language}` makes it")
        return
    file = str(po.relative_to(root))
    problems = problems_of(language, root / "locales")
    left = [problem for problem in problems if NOT_TRANSLATED in problem]
    if left:
        yield Missing(file, f"{len(left)} texts are not translated; translate them")
    yield from (fault_of(root, problem) for problem in problems if problem not in left)
    terms = read_yaml(root / GLOSSARY)["concepts"]
    if not any(language in term["terms"] for term in terms):
        yield Missing(GLOSSARY, f"no term in {language}; write the established ones, each with where it was read")
    if headers_of(po).get("X-Review-Status") != "reviewed":
        yield Missing(file, "X-Review-Status: no native speaker has signed it; let one read it", is_needed=False)
    if not is_ready(po):
        yield Missing(file, f"{READY}: people are not offered the language; write yes when nothing else is missing")


def _missing_texts(root: Path, language: str) -> Iterator[Missing]:
    file = f"{texts.NLU}/{language}.yml"
    found = texts.training_texts(root / file)
    for topic in read_project(root).topics:
        least = texts.least_of(topic)
        if topic not in texts.NEVER_TYPED and found[topic] < least:
            yield Missing(file, f"intent {topic}: has {found[topic]} texts; write at least {least}")


def _missing_lexicons(root: Path, language: str) -> Iterator[Missing]:
    for kind in ("concepts", "names", "negation"):
        file = f"{LEXICONS}/{kind}/{language}.yml"
        if kind == "names" and not (root / file).is_file():
            continue  # the names that CLDR and names.yml have are enough for some
        content = read_yaml(root / file)
        empty = [name for name, words in content.items() if not words]
        if not any(content.values()):
            yield Missing(file, "has no words; texts are understood better with them", is_needed=False)
        elif kind == "concepts" and empty:
            yield Missing(file, f"{len(empty)} concepts have no words: {', '.join(empty)}", is_needed=False)


def _missing_tests(root: Path, language: str) -> Iterator[Missing]:
    if not (root / "tests").is_dir():
        return
    file = f"{texts.EVALUATION}/{language}.jsonl"
    found = texts.evaluation_texts(root / file).total()
    if found < texts.LEAST_EVALUATED:
        what = f"has {found} texts; let another person write at least {texts.LEAST_EVALUATED}, never trained on"
        yield Missing(file, what)
    for folders in ((SITUATIONS,), (QUESTIONS, DIALOGUES)):
        if not any((root / folder / f"{language}.yml").is_file() for folder in folders):
            yield Missing(f"{folders[0]}/{language}.yml", "is missing; copy another language's form, not its texts")
    if language not in read_yaml(root / DATES):
        yield Missing(DATES, f"{language}: is missing; write how people say when something happened")


def _training_texts(root: Path, name: str) -> str:
    from bot.replies.phrases.titles import TITLES  # it reads all topics, and one of them may not load

    lines = [
        f"# {name} texts as people send them, each on a line of its own after a dash: docs/translating.md says which.",
        'version: "3.1"',
        "nlu:",
    ]
    for topic in read_project(root).topics:
        if topic not in texts.NEVER_TYPED:
            title = f': "{TITLES[topic].source}"' if topic in TITLES else ""
            lines += [f"  # at least {texts.least_of(topic)}{title}", f"  - intent: {topic}", "    examples: |"]
    return "\n".join(lines) + "\n"


def _concepts(root: Path, name: str) -> str:
    english = read_yaml(root / CONCEPTS / f"{SOURCE_LANGUAGE}.yml")
    lines = [
        f"# How {name} texts name each concept: beginnings of words, = before a whole word. docs/translating.md.",
        "# Beside each the English ones, to say what is meant.",
    ]
    lines += [f"{concept}: []  # {', '.join(map(str, words[:STEMS_SHOWN]))}" for concept, words in english.items()]
    return "\n".join(lines) + "\n"
