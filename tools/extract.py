"""What `pybabel extract` finds beside ordinary gettext calls: our phrases, and the texts of the knowledge files.

babel.cfg names these functions. Each text gets the comments that a translator needs: where it stands, how long it may
be, and whether a reader over the shoulder learns from it what the conversation is about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python
from ruamel.yaml import YAML

Message = tuple[int, str, tuple[str, ...], list[str]]

# An answer and the number to call share three text messages: 459 characters in GSM-7 (3 x 153, 3GPP TS 23.038), but
# 201 (3 x 67) in other alphabets.
ANSWER_CHARACTERS = 120
LIST_ITEM = (
    "An item of a list after a colon, in its dictionary form (nominative), if possible without a capital letter."
)
DISCREET = "Discreet: no word that tells a reader over the shoulder what this is about."

NOTES: dict[str, str] = {
    "topic title": "Title of a choice or button. At most 24 characters. First person or neutral. " + DISCREET,
    "who answers": "Who answers a phone number; stands before a colon and the number. At most 22 characters.",
    "before the number": "A warning, said before the phone number. At most 40 characters.",
    "about a help line": "A short sentence after the phone number. At most 70 characters.",
    "line of a contact": "{who} is one of the texts with the context 'who answers'.",
    "way to write or call": LIST_ITEM,
    "group of people": LIST_ITEM + " At most 40 characters.",
    "who may apply": LIST_ITEM + " It stands after 'Who can apply:'.",
    "what is paid": LIST_ITEM + " It stands after 'The fund can pay for:'.",
    "who refers or decides": LIST_ITEM + " It stands after 'Who can start the official steps:' or 'Who decides:'.",
    "reason for a permit": LIST_ITEM + " It stands after 'For the permit to stay ... needed:'.",
    "kind of legal help": LIST_ITEM + " It stands after 'The law gives you:'.",
    "where to ask": LIST_ITEM + " It stands after 'Ask here:'.",
    "time limit": "{duration} comes from the calendar data as '6 months', in the nominative: keep it after the colon.",
    "start of a time limit": "Follows the time limit: 'Time to apply: 5 years. The time counts from ...'.",
    "case of a time limit": "Follows the time limit.",
    "exception to a time limit": "Follows the time limit.",
    "when it is not needed": LIST_ITEM + " It stands after 'This is not needed:'.",
    "instead of a police report": LIST_ITEM + " It stands after '... this can be enough:'.",
    "money route": "One way to get money. Names, sums and lists come after the colon.",
    "condition": "A condition of a State fund.",
    "what to do": "What to do or know for a court case or a claim for pay.",
    "when to ask": "Until when in a criminal case one must ask for money.",
    "country rule": "What the rule is in this country. {duration} and lists come after the colon, in the nominative.",
    "legal help": "A right to a lawyer that the law gives.",
    "legal aid": "Around a list of lawyers and help lines.",
    "greeting": "First message. Warm, short, polite but simple 'you'. Gender-neutral.",
    "greeting, text message": "First message on SMS. At most 110 characters. Not what the service is for. " + DISCREET,
    "one sentence at first contact": "ONE sentence, at most 160 characters. Keep the digit 9.",
    "about the service": "Who we are.",
    "about the service, text message": "At most 110 characters. " + DISCREET,
    "ready sentence": (
        "A person sends it as it is, perhaps without knowing your language, to somebody who is afraid. At most 110 "
        "characters; where the letters are not Latin at most 70, if you can: that is one text message. It must not "
        "show whether the reader or the writer is a woman or a man. Calm, a polite and simple 'you', never blaming, "
        "and no more promised than in English. " + DISCREET
    ),
    "telling sentence": (
        "As 'ready sentence', but it can be seen what it is about. A person sends it only to somebody who can write "
        "safely. At most 110 characters; where the letters are not Latin at most 70, if you can. It must not show "
        "whether the reader or the writer is a woman or a man. Calm, a polite and simple 'you', never blaming, and "
        "everyday words of your language for the body."
    ),
    "ready answer": (
        "An answer to pick, after its number. The questions stand before it in the file of English texts; the same "
        "answer may stand under several. First person or neutral. At most 40 characters."
    ),
    "under a question": "Under a question that a person sends; an answer is typed. At most 50 characters. " + DISCREET,
    "under a translated message": "At most 110 characters. " + DISCREET,
    "menu": "Above or below a list of choices.",
    "choices": "Around a list of choices.",
    "out of scope": "Answer to a question about something else. Friendly.",
    "out of scope, text message": "At most 110 characters. " + DISCREET,
    "end of an answer": "Keep the digit 9.",
    "answer to yes": "The contact only said yes.",
    "answer to no": "The contact only said no.",
    "answer to thank you": "",
    "answer to goodbye": "",
    "end of a conversation": DISCREET,
    "not readable": "The contact sent something that is not text.",
    "country": "{country} is a country's name in the nominative: keep it beside a colon. At most 100 characters.",
    "language": "{language} is a language's name in the nominative: keep it after a colon.",
    "danger": "{numbers} is like 'police: 110, ambulance: 112'. Short: at most 80 characters. Gender-neutral.",
    "despair": "Warm, calm, never blaming. At most 110 characters. Gender-neutral.",
    "a person comes": "The contact asked for a person. At most 110 characters.",
    "something went wrong": "At most 100 characters.",
    "emergency number": "Stands in a list, without a capital letter. At most 24 characters before the number.",
    "stop": "The whole must fit ONE text message: at most 60 characters (English GSM-7: 150). Keep START and STOP as "
    "they are.",
    "delete": "Short and exact. At most 110 characters.",
    "button": "At most 20 characters.",
    "guided question": (
        "One question, read on a small phone above a list of answers. At most 90 characters. Gender-neutral. {country} "
        "is a country's name in the nominative: keep it after the colon. " + DISCREET
    ),
    "guided answer": "An answer to pick. At most 24 characters. First person or neutral.",
    "guided result": "Around the ways to get money. At most 120 characters.",
    "before the questions": "At most 100 characters. Keep the digit 1. " + DISCREET,
    "result of the questions": "First or last sentence of a result. At most 110 characters. {number} is a count: keep "
    "it after the colon. Never blaming. " + DISCREET,
    "part of the country": "Said after the contact told in which part of the country they are. At most 70 characters.",
    "part of the United Kingdom": "Title of a choice: what the language calls this part, not the whole country. At "
    "most 24 characters.",
    "two countries": "{country} is a country's name in the nominative: keep it after the colon. At most 90 characters.",
    "under 18": "Stands above a list of help lines for children.",
    "for people who worry or help": "For people who worry about somebody, or who meet people at work. At most 110 "
    "characters. Gender-neutral.",
    "words to skip a question": "Words that a contact texts to leave out a question, comma-separated, IN CAPITALS "
    "where the script has them: give the words of your language for skip, next and do not know.",
    "words to end the questions": "Words that a contact texts to end the questions, comma-separated, IN CAPITALS where "
    "the script has them. None that is also an answer (yes, no).",
    "words for yes": "Words by which a contact says yes, comma-separated, IN CAPITALS where the script has them. Give "
    "those of your language in all its dialects, in its own script and as people write them in Latin letters, and the "
    "English ones that people mix in. A text that begins with one of them is taken as a yes: none that means something "
    "else there.",
    "words for no": "Words with which a contact says no, comma-separated, IN CAPITALS where the script has them: give "
    "those of your language in all its dialects, in its own script and as people write them in Latin letters. A text "
    "that begins with one of them is taken as a no: not the words for never, nothing, nobody or not yet. Where your "
    "word for no also means not, add what makes it a no whatever follows ('no they', 'no never').",
    "words beside the number of a choice": "Words that people write beside the digit of a choice ('number 1', '1 "
    "please'), comma-separated, IN CAPITALS where the script has them. None that a measure, a time or a sum may have.",
    "words for the number of a choice": "Words for the choice with this number, or the last one: 'one', 'first', 'the "
    "first one', comma-separated, IN CAPITALS where the script has them: give those of your language in all genders "
    "and cases, in its own script and as people write them in Latin letters. Alone or beside 'please' they pick the "
    "choice: none that is also yes, no or none, nor one that means something else as a whole text (a room, money, "
    "again, holiday).",
    "words for a kind of work": "Words by which people name this work, comma-separated, IN CAPITALS where the script "
    "has them: give the words of your language, male and female forms, as people write them.",
    "words for a time": "Words by which people say when something happened, comma-separated, IN CAPITALS where the "
    "script has them: as they write them, with and without 'the' and 'in', in your script and in Latin letters. Only "
    "what is sure: none that also means 'some years ago', a day to come, or the year before another one.",
    "words before a number of years": "What stands before the number in your language's '2 years ago' and 'since 2 "
    "years', comma-separated, IN CAPITALS. If nothing does, write SINCE.",
    "words after a number of years": "What stands after 'years' in your language's '2 years ago', comma-separated, IN "
    "CAPITALS. If nothing does, write AGO. Not a word that also means 'before' something else there.",
    "words for a unit of time": "The unit in all forms that stand beside a number ('2 years ago'), comma-separated, IN "
    "CAPITALS, in your script and in Latin letters.",
    "one to twelve": "The twelve numbers as words, in order, with commas between the numbers and / between the forms "
    "and spellings of one. The first includes 'a' in 'a year ago'. A number of two words never matches.",
    "words before a time that make it unclear": "Words that change a time which follows them, comma-separated, IN "
    "CAPITALS: few, several, until last year, before the last year, more than; and words for 20, 30 ... where 22 is "
    "written as two words. With an article or preposition if it stands between.",
    "words after a time that make it unclear": "Words that change a time which they follow ('or'; in languages where "
    "they stand behind: until, before, more than), comma-separated, IN CAPITALS.",
    "words for money": "What people call money beside a number ('2000 bucks'), comma-separated, IN CAPITALS: such a "
    "number is no year. The official names are known. Also the word for thousand.",
    "words beside a time of day": "Words that people write beside the hour and that change nothing ('at 6', '6 "
    "o'clock', 'um 18 Uhr'), comma-separated, IN CAPITALS where the script has them. Morning, evening and the "
    "like are known already. None that changes the time: half, quarter, about, before, after, until.",
    "words for free of charge": (
        "Words of 'is it free?', with their forms, as people type them, also in Latin letters; comma-separated, IN "
        "CAPITALS."
    ),
    "words for what costs money": (
        "Words of 'does it cost anything?', with their forms, as people type them, also in Latin letters; not the bare "
        "word for money. Comma-separated, IN CAPITALS."
    ),
    "words that ask for a sum": (
        "Words of 'how much is it?', which yes and no do not answer, as people type them, also in Latin letters; "
        "comma-separated, IN CAPITALS."
    ),
    "words for letters that are not shown": "Words by which a contact says that their phone shows question marks or "
    "boxes instead of letters, comma-separated, IN CAPITALS where the script has them: give those of your language, in "
    "its own script and as people write them in Latin letters. Each of them must mean nothing else in a short text.",
    "last day": "Follows a time limit. {date} is like '31 March 2027': keep it after the colon. At most 80 characters.",
    "text message": "Short. For MORE write the first word of your keyword list for MORE; keep 0 and 9.",
    "web page": "Stands on the page of the web chat: labels and buttons at most 24 characters. " + DISCREET,
    "telegram command": "What a command in the menu does. At most 40 characters. " + DISCREET,
    "keyword": (
        "Words that a contact texts, comma-separated, IN CAPITALS where the script has them: give the words of your "
        "language, with and without accents, in its own script and as people write them in Latin letters. Never "
        "HELP, INFO or YES or their translations; for start and more no word that is also an answer (yes, no, ok)."
    ),
    "keyword that leaves questions": (
        "Words for cancel, end or quit, comma-separated, IN CAPITALS where the script has them: they leave the "
        "questions that we ask. Where nothing is asked they end all messages, as STOP does, so none that people write "
        "for something else. None that can only mean that they want no more messages: those are in the list for STOP. "
        "If your language has no such word, write CANCEL, QUIT."
    ),
}

TITLE_CONTEXT = "topic title"
TELLING = "Telling: on SMS it is shown only after the contact asked for more."


def extract_phrases(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """Python's own extraction, with the note of each phrase's context as a comment."""
    for line, function, arguments, comments in extract_python(file, keywords, comment_tags, options):
        context = arguments[0] if isinstance(arguments, tuple) else arguments
        note = NOTES.get(context) if isinstance(context, str) else None
        yield line, function, arguments, [*comments, *([note] if note else [])]


def extract_rights(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """The advice of rights.yml. The context of a text is its id."""
    for advice in YAML(typ="rt").load(file)["digital_safety"]:
        yield _message(advice, "text", advice["id"], ["About the phone. At most 170 characters.", *_telling(advice)])


def extract_topic(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """The texts of a topic's file, except those for operators. The context of a text is its id."""
    topic = YAML(typ="rt").load(file)
    for title in ("title", "sms_title"):
        if topic.get(title):
            yield _message(topic, title, TITLE_CONTEXT, [NOTES[TITLE_CONTEXT]])
    note = f"The answer on the topic. At most {ANSWER_CHARACTERS} characters, 90 if not in Latin letters."
    yield _message(topic, "answer", f"{topic['topic']}.answer", [note, DISCREET])
    for rule in topic.get("rules", ()):
        if not rule.get("operator_only"):
            yield _message(rule, "text", rule["id"], ["What the law says. At most 200 characters.", *_telling(rule)])
    for step in topic["steps"]:
        yield _message(step, "text", step["id"], ["What the person can do. At most 170 characters.", *_telling(step)])
    for caution in topic["cautions"]:
        yield _message(caution, "text", caution["id"], ["A warning. At most 140 characters.", *_telling(caution)])


