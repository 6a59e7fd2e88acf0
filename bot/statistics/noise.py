"""The noise of what is published: the discrete Laplace mechanism of OpenDP, and what it costs by OpenDP's own account.

Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing privacy mechanisms" (2009), is where the mechanism
stands: a count gets a whole number z with probability (1 - a) / (1 + a) * a^|z|, where a = exp(-epsilon / sensitivity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.statistics.codes import StatisticsProblem

MISSING = "publishing needs OpenDP, which is not installed: pip install 'rightsline[public]'"


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
