"""What every map shares: extent rules, base map, the lines a map must carry."""

from config.env import env

# An online base map is an option, never a need: "name|address template|attribution", or nothing.
BASE_MAP = env.str("BASE_MAP", default="")

LEAFLET_CONFIG = {
    "TILES": [tuple(BASE_MAP.split("|"))] if BASE_MAP else [],
    "ATTRIBUTION_PREFIX": False,
    "MIN_ZOOM": 7,
    "MAX_ZOOM": 15,
    "RESET_VIEW": False,
    "SCALE": "metric",
}

# 审图号: printed on every map when the bureau has one; otherwise maps are marked as internal.
MAP_APPROVAL_NUMBER = env.str("MAP_APPROVAL_NUMBER", default="")
# Who compiles the printed sheets. Unset: the city's bureau of commerce.
COMPILING_OFFICE = env.str("COMPILING_OFFICE", default="")

# Exports of at most so many rows are answered at once; larger ones are made in the background.
EXPORT_AT_ONCE_ROWS = env.int("EXPORT_AT_ONCE_ROWS", default=20_000)
# Hours until a file made in the background is removed.
PREPARED_FILES_KEPT_HOURS = env.int("PREPARED_FILES_KEPT_HOURS", default=72)
