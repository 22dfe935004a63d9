"""Units by their names in German and English, and what one measures in another. Pure."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

_UNITS = (
    "percent prozent %",
    "permille promille ‰",
    "euro euros €",
    "dollar dollars us-dollar $",
    "franc franken francs",
    "pound pounds pfund £",
    "kilometer kilometern kilometers kilometre kilometres km",
    "meter metern meters metre metres m",
    "centimeter zentimeter zentimetern centimeters cm",
    "mile miles meilen meile",
    "foot feet fuß",
    "inch inches zoll",
    "gram grams gramm g",
    "ounce ounces unzen",
    "acre acres",
    "hectare hectares hektar",
    "second seconds sekunden sekunde",
    "minute minutes minuten",
    "hour hours stunden stunde",
    "day days tage tagen",
    "week weeks wochen woche",
    "month months monate monaten",
    "year years jahre jahren",
    "ton tons tonnen tonnes",
    "kilogram kg kilogramm kilo kilos kilograms",
)
UNITS = tuple(word for names in _UNITS for word in names.split())  # in any language, lower case
_SIZES = {  # unit -> what it measures, and how much of it
    "second": ("time", 1),
    "minute": ("time", 60),
    "hour": ("time", 3_600),
    "day": ("time", 86_400),
    "week": ("time", 604_800),
    "month": ("calendar", 1),
    "year": ("calendar", 12),
    "centimeter": ("length", 0.01),
    "meter": ("length", 1),
    "kilometer": ("length", 1_000),
    "inch": ("length", 0.0254),
    "foot": ("length", 0.3048),
    "mile": ("length", 1_609.344),
    "gram": ("weight", 0.001),
    "kilogram": ("weight", 1),
    "ton": ("weight", 1_000),
    "ounce": ("weight", 0.02835),
    "pound": ("weight", 0.4536),
    "acre": ("area", 0.4047),
    "hectare": ("area", 1),
}
_IMPERIAL = frozenset(("inch", "foot", "mile", "ounce", "pound", "acre"))
_ROUNDED = 0.06  # share by which a translation into the other system may be off


def measure(word: str) -> str | None:
    """The unit that a word stands for, in both languages. "Minuten" -> "minute" """
    return _measures().get(word.lower())


def same(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether both are about as much: 48 hours and 2 days, 10,000 feet and 3 kilometres.

    Within one system of units exactly; a pound is a weight where the other unit is one.
    """
    if unit == other_unit:
        return value == other
    what, size = _SIZES.get(unit, ("", 0))
    others, other_size = _SIZES.get(other_unit, (None, 0))
    if what != others:
        return False
    one, two = float(value) * size, float(other) * other_size
    off = _ROUNDED if (unit in _IMPERIAL) != (other_unit in _IMPERIAL) else 1e-6
    return abs(one - two) <= off * max(one, two)


@cache
def _measures() -> dict[str, str]:
    return {word: names.split()[0] for names in _UNITS for word in names.split()}
