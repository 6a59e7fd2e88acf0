"""What each process is made of, opened from the settings."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys

from bot.conversations.opening_hours import read_hours
from bot.conversations.work import Store, open_store
from bot.running.discreet import DiscreetFormatter, JsonFormatter, print_discreetly
from bot.running.hotline_checks import refuse_unfit_hotline
from bot.running.ports import refuse_taken_port
from bot.running.serving import serve
from bot.running.watcher import stopped_by_signals
from bot.settings import Settings

logger = logging.getLogger(__name__)

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Their information is either about people, or of no use to who runs the service.
ONLY_WARNINGS_OF = (
    *("httpx", "httpcore", "telegram", "twilio", "socketio", "engineio", "rasa", "rasa_sdk", "sqlalchemy", "alembic"),
    "asyncio",
)


def set_up_logging(settings: Settings) -> None:
    """Log to standard error. Libraries that print addresses, tokens, texts or trifles are kept to warnings.

    No message of an exception is printed, be it logged by us, by a library or by the interpreter at the end.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else DiscreetFormatter(LOG_FORMAT))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    sys.excepthook = print_discreetly
    for name in ONLY_WARNINGS_OF:
        logging.getLogger(name).setLevel(logging.WARNING)


def run_web(settings: Settings, port: int) -> None:
    """The web process: webhooks, web chat, health. Returns when told to stop."""
    from bot.channels.registry import open_channels
    from bot.web.app import make_app
    from bot.web.intake import StoringIntake

    refuse_taken_port(settings.host, port, "--port")
    store = _opened(settings)
    channels = open_channels(settings, store)
    intake = StoringIntake(store)
    serve(make_app(settings, store, channels, intake), settings.host, port, settings.trusted_proxies)
    intake.write_counts()
    store.close()


def run_desk(settings: Settings, port: int) -> None:
    """The desk process: the operators' console. Returns when told to stop."""
    from bot.desk.app import make_desk

    refuse_taken_port(settings.desk_host, port, "--desk-port")
    store = _opened(settings)
    serve(make_desk(settings, store), settings.desk_host, port, settings.trusted_proxies)
    store.close()


def run_metrics(settings: Settings, port: int) -> None:
    """The metrics: numbers for Prometheus, on a port of their own. Returns when told to stop.

    It holds no keys of the installation: those that it has open nothing, since it reads no text.
    """
    from prometheus_client import CollectorRegistry, start_http_server

    from bot.conversations.keys import installed_database
    from bot.metrics.readings import Readings
    from bot.privacy.encryption import make_keys
    from bot.storage.migrate import check_not_newer

    refuse_taken_port(settings.metrics_host, port, "--metrics-port")
    store, registry = Store(installed_database(settings), make_keys()), CollectorRegistry()
    check_not_newer(store.database)
    registry.register(Readings(store, _name_of_model))
    with stopped_by_signals():
        server, _ = start_http_server(port, settings.metrics_host, registry)
        try:
            signal.pause()
        finally:
            server.shutdown()
    store.close()


def run_worker(settings: Settings) -> None:
    """The worker process: answers and sends. Returns when told to stop."""
    from bot.assistant.assistant import RasaAssistant
    from bot.channels.registry import open_channels
    from bot.running.additions.responses import refuse_unknown_responses
    from bot.statistics.records import Kept
    from bot.training import current_model
    from bot.worker.census import Census
    from bot.worker.worker import Worker

    refuse_unknown_responses()
    model = current_model()
    if model is None:
        raise SystemExit("rightsline: there is no model for these training data; run `rightsline train`")
    store = _opened(settings)
    channels = open_channels(settings, store)
    worker = Worker(
        *(
            store,
            RasaAssistant.load(model),
            channels,
            settings.hotline.country,
            settings.texts_at_once,
            settings.hotline.keep,
        ),
        census=Census(store, Kept(settings.hotline.keep, settings.statistics_months), settings.statistics_period),
        hours=read_hours(settings.hotline.hours),
        kept_files=settings.hotline.kept_files,
    )
    gc.collect()
    gc.freeze()  # a million objects that stay need not be looked at in every collection
    asyncio.run(worker.run())
    store.close()


def _name_of_model() -> str:
    from bot.training import current_model

    model = current_model()
    return model.name if model else "missing"


def _opened(settings: Settings) -> Store:
    refuse_unfit_hotline(settings.hotline)
    read_hours(settings.hotline.hours)  # so that a fault is said at the start
    store = open_store(settings)
    logger.info("data in %s; %s", settings.var, store.database.place)
    return store
