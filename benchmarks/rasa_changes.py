"""What each change of bot/lean_rasa wins: CPU time a turn without it, beside all changes, in the same run.

`python -m benchmarks.rasa_changes [model.tar.gz]`. Each measurement is a process of its own, since most changes are
made to Rasa's classes. The processes take turns, so that what else the machine does slows all of them.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, TURNS, WARM_UP = 3, 100, 10
TEXTS = ("my boss has my passport", "is this legal", "I need a lawyer", "how do I get my money", "thank you")
NOTHING = "nothing"


def main(arguments: list[str]) -> None:
    """Measure all changes, or (in a process of its own) one."""
    from bot.lean_rasa.start import prepare

    prepare()
    from bot.lean_rasa.agent import CHANGES
    from bot.training import train

    if arguments[:1] == ["--without"]:
        print(asyncio.run(milliseconds_of(Path(arguments[2]), arguments[1])))
        return
    model = Path(arguments[0]) if arguments else train()
    found: dict[str, list[float]] = {name: [] for name in (NOTHING, *CHANGES)}
    for _ in range(ROUNDS):
        for name, took in found.items():
            took.append(_in_process_of_its_own(name, model))
    lean = statistics.median(found.pop(NOTHING))
    print(f"{lean:.2f} ms of CPU a turn with all changes")
    for name, took in found.items():
        print(f"{name:22} {statistics.median(took):6.2f} ms without it ({statistics.median(took) / lean - 1:+.1%})")


def _in_process_of_its_own(without: str, model: Path) -> float:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.rasa_changes", "--without", without, str(model)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


async def milliseconds_of(model: Path, without: str) -> float:
    """The median CPU time of a turn, read and answered, each in the conversation of the one before."""
    from bot.assistant.assistant import RasaAssistant
    from bot.dialogue.known import Known
    from bot.dialogue.reading import Standing
    from bot.dialogue.remembered import Remembered

    assistant = RasaAssistant.load(model, without=(without,))
    known, remembered, took = Known(language="en", country="GB"), Remembered(), []
    for number in range(WARM_UP + TURNS):
        began = time.process_time()
        parse = await assistant.read(TEXTS[number % len(TEXTS)], "sms", known, Standing(remembered.slots))
        remembered = (await assistant.answer("somebody", remembered, parse, "sms", known)).remembered
        took.append((time.process_time() - began) * 1000)
    return statistics.median(took[WARM_UP:])


if __name__ == "__main__":
    main(sys.argv[1:])
