"""Lambert-93, the metric projection in which the address file also gives its points."""

from __future__ import annotations

from math import atanh, cos, exp, log, radians, sin, sqrt

_ECCENTRICITY = 0.0818191910428158
_AXIS = 6_378_137.0
_FIRST, _SECOND, _ORIGIN, _MERIDIAN = (radians(d) for d in (44.0, 49.0, 46.5, 3.0))
_EAST, _NORTH = 700_000.0, 6_600_000.0


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north in Lambert-93 (NTG 71); only meaningful in metropolitan France."""
    power = log(_scale(_FIRST) / _scale(_SECOND)) / (_isometric(_SECOND) - _isometric(_FIRST))
    constant = _scale(_FIRST) / power * exp(power * _isometric(_FIRST))
    radius = constant * exp(-power * _isometric(radians(latitude)))
    origin = constant * exp(-power * _isometric(_ORIGIN))
    angle = power * (radians(longitude) - _MERIDIAN)
    return round(_EAST + radius * sin(angle), 2), round(_NORTH + origin - radius * cos(angle), 2)


def _scale(latitude: float) -> float:
    return _AXIS * cos(latitude) / sqrt(1 - (_ECCENTRICITY * sin(latitude)) ** 2)


def _isometric(latitude: float) -> float:
    return atanh(sin(latitude)) - _ECCENTRICITY * atanh(_ECCENTRICITY * sin(latitude))
