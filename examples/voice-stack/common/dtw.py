"""Dynamic time warping: how alike two sounds are when one is spoken faster than the other."""

from __future__ import annotations

import math
from typing import List, Sequence

_INFINITY = math.inf


def distance(first: Sequence[Sequence[float]], second: Sequence[Sequence[float]], band: float = 0.35) -> float:
    """The cheapest alignment's mean cost per step, 0 for equal sequences, infinity when one is empty.

    `band` limits how far the alignment may leave the diagonal, as a share of the longer sequence.
    """
    if not first or not second:
        return _INFINITY
    width = max(abs(len(first) - len(second)), int(band * max(len(first), len(second))), 1)
    slope = len(second) / len(first)
    previous: List[float] = [0.0] + [_INFINITY] * len(second)
    for i, row in enumerate(first, start=1):
        centre = int(i * slope)
        current = [_INFINITY] * (len(second) + 1)
        for j in range(max(1, centre - width), min(len(second), centre + width) + 1):
            cheapest = min(previous[j - 1], previous[j], current[j - 1])
            current[j] = cheapest + math.dist(row, second[j - 1])
        previous = current
    return previous[-1] / (len(first) + len(second))
