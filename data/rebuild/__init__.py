"""Rebuilds data/shapefiles from pinned public packages; `python -m data.rebuild --help`."""
