"""`rightsline run`: from nothing to a running service, with progress, in one command."""

from __future__ import annotations

import signal
import time

from rich.console import Console

from bot.channels.enabled import channels_that_are_off
from bot.conversations.work import Store, open_store
from bot.desk.accounts import add_operator, any_operator, make_password
from bot.running.additions.responses import refuse_unknown_responses
from bot.running.hotline_checks import refuse_unfit_hotline
from bot.running.ports import refuse_taken_port
from bot.running.training import train_apart
from bot.running.watcher import LOOK_SECONDS, Watcher, answers, rightsline_command, stopped_by_signals
from bot.settings import Settings

FIRST_ACCOUNT = "administrator"


def run_everything(settings: Settings, port: int, desk_port: int, metrics_port: int | None = None) -> None:
    """Make keys, database, model and first account where missing, run the three processes until told to stop.

    Web and desk do not wait for the model: a text that comes while it is trained is kept, and answered after.
    """
    console = Console()
    begun = time.monotonic()
    refuse_unknown_responses()
    refuse_unfit_hotline(settings.hotline)
    refuse_taken_port(settings.host, port, "--port")
    refuse_taken_port(settings.desk_host, desk_port, "--desk-port")
    store = open_store(settings)
    console.print(f"data in {settings.var}", soft_wrap=True, highlight=False)
    console.print(f"database ready: {store.database.place}", soft_wrap=True, highlight=False)
    console.print(kept_for(settings))
    for line in channels_that_are_off(settings):
        console.print(line)
    web, desk = f"http://{_local(settings.host)}:{port}", f"http://{_local(settings.desk_host)}:{desk_port}"
    with stopped_by_signals(), Watcher(say=lambda line: console.print(line, style="yellow")) as watcher:
        console.print("starting web and desk ...")
        watcher.keep("web", rightsline_command("run", "web", "--port", str(port)))
        watcher.keep("desk", rightsline_command("run", "desk", "--desk-port", str(desk_port)))
        if metrics_port:
            watcher.keep("metrics", rightsline_command("run", "metrics", "--metrics-port", str(metrics_port)))
        with console.status("one moment ..."):
            model = train_apart(say=console.print)
        console.print(f"model ready: {model}")
        console.print("starting the worker ...")
        watcher.keep("worker", rightsline_command("run", "worker"))
        password = _first_account(store)
        store.close()
        while not (answers(f"{web}/health") and answers(f"{desk}/health")):
            time.sleep(LOOK_SECONDS)
        console.print(f"ready after {time.monotonic() - begun:.0f} s. Ctrl-C stops everything.", style="green")
        console.print(f"  chat:  {web}/chat")
        console.print(f"  desk:  {desk}/")
        if password:
            console.print(f"  desk account (shown once): {FIRST_ACCOUNT}  {password}", style="bold")
        while True:
            signal.pause()


def _first_account(store: Store) -> str | None:
    if any_operator(store):
        return None
    password = make_password()
    add_operator(store, FIRST_ACCOUNT, password, "administrator", handed_out=True)
    return password


def kept_for(settings: Settings) -> str:
    """One line that says how long conversations are kept."""
    if settings.hotline.retention_days is None:
        return "conversations are kept until somebody erases them (retention_days: never)"
    return f"conversations are erased {settings.hotline.retention_days} days after the last message"


def _local(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared with, not bound to
