"""How good a position or a line is: the words files use for it, and which replaces which."""

import unicodedata

from geo.levels import LocationQuality

Q = LocationQuality
# What senders write, in lower case with "-" for blanks, beside our own five words.
WORDS = {
    "实测": Q.SURVEYED,
    "测量": Q.SURVEYED,
    "gps": Q.SURVEYED,
    "官方": Q.OFFICIAL,
    "勘界": Q.OFFICIAL,
    "匹配": Q.MATCHED,
    "osm": Q.MATCHED,
    "osm-poi": Q.MATCHED,
    "osm-place": Q.MATCHED,
    "乡镇驻地": Q.TOWNSHIP_SEAT,
    "township-seat": Q.TOWNSHIP_SEAT,
    "示意": Q.APPROXIMATE,
    "近似": Q.APPROXIMATE,
    "approximate-low": Q.APPROXIMATE,
    "estimated": Q.APPROXIMATE,
} | {quality.value: quality for quality in Q}

RANK = {quality.value: rank for rank, quality in enumerate(Q)}


def from_words(text: str) -> LocationQuality | None:
    """The quality that a file's own word means; None for a word nobody told us.

    >>> from_words("OSM POI"), from_words("实测"), from_words("excellent")
    (LocationQuality.MATCHED, LocationQuality.SURVEYED, None)
    """
    word = "-".join(unicodedata.normalize("NFKC", text).lower().split())
    return WORDS.get(word)


def is_worse(new: str, old: str) -> bool:
    """Whether `new` may not take the place of `old`; no quality at all ("") is worst.

    >>> is_worse("approximate", "matched"), is_worse("matched", "matched"), is_worse("matched", "")
    (True, False, False)
    """
    return RANK[new] > RANK.get(old, len(RANK))
