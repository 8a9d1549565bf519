"""Invented names: given names are common ones, family names are put together from syllables nobody carries."""

import unicodedata
from random import Random

_GIVEN = (
    "Aaron", "Adrián", "Alec", "Andrés", "Anders", "Ben", "Bruno", "Caleb", "César", "Cole", "Dario", "Derek",
    "Diego", "Dylan", "Eli", "Emil", "Enzo", "Ezequiel", "Felix", "Fermín", "Gabe", "Germán", "Grant", "Hugo",
    "Ismael", "Iván", "Jamal", "Jared", "Jesús", "Joaquín", "Jonah", "José", "Julián", "Kenji", "Kai", "Keaton",
    "Landon", "Leo", "Luca", "Luis", "Marek", "Martín", "Mateo", "Miles", "Moisés", "Nico", "Noah", "Óscar",
    "Owen", "Pablo", "Parker", "Rafael", "Ramón", "Reid", "René", "Roman", "Ryo", "Sergio", "Shane", "Tadeo",
    "Tomás", "Trent", "Tyrell", "Ulises", "Víctor", "Wade", "Wendell", "Xavier", "Yadiel", "Zeke",
)  # fmt: skip
_FAMILY_START = (
    "Alba", "Arro", "Bar", "Bel", "Bren", "Cal", "Cas", "Cor", "Dal", "Dor", "Elo", "Fal", "Fen", "Gar", "Gri",
    "Hal", "Hol", "Ibar", "Jar", "Kel", "Kor", "Lan", "Lor", "Mar", "Mel", "Mon", "Nor", "Ol", "Ordó", "Pal",
    "Per", "Quin", "Ran", "Rol", "Sal", "Sor", "Tal", "Tor", "Ul", "Val", "Vel", "Win", "Yar", "Zam",
)  # fmt: skip
_FAMILY_END = (
    "áñez", "ander", "borough", "cetti", "combe", "dínez", "drake", "dúñez", "écourt", "élo", "gast", "gráve",
    "hurst", "íbal", "inger", "kowa", "lández", "lark", "lécki", "lund", "mayne", "mora", "nández-Vail", "nör",
    "óniz", "quist", "ravel", "sen", "shaw", "stad", "tegui", "thorne", "túa", "varo", "vick", "wen", "worth",
    "yama", "zúriz",
)  # fmt: skip
_SUFFIXES = ("Jr.", "II")
_COUNTRIES = (
    ("USA", ("OH", "TX", "CA", "GA", "FL", "IL", "NC"), ("Larkfield", "Millbrook", "Dunmore", "Eastbay")),
    ("Dominican Republic", ("SD",), ("San Elio", "Villa Aurora")),
    ("Venezuela", ("CB",), ("Puerto Lindo", "El Cañón")),
    ("Japan", ("TK",), ("Minamikawa",)),
    ("Canada", ("ON",), ("Port Selkirk",)),
)
_NICKNAMES = ("Moose", "Skip", "Ace", "Flaco", "Tito", "Bear", "Dash", "Zee")


def given_name(rng: Random) -> str:
    return rng.choice(_GIVEN)


def family_name(rng: Random) -> str:
    name = rng.choice(_FAMILY_START) + rng.choice(_FAMILY_END)
    return f"{name} {rng.choice(_SUFFIXES)}" if rng.random() < 0.03 else name


def nickname(rng: Random) -> str:
    return rng.choice(_NICKNAMES)


def birthplace(rng: Random) -> tuple[str, str, str]:
    """City, state or province, country."""
    country, provinces, cities = rng.choices(_COUNTRIES, weights=(62, 16, 12, 5, 5))[0]
    return rng.choice(cities), rng.choice(provinces), country


def slug(text: str) -> str:
    """Lower case ASCII with hyphens, as ``nameSlug`` has it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in plain.lower()).split())
