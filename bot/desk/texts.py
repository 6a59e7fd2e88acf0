"""What the desk says from code, in one place. The rest of its words stand in templates/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.conversations.contract import SendError
from bot.conversations.delivery import NOT_BEGUN, Trouble
from bot.conversations.holder import Judgement
from bot.conversations.messages import SAFE_WORD, UNREADABLE
from bot.conversations.restored import RESTORED
from bot.conversations.safe_word import SafeWord
from bot.desk import lists, locales
from bot.desk.interface import ENGLISH, Speaker
from bot.desk.lists import Stake
from bot.knowledge.codes import Answer, EmergencyService, Role
from bot.knowledge.phrasebook import Kind
from bot.replies.phrases.titles import TITLES

CHANNELS = {"sms": "SMS", "whatsapp": "WhatsApp", "telegram": "Telegram", "webchat": "Web chat"}

ICONS = {"sms": "message-square", "whatsapp": "message-circle", "telegram": "send", "webchat": "globe"}

REASONS = {
    "emergency": "In danger now",
    "distress": "Despair, self-harm",
    "human": "Asked for a person",
    "error": "The bot failed",
    Judgement.LOWERED.value: "Not urgent, as an operator read it",
    Judgement.RAISED.value: "Urgent, as an operator read it",
}
HIDDEN = (
    "A safe word is set and was not given: whoever writes now may be somebody else. The bot shows them nothing of "
    "before. What you send is shown: write nothing that only the contact may read."
)
SHOWN = "A safe word is set. It was given, or chosen, by whoever writes now."
NO_REASON = "Put back by an operator"
FROM_THE_BOT = "Taken over from the bot"

KINDS = {
    "choice": "chose",
    "edited": "changed an earlier message to",
    "media": "a picture, sound or file (not kept)",
    "location": "a place on the map (latitude, longitude in degrees)",
    "contact_card": "a contact card (not kept)",
    "empty": "an empty message",
    SAFE_WORD: "the safe word (kept from everybody)",
    UNREADABLE: "a message that cannot be read here: its key is missing; tell the administrator",
}

SENT_FILES = "sent files"
FILE_KINDS = {"picture": "picture", "sound": "voice note or sound", "video": "video", "document": "document"}
FILE_STATES = {
    "waiting": "being fetched",
    "not_wanted": "not kept, this hotline keeps none of this kind",
    "too_large": "not kept, it is too large",
    "unknown_type": "not kept, it is of no kind that is known to be safe",
    "too_many": "not kept, there are too many in this conversation",
    "lost": "not kept, the provider did not give it",
}

DELIVERY = {
    "waiting": "waiting to be sent",
    "sending": "being sent",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "failed": "not sent",
    "cancelled": "not sent",
}
FAILED_STATES = frozenset({"undelivered", "failed", "cancelled"})
NOT_SENT_YET = "not sent yet"

ERRORS = {
    SendError.UNREACHABLE.value: "no connection to the provider",
    SendError.THROTTLED.value: "too many messages at once for the provider",
    SendError.PROVIDER_DOWN.value: "the provider has a fault",
    SendError.UNCERTAIN.value: "it is not known whether the provider took it",
    SendError.CONTACT_STOPPED.value: "the contact has opted out (STOP, or blocked us)",
    SendError.ADDRESS_INVALID.value: "the number or chat does not exist",
    SendError.REFUSED.value: "the provider refused it",
    RESTORED: "a backup was restored; it was older than four hours, or sent before",
    SendError.MISCONFIGURED.value: "our account at the provider is not set up right; tell the administrator",
    NOT_BEGUN: "nothing is being sent from here; tell the administrator that the worker does not run",
}
# twilio.com/docs/api/errors
PROVIDER_CODES = {
    "unreadable": "the key that opens it is missing; tell the administrator",
    "21610": "the contact has opted out (STOP)",
    "21211": "the number does not exist",
    "21614": "the number cannot receive text messages",
    "21655": "our account has no such template; tell the administrator",
    "21656": "what fills the template's blanks was not taken",
    "63016": "WhatsApp's 24 hours are over: it takes only templates until the contact writes again",
    "30003": "the phone is off, has no signal or does not exist",
    "30004": "the phone or its network blocks the message",
    "30005": "the number is not known to its network",
    "30006": "a landline, or a network that cannot be reached",
    "30007": "the phone network filtered the message out",
    "30008": "the phone network gave no reason",
}

NOTES = {
    "coded": "Kept for the statistics.",
    "published": "The table is published.",
    "published-before": "It was published before; this is what was published, and nothing was spent.",
    "not-counted": "Nothing was kept: this conversation is not to be counted, or is counted already.",
    "taken": "You have this conversation now. The bot is silent in it.",
    "sent": "Sent.",
    "sent-already": "This text was already sent; it was not sent a second time.",
    "template-sent": "The template was sent.",
    "template-sent-already": "This template was already sent; it was not sent a second time.",
    "ready-sent": "The ready sentence was sent.",
    "ready-sent-already": "This ready sentence was already sent; it was not sent a second time.",
    "handed-back": "The bot has this conversation again.",
    "put-back": "The conversation waits in the queue for another operator.",
    "released": "The conversation waits in the queue again.",
    "urgent": "It is urgent now and stands above the others.",
    "not-urgent": "It is not urgent now. New danger makes it urgent again.",
    "changed": "Saved.",
    "held": "It is kept to the end of that day.",
    "lifted": "It is erased at its time again.",
    "erased": "Everything of this contact was erased.",
    "duty-on": "You are on duty: contacts are told that somebody reads.",
    "duty-pause": "You are on a pause: nothing new rings for you, and you keep what you hold.",
    "duty-off": "You are off duty. What you held waits in the queue again.",
    "noted": "The note is kept. The contact does not see it.",
    "offered": "They are asked. You hold it until they accept.",
    "declined": "The offer is over; it stays with who holds it.",
    "tried": "It is being tried again now.",
    "nothing-waits": "Nobody is waiting.",
    "change-first": "Somebody else has seen this password. Set one that only you know; then the desk opens.",
    "password-changed": "Your password was changed. Your other sessions have ended.",
    "disabled": "The account is closed. Its conversations wait in the queue again.",
    "role-changed": "The role is changed. They are logged out; what they held waits in the queue again.",
    "second-factor-reset": "The second factor is reset. They are logged out and set up a new one after the password.",
    "second-factor-removed": "Your second factor is removed.",
    "password-set": "Your password is set. Log in with it.",
    "session-ended": "Logged out there.",
    "sessions-ended": "They are logged out everywhere. What they held waits in the queue again.",
    "enabled": "The account is open again.",
    "idle": "You were logged out; what you held waits in the queue again. What you had written is kept in this tab.",
    "logged-out": "You are logged out. Conversations that you held wait in the queue again.",
}

ROLES = {
    "operator": "operator: reads and answers",
    "supervisor": "supervisor: also the shift, holds, the audit trail and the statistics",
    "administrator": "administrator: also the accounts",
    "coordinator": "coordinator: the statistics alone, no conversation",
}
ROLE_TITLES = {
    "operator": "operator",
    "supervisor": "supervisor",
    "administrator": "administrator",
    "coordinator": "coordinator",
}
ROLE_NAMES = {
    "operator": "an operator",
    "supervisor": "a supervisor",
    "administrator": "an administrator",
    "coordinator": "a coordinator",
}

AUDIT = {
    "login": "logged in",
    "duty_on": "is on duty",
    "duty_pause": "is on a pause",
    "duty_off": "is off duty",
    "browser_gone": "had no browser that answered; what they held went back into the queue",
    "filed_away": "left the chat page, so their conversation ended:",
    "published": "published a table with noise, which cannot be taken back:",
    "audit_export": "exported lines of the audit trail",
    "note": "wrote a note on",
    "whisper": "whispered to the holder of",
    "offered": "offered to a colleague:",
    "accepted": "accepted from a colleague:",
    "declined": "ended the offer of",
    "offer_over": "nobody accepted the offer of",
    "take_over": "took over from its holder:",
    "ended_idle": "nobody had written for hours in",
    "call_back": "worked off a call-back of",
    "session_over": "was idle too long, or in for 12 hours; what they held went back into the queue",
    "login_failed": "failed to log in",
    "logout": "logged out",
    "view": "opened the transcript of",
    "file_view": "looked at a file of",
    "take": "took",
    "send": "sent a text to",
    "send_template": "sent a WhatsApp template to",
    "hand_back": "handed back to the bot",
    "put_back": "put back into the queue",
    "release": "released into the queue",
    Judgement.LOWERED.value: "called not urgent",
    Judgement.RAISED.value: "called urgent",
    "situation": "changed language or country of",
    "erase": "erased everything of",
    "retention_hold": "keeps longer",
    "retention_lift": "keeps no longer",
    "password_changed": "changed their own password",
    "operator_added": "added the account",
    "role_changed": "gave another role to",
    "second_factor_set": "set up a second factor",
    "second_factor_removed": "removed their own second factor",
    "second_factor_reset": "reset the second factor of",
    "recovery_codes_made": "made new recovery codes",
    "recovery_code_used": "logged in with a recovery code",
    "code_failed": "gave a wrong code after the right password",
    "link_used": "set their password by a link",
    "own_sessions_ended": "ended their own other sessions",
    "sessions_ended": "ended the sessions of",
    "operator_disabled": "closed the account",
    "operator_enabled": "opened the account again",
    "password_reset": "let set a new password, by a link:",
    "opened": "gave a reason to read",
    "search": "looked for conversations, and found",
    "search_word": "looked for a word in conversations, and found it in",
    "keys_rotated": "changed the keys",
    "pruned": "took away older lines of this trail, up to",
    "too_many_attempts": "was told to wait: too many attempts to log in",
    "too_many_codes": "was refused for a day: too many codes after the right password, which somebody else may know",
    "form_refused": "sent a form that was too old or from elsewhere",
    "refused": "asked for what their role may not do",
    "erase_refused": "was not allowed to erase",
}
COMMAND_LINE = "the command line"
BY_ITSELF = {"pruned": "Rightsline itself"}
BY_COMMAND = frozenset(
    {"operator_added", "second_factor_reset", "erase", "keys_rotated", "published"}
)  # what nobody who is not logged in does else

NOBODY = "nobody by hand"
CALLED = {
    "reached": "reached",
    "later": "later again",
    "not_reached": "not reached, ended",
    "withdrawn": "no longer wished",
}

MOVES = {
    "take": "took this conversation over",
    "take_over": "took this conversation over",
    "accepted": "has this conversation now, as you asked",
    "release": "put this conversation back into the queue",
}

OUTCOMES = {
    "answered": "Answered",
    "referred": "Referred to somebody else",
    "called_back": "Called back",
    "emergency_services": "Emergency services came in",
    "no_contact": "No more contact",
    "not_for_us": "Not for this hotline",
    "other": "Otherwise",
}
EVENTS = {
    "take": "{name} took it",
    "take_over": "{name}, a supervisor, took it over",
    "hand_back": "{name} handed it back to the bot",
    "put_back": "{name} put it back into the queue",
    "release": "put back into the queue by {name}",
    "offered": "{name} asks {detail} to take it over",
    "accepted": "{name} accepted it",
    "declined": "{name} left the offer",
    "offer_over": "nobody accepted the offer",
    "situation": "{name} set language or country",
    "filed_away": "the visitor left the page; filed away",
    "ended_idle": "nobody had written for hours; it ended and the contact was told",
    "call_back": "{name} worked off a call-back ({detail})",
    Judgement.LOWERED.value: "{name} called it not urgent",
    Judgement.RAISED.value: "{name} called it urgent",
}
NOTE_NEEDS_WORDS = "Nothing was kept: a note has 1 to 2000 characters."
HANDOVER_OVER = "Nothing was changed: the offer is over, or the conversation is somebody else's by now."

DUTIES = {"on": "On duty", "pause": "On a pause", "off": "Off duty"}
DUTY_CHOICES = {"on": "I am on duty", "pause": "Pause", "off": "Off duty"}
WAYS = {"call": "Call", "write": "Write only, do not call", "neither": "Neither call nor write first"}
TIMES_OF_DAY = {
    "morning": "in the morning (9 to 12)",
    "afternoon": "in the afternoon (12 to 17)",
    "evening": "in the evening (17 to 21)",
    "any": "at any time of the day (9 to 21)",
}

WHY = {
    "handover": "I take it over from a colleague",
    "asked": "The colleague who has it asked me",
    "came_back": "The contact, or somebody for them, asked for us again",
    "quality": "To look after the quality of our answers",
    "complaint": "A complaint, or a request by the contact about their data",
    "fault": "To find a technical fault",
}
STATES = {"waiting": "waits for a person", "held": "with an operator", "closed": "with the bot: closed"}
PERIODS = {"month": "month", "quarter": "quarter", "year": "year"}
NO_SUCH_NAME = "A contact's name has two words, as Blue Heron; a pseudonym has digits and the letters a to f."

NO_REASON_GIVEN = "Choose why you need to read it."

PATIENCE_MINUTES = int(lists.PATIENCE.total_seconds()) // 60
PATIENCE = f"{PATIENCE_MINUTES} min or more"
# How long ago. static/times.js fills in the same ones: ages grow while a page is open.
AGES = {
    "now": "under 1 min",
    "minutes": "{minutes} min",
    "hours": "{hours} h {minutes} min",
    "days": "{days} d {hours} h",
}

# What scripts say, by the names that static/words.js knows.
SCRIPTS = {
    "live": "Live",
    "notLive": "Not live since {time}, trying again",
    "erased": "This contact was erased.",
    "newBelow": "New message below",
    "newUrgentBelow": "Urgent: new message below",
    "dismiss": "Dismiss",
    "dismissAll": "Dismiss all",
    "copied": "Copied",
    "pressCopy": "Press Ctrl+C",
    "notShown": "It cannot be shown here. Save it instead.",
    "noConnection": "No connection. Try again.",
    "notSent": "No connection, so nothing was sent or changed. What you wrote is kept. Try again.",
    "failed": "That failed. Nothing was sent or changed.",
    "idle": "You will be logged out in two minutes. Move the mouse or press a key to stay.",
    "soundOn": "Sound for what is new: on",
    "soundOff": "Sound for what is new: off",
}
COUNTED = (*range(30), 1_000_000)  # numbers of every form that a language of CLDR has for whole ones

LOGIN_FAILED = "Name and password do not fit, or the account is closed."
TOO_MANY_ATTEMPTS = "Too many attempts. Wait a minute, then try again."
TOO_MANY_CODES = (
    "Too many codes were tried with this password. Somebody else may know it: ask an administrator for a link to set a "
    "new one, which opens the desk at once. Otherwise try again tomorrow."
)
LINK_OVER = "This link was used, is over, or was replaced. Ask an administrator for a new one."
TWO_DIFFER = "The two new passwords differ."
CODE_FAILED = "The code is not right, or was used before. Wait for the next one."
CODE_TOO_LATE = "That took too long. Give name and password again."
NOT_PROVEN = "The password is not right."
TOO_BUSY = "Too many log in at this moment. Try again in a few seconds."
FORM_TOO_OLD = (
    "This page was open too long or came from elsewhere. Nothing was changed. Go back, load it again, and retry."
)
NOT_FOUND = "There is no such page, or the contact was erased."
NOT_ALLOWED = "Your role does not allow this. An administrator can change it."
NO_ROOM = (
    "Nothing can be stored: the disk is full or read-only. Nothing was sent. Tell the administrator, then try again."
)
BROKEN = "Something failed here; it was noted. Nothing was sent. Try again, and tell the administrator if it stays."
TOO_LARGE = "That was too long."
NO_TEXT = "There is nothing to send: the answer is empty."
DANGER_SINCE = "Nothing was changed: the contact has written of danger meanwhile. Read that first."
NOT_YOURS = "You do not hold this conversation, so nothing was sent or changed."
STOPPED = (
    "This contact has opted out (STOP, or blocked us), so nothing can be sent. "
    "They can come back by writing START; the conversation then goes on here."
)
LEFT = "This visitor left the chat page for good, so nothing that is sent can be read any more."
SILENT = (
    "Nothing came from this number for 90 days, so somebody else may have it by now: it was let go, and nothing can be "
    "sent. Whoever writes from it is a new contact here."
)
LEFT_THE_PAGE = "left the page"
HOLD_NEEDS = "Nothing was changed: it needs a day after today, within a year, and a reason of 500 characters at most."
CONFIRM_ERASE = "Nothing was erased: tick the box first."
MAY_NOT_ERASE = "Only the operator who holds the conversation, or a supervisor, may erase a contact."


def for_scripts(said: Speaker) -> dict[str, str | dict[str, str]]:
    """What scripts say; with a number, by the category of CLDR that the number is of."""

    def forms(counted: Callable[[int], str]) -> dict[str, str]:
        return {locales.plural_category(number, said.language): counted(number) for number in COUNTED}

    return {
        **{key: said.gettext(words) for key, words in SCRIPTS.items()},
        "open": said.pgettext("button", "Open"),
        "close": said.pgettext("button", "Close"),
        "waiting": forms(lambda count: said.ngettext("%(num)s waiting", "%(num)s waiting", count) % {"num": "{count}"}),
        "urgent": forms(lambda count: said.ngettext("{count} urgent", "{count} urgent", count)),
        "urgentConversations": forms(
            lambda count: said.ngettext("{count} urgent conversation.", "{count} urgent conversations.", count)
        ),
        "found": forms(lambda count: said.ngettext("{count} found", "{count} found", count)),
    }


def taken_by(name: str | None, said: Speaker = ENGLISH) -> str:
    """What the slower of two operators is told."""
    if name is None:
        return said.gettext("Another operator has this conversation. You can read along.")
    return said.gettext("{name} has this conversation. You can read along.").format(name=name)


def stopped(*, left: bool, silent: bool) -> str:
    """Why nothing can be sent."""
    return LEFT if left else SILENT if silent else STOPPED


def safe_word(word: SafeWord | None) -> str:
    """What whoever holds the phone has not proved; empty where no safe word is set."""
    if word is None or not word.is_set:
        return ""
    return HIDDEN if word.is_hidden or word.is_due else SHOWN


def at_stake(stake: Stake, said: Speaker = ENGLISH) -> str:
    """Why giving a conversation away wants a second thought."""
    number = stake.unanswered
    if not number:
        return said.gettext("it is urgent")
    if stake.urgent:
        words = said.ngettext(
            "it is urgent and {number} text is unanswered", "it is urgent and {number} texts are unanswered", number
        )
    else:
        words = said.ngettext("{number} text is unanswered", "{number} texts are unanswered", number)
    return words.format(number=number)


def confirm(stake: Stake, said: Speaker = ENGLISH) -> str:
    """What is said when somebody would be left waiting."""
    return said.gettext("Nothing was done: {stake}. Tick the box first.").format(stake=at_stake(stake, said))


def moved(action: str, name: str | None, said: Speaker = ENGLISH) -> str:
    """What became of a conversation that one has just held; empty where nobody else did anything to it."""
    if action not in MOVES:
        return ""
    words = said.gettext("{name} {did_what}; your draft is kept in this tab.")
    return words.format(name=name or said.gettext("Somebody else"), did_what=said.gettext(MOVES[action]))


def too_long(channel: str, limit: int, characters: int, said: Speaker = ENGLISH) -> str:
    """Why a text is not sent: the channel takes less."""
    words = said.gettext("{channel} takes at most {limit} characters; this has {characters}. Send it in two.")
    return words.format(channel=channel_name(channel, said), limit=limit, characters=characters)


def channel_name(channel: str, said: Speaker = ENGLISH) -> str:
    """What a channel is called."""
    return said.gettext(CHANNELS.get(channel, channel))


def reason(code: str | None, said: Speaker = ENGLISH, *, has_waited: bool = True) -> str:
    """Why a conversation waits or is held. `has_waited`: it was in the queue before."""
    if code is None:
        return said.gettext(NO_REASON if has_waited else FROM_THE_BOT)
    return said.gettext(REASONS[code]) if code in REASONS else topic(code, said)


def topic(code: str, said: Speaker = ENGLISH) -> str:
    """The title of a topic."""
    if code == "inform":
        return said.gettext("an answer to a question")
    known = TITLES.get(code)
    return said.phrase(known) if known else code.replace("_", " ")


def kind(code: str, *, has_files: bool) -> str:
    """What somebody sent that is no text. `has_files`: what became of each stands below."""
    return SENT_FILES if has_files else KINDS[code]


def event(
    action: str, detail: str | None, name: str | None, accounts: Mapping[str, str], said: Speaker = ENGLISH
) -> str:
    """What happened in a conversation, for its transcript. `accounts`: names by what the audit trail calls them."""
    detail = detail or ""
    about = accounts.get(detail) or said.gettext(CALLED.get(detail, detail))
    return said.gettext(EVENTS.get(action, action)).format(name=name or said.gettext(NOBODY), detail=about)


def trouble(found: Trouble, said: Speaker = ENGLISH) -> str:
    """That a channel takes no texts: since when, how many wait, why."""
    words = said.ngettext(
        "{channel} takes no texts since {since} UTC: {why}. {number} text waits; it is tried again by itself.",
        "{channel} takes no texts since {since} UTC: {why}. {number} texts wait; they are tried again by themselves.",
        found.texts,
    )
    why = said.gettext(ERRORS.get(found.error, found.error))
    channel = channel_name(found.channel, said)
    return words.format(channel=channel, since=f"{found.since:%H:%M}", why=why, number=found.texts)


def delivery(state: str, error: str | None, said: Speaker = ENGLISH) -> str:
    """What became of a text we sent, and why."""
    waits = error and state in ("waiting", "sending")
    words = said.gettext(NOT_SENT_YET if waits else DELIVERY.get(state, state))
    if state in ("sent", "delivered") or not error:
        return words
    kind, _, code = error.partition(":")
    known = PROVIDER_CODES.get(code) or PROVIDER_CODES.get(kind) or ERRORS.get(kind)
    why = said.gettext(known) if known else said.gettext("error {code}").format(code=kind)
    shown = code or (kind if kind.isdigit() else "")
    return said.gettext("{what}: {why}").format(what=words, why=f"{why} ({shown})" if shown else why)


GROUPS: dict[Role, str] = {
    "hotline": "Help lines",
    "legal_aid": "Free lawyers",
    "labour_rights_advice": "Work and wages",
    "shelter": "A place to sleep",
    "victim_support": "Other support",
}
SERVICES: dict[EmergencyService, str] = {"police": "police", "ambulance": "ambulance", "fire": "fire brigade"}
ABOUT_112: dict[Answer, str] = {
    "no": "Never give 112 here: it does not reach help.",
    "unknown": "It is not known whether 112 reaches help here; do not give it.",
}

ANSWERS = {
    Kind.YES_NO: "yes or no",
    Kind.CHOICES: "pick one",
    Kind.NUMBER: "a number",
    Kind.TIME: "a time",
    Kind.DATE: "a day",
    Kind.PLACE: "a place",
    Kind.WORDS: "own words",
}
OWN_SENTENCES = "Our own"  # the hotline's, above those of data/knowledge/phrasebook.yml
BLANKS = {"number": "Number", "time": "Time", "place": "Place or address", "name": "Name"}
FILL_IN = "Nothing was sent: the sentence has a blank to fill in."
PERHAPS_LATER = "morning or evening is not said"
MORE_WORDS = "the text has more words than this"

# What words of a contact's text are about (data/lexicons/concepts), as an operator reads it.
CONCEPTS = {
    "accident": "accident",
    "agent": "agent",
    "ambulance": "ambulance",
    "asylum": "asylum",
    "bank": "bank",
    "begging": "begging",
    "border": "border",
    "boss": "boss",
    "building_site": "building site",
    "call": "phone call",
    "care_work": "care work",
    "change_employer": "another employer",
    "child": "child",
    "cleaning": "cleaning",
    "compensation": "compensation",
    "contract": "contract",
    "court": "court",
    "crime": "crime",
    "danger": "danger",
    "debt": "debt",
    "deceive": "deception",
    "deport": "deportation",
    "despair": "despair",
    "disability": "disability",
    "dismiss": "dismissal",
    "doctor": "doctor",
    "door": "door or window",
    "embassy": "embassy",
    "evidence": "evidence",
    "exploitation": "exploitation",
    "factory": "factory",
    "family": "family",
    "farm": "farm",
    "fee": "fee or deduction",
    "food": "food",
    "forced": "force",
    "foreman": "foreman",
    "friend": "friend",
    "go_home": "going home",
    "help": "help",
    "hide": "hiding",
    "homeless": "homeless",
    "hours": "hours of work",
    "household": "household",
    "housing": "housing",
    "hunger": "hunger",
    "hurt": "hurt",
    "identity_papers": "identity papers",
    "immigration_officer": "immigration office",
    "inspector": "inspector",
    "insurance": "insurance",
    "interpreter": "interpreter",
    "job_offer": "job offer",
    "kill": "killing",
    "kitchen": "kitchen",
    "landlord": "landlord",
    "language": "language",
    "law": "law",
    "lawyer": "lawyer",
    "leave": "leaving",
    "legal_advice": "legal advice",
    "lorry": "lorry",
    "man": "man",
    "marriage": "marriage",
    "meat": "meat work",
    "medicine": "medicine",
    "money": "money",
    "money_request": "request for money",
    "nail_bar": "nail bar",
    "neighbour": "neighbour",
    "nightmare": "nightmare",
    "nurse": "nurse",
    "panic": "panic",
    "passport": "passport",
    "phone": "phone",
    "police": "police",
    "pregnant": "pregnancy",
    "prison": "prison",
    "psychologist": "psychologist",
    "rape": "rape",
    "report": "report or complaint",
    "residence_permit": "residence permit",
    "rest": "rest or day off",
    "rights": "rights",
    "sad": "sadness",
    "safe": "safety",
    "school": "school",
    "self_harm": "self-harm",
    "sex": "sex",
    "sex_work": "sex work",
    "shelter": "shelter",
    "ship": "ship",
    "shout": "shouting",
    "sibling": "brother or sister",
    "slavery": "slavery",
    "station": "station",
    "stay": "staying",
    "stealing": "theft",
    "suicide": "suicide",
    "testify": "testimony",
    "threaten": "threat",
    "ticket": "ticket",
    "tired": "tiredness",
    "touch": "touching",
    "trafficker": "trafficker",
    "trafficking": "trafficking",
    "travel": "travel",
    "trust": "trust",
    "unsafe": "no safety",
    "visa": "visa",
    "weapon": "weapon",
    "woman": "woman",
    "work": "work",
    "work_permit": "work permit",
    "lock": "locked in",
    "prevent": "kept from something",
    "take_away": "taken away",
    "give_back": "given back",
    "not_paid": "not paid",
    "beat": "hit",
    "partner": "husband, wife or relationship",
    "minor": "under 18",
    "car_wash": "car wash",
    "ill": "illness",
    "wages": "pay",
    "watch": "being watched",
    "keep": "being kept",
    "fear": "fear",
    "suspect": "suspicion",
    "undocumented": "without papers",
}


def concepts(codes: Sequence[str], said: Speaker = ENGLISH) -> str:
    """What the words of a sentence are about."""
    return ", ".join(dict.fromkeys(concept(code, said) for code in codes))


def concept(code: str, said: Speaker = ENGLISH) -> str:
    """What one word is about."""
    return said.gettext(CONCEPTS[code]) if code in CONCEPTS else code.replace("_", " ")
