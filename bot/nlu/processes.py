"""Work on all training texts at once, shared out among the machine's cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

SHARES = 4  # fixed, so that a model does not depend on the machine it is trained on
IDLE_SECONDS = 60  # after which the processes end; starting them takes seconds, and one training has work five times

Share = TypeVar("Share")
Result = TypeVar("Result")
Text = TypeVar("Text")


def in_processes(work: Callable[[Share], Result], shares: Iterable[Share]) -> list[Result]:
    """What `work` makes of each share, in their order. Work and shares are sent to other processes."""
    found: list[Result] = Parallel(n_jobs=-1, idle_worker_timeout=IDLE_SECONDS)(
        delayed(work)(share) for share in shares
    )
    return found


def end_processes() -> None:
    """To be called when no more work will come: they hold hundreds of megabytes."""
    get_reusable_executor().shutdown()


def shares_of(texts: Sequence[Text]) -> list[Sequence[Text]]:
    """The texts in their order as at most SHARES pieces, each but the last as long as the others."""
    size = max(1, -(-len(texts) // SHARES))
    return [texts[start : start + size] for start in range(0, len(texts), size)]
