"""Every setting of the environment, read once and validated; who the hotline is stands in its file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseSettings, Field, SecretStr, ValidationError, root_validator, validator

from bot.hotline import FILE_NAME, Hotline, read_hotline

PACKAGE = Path(__file__).resolve().parent
_INSIDE = PACKAGE / "project"  # hatch_build.py puts a copy there when it makes a wheel
IS_INSTALLED = _INSIDE.is_dir()
"""Whether this is an installed wheel and no clone of the repository: nothing is written beside the program."""
PROJECT_ROOT = _INSIDE if IS_INSTALLED else PACKAGE.parent
"""The Rasa project (domain.yml, config.yml, data/, locales/): the repository, or its copy in an installed wheel."""
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")

IMPORTABLE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
ANSWERABLE = re.compile(r"(whatsapp:)?\+[1-9][0-9]{0,14}|[0-9]{3,8}")  # not a name, 3GPP TS 23.040
HOST = re.compile(r"[a-z0-9.-]+")
# What stood in the environment before: passing over RIGHTSLINE_RETENTION_DAYS would erase or keep what nobody meant to.
IN_THE_FILE = {
    "HOTLINE_NAME": "name",
    "HOTLINE_COUNTRY": "country",
    "RIGHTSLINE_RETENTION_DAYS": "retention_days",
    "QUICK_EXIT_URL": "exit_page",
    "RIGHTSLINE_OPENING_HOURS": "hours",
}


class Mendable(ValueError):
    """What whoever runs Rightsline can mend: the message names the place and the mend, a line a fault."""


class SettingsError(Mendable):
    """A setting is wrong; the message is one line that names it and the mend."""


class Settings(BaseSettings):
    """All settings. Each field's environment variable is the field's name in capitals, unless said otherwise."""

    var: Path = Field(
        default=None,
        env="RIGHTSLINE_VAR",
        description="Folder of what is written at run time, whole path. Left out: var/ of the repository; of a wheel, "
        "rightsline/ among the user's data ($XDG_DATA_HOME, ~/.local/share).",
    )
    database_url: str = Field(
        default="", repr=False, description="Empty: SQLite in RIGHTSLINE_VAR. Else postgresql://..."
    )
    rightsline_keys: SecretStr | None = Field(
        default=None, description="The keys as JSON, instead of a file (see docs/operations.md)."
    )
    keys_file: Path | None = Field(
        default=None,
        env="RIGHTSLINE_KEYS_FILE",
        description="The file of the keys, outside RIGHTSLINE_VAR. Made for a new database where it is not there.",
    )
    credentials_directory: Path | None = Field(
        default=None, description="systemd sets it (LoadCredential=rightsline-keys:...): where the keys are read."
    )
    secrets_directory: Path = Field(
        default=Path("/run/secrets"),
        env="RIGHTSLINE_SECRETS",
        description="Where Docker and the like put secrets; the keys are read from rightsline-keys in it.",
    )
    key_wrapper: str = Field(
        default="",
        env="RIGHTSLINE_KEY_WRAPPER",
        description="package.module:function that makes a KeyWrapper of a key management service from the settings.",
    )
    model_folder: Path = Field(
        default=None,
        env="RIGHTSLINE_MODELS",
        description="Folder of the trained models. Left out: models/ of the repository; of a wheel, in RIGHTSLINE_VAR.",
    )
    hotline: Hotline = Field(
        default=None,
        env="RIGHTSLINE_HOTLINE",
        description="Whole path of hotline.yml: who the hotline is. Left out: hotline.yml in RIGHTSLINE_VAR; "
        "where none is there, its defaults.",
    )

    trial_languages: str = Field(
        default="",
        env="RIGHTSLINE_TRIAL_LANGUAGES",
        description="Languages that are not ready, ISO 639, comma-separated: offered all the same. For translators.",
    )

    texts_at_once: int = Field(
        default=30,
        env="RIGHTSLINE_TEXTS_AT_ONCE",
        gt=0,
        description="So many texts of one contact are answered at once, then one in two seconds; danger always.",
    )

    statistics_period: Literal["month", "quarter", "year"] = Field(
        default="quarter",
        env="RIGHTSLINE_STATISTICS_PERIOD",
        description="The shortest time that figures are shown of: the fewer conversations, the longer it should be.",
    )
    statistics_months: int = Field(
        default=60,
        env="RIGHTSLINE_STATISTICS_MONTHS",
        ge=12,
        le=240,
        description="Months after which the coded records and their counts are deleted; they hold no text and no name.",
    )

    public_url: str | None = Field(default=None, description="https address under which the web process is reached.")
    host: str = Field(default="127.0.0.1", env="RIGHTSLINE_HOST", description="Address the web process listens on.")
    trusted_proxies: str = Field(
        default="",
        description="Addresses of your own reverse proxies, comma-separated; they say from where a visitor comes.",
    )
    hosts: str = Field(
        default="",
        env="RIGHTSLINE_HOSTS",
        description="Names by which web and desk are reached, beside PUBLIC_URL's and local ones, comma-separated.",
    )
    desk_host: str = Field(
        default="127.0.0.1", env="RIGHTSLINE_DESK_HOST", description="Address the desk listens on; never public."
    )
    webchat_origins: str = Field(
        default="",
        description="Sites that may embed the web chat or connect a Rasa widget, https://..., comma-separated.",
    )

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = Field(
        default=None, description="The sending number, E.164, or whatsapp:+..., or a short code; not a name."
    )
    twilio_messaging_service_sid: str | None = None
    twilio_api_url: str | None = Field(default=None, description="Another server that speaks Twilio's REST API.")

    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_mode: Literal["webhook", "polling"] = "polling"
    telegram_api_url: str | None = Field(default=None, description="Another Bot API server.")

    audit_to: str = Field(
        default="",
        env="RIGHTSLINE_AUDIT_TO",
        description="Where each audit line is shipped: syslog, syslog://host:port, or the path of a file.",
    )

    audit_days: int = Field(
        default=730,
        env="RIGHTSLINE_AUDIT_DAYS",
        ge=30,
        le=3650,
        description="Days after which a line of the audit trail is deleted; what is left can still be verified.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", env="RIGHTSLINE_LOG_LEVEL", description="The least that is logged; never a text or an address."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", env="RIGHTSLINE_LOG_FORMAT", description="text, or json: one object a line."
    )
    metrics_host: str = Field(
        default="127.0.0.1", env="RIGHTSLINE_METRICS_HOST", description="Address the metrics listen on; never public."
    )

    class Config:
        frozen = True

        @classmethod
        def parse_env_var(cls, field_name: str, raw_val: str) -> Any:
            """As it is written: what is no plain value is the path of a file."""
            return raw_val

    @validator("var", pre=True, always=True)
    def _is_the_same_from_every_folder(cls, value: Path | str | None) -> Path:
        if not value:
            return _data_folder()
        given = Path(value).expanduser()
        if not given.is_absolute():
            raise ValueError(f"{value} depends on the folder of whoever starts it; write the whole path, from / on")
        return given

    @validator("model_folder", pre=True, always=True)
    def _models_have_a_folder(cls, value: Path | None, values: dict[str, Any]) -> Path:
        return value or (values.get("var", Path()) if IS_INSTALLED else PROJECT_ROOT) / "models"

    @validator("hotline", pre=True, always=True)
    def _is_read_from_its_file(cls, value: Hotline | str | None, values: dict[str, Any]) -> Hotline:
        if isinstance(value, Hotline):
            return value
        if not value:
            usual = values.get("var", Path()) / FILE_NAME
            return read_hotline(usual) if usual.is_file() else Hotline()
        if not Path(value).is_absolute():
            raise ValueError(f"{value} depends on the folder of whoever starts it; write the whole path, from / on")
        return read_hotline(Path(value))

    @validator("public_url", "twilio_api_url", "telegram_api_url")
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None or value == "":
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("is not an http(s) address; write for example https://chat.example.org")
        return value.rstrip("/")

    @validator("twilio_from")
    def _can_be_answered(cls, value: str | None) -> str | None:
        if value and not ANSWERABLE.fullmatch(value):
            raise ValueError(
                f"{value} can be answered by nobody; write the number that sends, as +447700900001 or "
                "whatsapp:+447700900001, or a short code"
            )
        return value

    @validator("key_wrapper")
    def _names_a_function(cls, value: str) -> str:
        if value and not IMPORTABLE.fullmatch(value):
            raise ValueError("is no function; write for example hotline.kms:open_wrapper")
        return value

    @validator("database_url")
    def _is_a_database_of_ours(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgres://", "sqlite:///")):
            raise ValueError("is no PostgreSQL; write postgresql://user:password@host/name, or unset it for SQLite")
        if value.startswith("sqlite:") and not value.startswith("sqlite:////"):
            raise ValueError(
                "depends on the folder of whoever starts it; write sqlite:////whole/path, with four slashes"
            )
        return value

    @validator("webchat_origins")
    def _are_origins(cls, value: str) -> str:
        origins = [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is not an origin; write for example https://hotline.example")
        return ",".join(origins)

    @validator("hosts")
    def _are_host_names(cls, value: str) -> str:
        names = [name.strip().rstrip(".").lower() for name in value.split(",") if name.strip()]
        for name in names:
            if not HOST.fullmatch(name):
                raise ValueError(f"{name} is not a host's name; write for example desk.hotline.example, without a port")
        return ",".join(names)

    @root_validator(skip_on_failure=True)
    def _channels_are_whole(cls, values: dict[str, object]) -> dict[str, object]:
        sms = ("twilio_account_sid", "twilio_auth_token")
        if any(values.get(name) for name in (*sms, "twilio_from", "twilio_messaging_service_sid")):
            missing = [name.upper() for name in (*sms, "public_url") if not values.get(name)]
            if not (values.get("twilio_from") or values.get("twilio_messaging_service_sid")):
                missing.append("TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID")
            if missing:
                raise ValueError(f"SMS needs {', '.join(missing)} too; set it, or unset all TWILIO_ settings")
        if values.get("telegram_bot_token") and values.get("telegram_mode") == "webhook":
            missing = [n.upper() for n in ("telegram_webhook_secret", "public_url") if not values.get(n)]
            if missing:
                raise ValueError(f"Telegram's webhook needs {', '.join(missing)} too; set it, or TELEGRAM_MODE=polling")
        return values

    @property
    def effective_database_url(self) -> str:
        """The database: DATABASE_URL, or SQLite in the var folder."""
        if not self.database_url:
            return f"sqlite:///{self.var / 'rightsline.db'}"
        return self.database_url.replace("postgres://", "postgresql://", 1)

    @property
    def reaches_people(self) -> bool:
        """Whether somebody else than who tries it out can write to it."""
        return bool(self.public_url or self.twilio_account_sid or self.telegram_bot_token)

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """The origins of WEBCHAT_ORIGINS."""
        return tuple(origin for origin in self.webchat_origins.split(",") if origin)

    @property
    def host_names(self) -> tuple[str, ...]:
        """The names of RIGHTSLINE_HOSTS."""
        return tuple(name for name in self.hosts.split(",") if name)

    @property
    def languages_on_trial(self) -> frozenset[str]:
        """The languages of RIGHTSLINE_TRIAL_LANGUAGES."""
        return frozenset(code.strip().lower() for code in self.trial_languages.split(",") if code.strip())


def _data_folder() -> Path:
    """The one place of an installation's data, whatever folder a command is run in."""
    if not IS_INSTALLED:
        return PROJECT_ROOT / "var"
    share = os.environ.get("XDG_DATA_HOME") or "~/.local/share"  # freedesktop.org's Base Directory Specification
    try:
        return Path(share).expanduser().absolute() / "rightsline"
    except RuntimeError:
        raise ValueError("is needed, since this user has no home folder; write the whole path of a folder") from None


def read_settings() -> Settings:
    """Settings from the environment. Raises SettingsError with one line that names the variable and the mend."""
    for variable, setting in IN_THE_FILE.items():
        if variable in os.environ:
            raise SettingsError(f"{variable} is read no longer; write {setting} into {FILE_NAME}, and unset it")
    try:
        return Settings()
    except ValidationError as problem:
        first = problem.errors()[0]
        name = str(first["loc"][0])
        where = "" if name == "__root__" else f"{variable_of(name)} "
        raise SettingsError(f"{where}{first['msg']}") from None


def variable_of(field: str) -> str:
    """The environment variable of a settings field."""
    names = Settings.__fields__[field].field_info.extra.get("env_names") or {field}
    return str(sorted(names)[0]).upper()
