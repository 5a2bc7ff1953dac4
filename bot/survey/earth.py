"""Area and length on the earth of points given as ``latitude longitude [altitude [accuracy]]``.

As ODK has it: a sphere with the radius at the equator, altitude left out, rounded to a hundredth (ODK XForms
specification, "Geographic Functions"). The area is that of Chamberlain and Duquette, "Some Algorithms for Polygons on a
Sphere" (JPL 07-03, 2007).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from bot.survey.values import NAN, to_number

_RADIUS = 6_378_100.0
"""Metres, at the equator."""

Points = Sequence[tuple[float, float]]


def read_points(texts: Sequence[str]) -> list[tuple[float, float]] | None:
    """Return latitude and longitude of each point in radians, or None as soon as one is no place on the earth."""
    points = []
    for text in texts:
        numbers = [to_number(part) for part in text.split()]
        if not 2 <= len(numbers) <= 4 or any(map(math.isnan, numbers)):
            return None
        if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            return None
        points.append((math.radians(numbers[0]), math.radians(numbers[1])))
    return points


def area(points: Points | None) -> float:
    """Return the square metres inside the points, closed from the last to the first; NaN for fewer than two points."""
    if points is None or len(points) < 2:
        return NAN
    total = sum(
        (second[1] - first[1]) * (2 + math.sin(first[0]) + math.sin(second[0]))
        for first, second in pairwise([*points, points[0]])
    )
    return _hundredths(abs(total * _RADIUS * _RADIUS / 2)) if len(points) > 2 else 0.0


def distance(points: Points | None) -> float:
    """Return the metres along the points, in their order; NaN for fewer than two points."""
    if points is None or len(points) < 2:
        return NAN
    return _hundredths(sum(_between(first, second) for first, second in pairwise(points)))


def _between(first: tuple[float, float], second: tuple[float, float]) -> float:
    cosine = math.sin(first[0]) * math.sin(second[0]) + math.cos(first[0]) * math.cos(second[0]) * math.cos(
        first[1] - second[1]
    )
    return math.acos(min(1.0, max(-1.0, cosine))) * _RADIUS


def _hundredths(number: float) -> float:
    return math.floor(number * 100 + 0.5) / 100
