"""The noise of what is published: the discrete Laplace mechanism of OpenDP, and what it costs by OpenDP's own account.

Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing privacy mechanisms" (2009), is where the mechanism
stands: a count gets a whole number z with probability (1 - a) / (1 + a) * a^|z|, where a = exp(-epsilon / sensitivity).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from bot.i18n.filled import filled
from bot.statistics.codes import StatisticsProblem

SHARE = 0.95  # of the numbers of a table: what is said of their error holds for so many
MISSING = filled("publishing needs OpenDP, which is not installed: pip install 'rightsline[public]'")


@dataclass(frozen=True)
class Noisy:
    """The numbers with their noise. `epsilon`: what it costs, never more than was asked; `scale`: of the noise."""

    numbers: tuple[int, ...]
    epsilon: float
    scale: float


def with_noise(numbers: Sequence[int], epsilon: float, sensitivity: int) -> Noisy:
    """Add noise to counts. `sensitivity`: by how much one person can change the counts of the table, all together.

    Raises StatisticsProblem where OpenDP is not installed.
    """
    try:
        import opendp.prelude as dp
    except ImportError:
        raise StatisticsProblem(MISSING) from None
    dp.enable_features("contrib")  # OpenDP's word for what its committee has not proved line by line yet
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    scale = dp.binary_search_param(lambda each: dp.m.make_laplace(*space, scale=each), d_in=sensitivity, d_out=epsilon)
    mechanism = dp.m.make_laplace(*space, scale=scale)
    return Noisy(tuple(mechanism([int(each) for each in numbers])), float(mechanism.map(sensitivity)), float(scale))


def is_installed() -> bool:
    """Whether OpenDP is there."""
    return find_spec("opendp") is not None


def furthest(scale: float) -> int:
    """The least distance from the true number that SHARE of all numbers keep to. `scale`: of the noise; 0 is none.

    More than x away are 2 a^(x + 1) / (1 + a), where a = exp(-1 / scale).
    """
    if scale <= 0:
        return 0
    ratio = math.exp(-1 / scale)
    return max(0, math.ceil(math.log((1 - SHARE) * (1 + ratio) / 2) / math.log(ratio)) - 1)