def extract_indicators(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """The texts of indicators.yml. The context of a text is its id, `.named` after it for a sign as a statement."""
    content = YAML(typ="rt").load(file)
    yield _message(content["intro"], "text", content["intro"]["id"], ["Before yes-or-no questions."])
    for sign in [*content["signs"], content["child_question"], *content["job_offer"]]:
        yield _message(sign, "question", sign["id"], ["A yes-or-no question. At most 140 characters.", *_telling(sign)])
        yield _message(sign, "signs_named", f"{sign['id']}.named", ["The same as a statement. At most 75 characters."])
    for sector in content["sectors"]:
        yield _message(sector, "name", f"{sector['id']}.name", ["A kind of work; a button. At most 24 characters."])
        for question in sector["questions"]:
            yield _message(question, "question", question["id"], ["A yes-or-no question. At most 140 characters."])
    for role in content["professionals"]:
        yield _message(role, "name", f"{role['id']}.name", ["A group of professionals; a button."])
        for line in [*role["signs"], *role["first_steps"], *role["do_nots"]]:
            yield _message(line, "text", line["id"], ["For professionals.", *_telling(line)])


def extract_phrasebook(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """The sentences of phrasebook.yml and the answers under them. The context says whether a sentence is telling."""
    for section in YAML(typ="rt").load(file)["sections"]:
        for sentence in section["sentences"]:
            context = "telling sentence" if sentence.get("telling") else "ready sentence"
            yield _message(sentence, "text", context, [NOTES[context], *_blank(sentence["text"])])
            choices = sentence.get("choices", {})
            for code in choices:
                yield _message(choices, code, "ready answer", [NOTES["ready answer"], f"To: {sentence['text']}"])


def _blank(text: str) -> list[str]:
    return ["An operator writes what stands in braces: keep it as it is, after the colon."] if "{" in text else []


def _message(entry: Any, key: str, context: str, comments: list[str]) -> Message:
    line = entry.lc.key(key)[0] + 1
    return line, "pgettext", (context, str(entry[key])), comments


def _telling(entry: Any) -> list[str]:
    return [TELLING] if entry.get("telling") else []


def extract_constants(
    file: IO[bytes], keywords: Mapping[str, Any], tags: list[str], options: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """The strings that a module names at its top, alone or as the values of a dictionary, and its gettext calls.

    `leave_out` in desk.cfg: names of what nobody reads, such as icons.
    """
    left_out = set(options.get("leave_out", "").split())
    for statement in ast.parse(file.read()).body:
        targets = _targets_of(statement)
        if targets and left_out.isdisjoint(map(ast.unparse, targets)):
            values = statement.value.values if isinstance(statement.value, ast.Dict) else [statement.value]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.lineno, None, value.value, []
    file.seek(0)
    yield from extract_python(file, keywords, tags, options)  # Babel asks one extractor a file


def _targets_of(statement: ast.stmt) -> list[ast.expr]:
    """What a statement at the top names; nothing where it names nothing."""
    if isinstance(statement, ast.AnnAssign):
        return [statement.target]
    return statement.targets if isinstance(statement, ast.Assign) else []


def extract_section_titles(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Message]:
    """What operators read above the sentences of phrasebook.yml."""
    for section in YAML(typ="rt").load(file)["sections"]:
        yield section.lc.key("title")[0] + 1, "gettext", (str(section["title"]),), ["Above ready sentences."]
