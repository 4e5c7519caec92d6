"""The formats that a map can be taken away in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from layers.exports import geojson, geopackage, kml, shapefiles, sheets
from layers.exports.contents import Content


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: as addresses and forms name it.
        hint: what it is good for, in few words.
        suffix: of the file, with what comes before the last dot.
        write: writes a content to a path in an empty folder; null for the map as a page, which is
            made from the question.
    """

    name: str
    label: str | Promise
    hint: str | Promise
    suffix: str
    write: Callable[[Content, Path], None] | None


_ALL = (
    Format("gpkg", _("GeoPackage"), _("for QGIS, with colours"), ".gpkg", geopackage.write),
    Format("xlsx", _("Excel"), _("a sheet for each layer"), ".xlsx", sheets.write_workbook),
    Format("html", _("Web page"), _("opens with no network"), ".html", None),
    Format("shp", _("Shapefile"), _("archive with a key to fields"), ".shp.zip", shapefiles.write),
    Format("geojson", _("GeoJSON"), _("archive, for programs"), ".geojson.zip", geojson.write),
    Format("kml", _("KML"), _("for Ovital and Google Earth"), ".kml", kml.write),
    Format("csv", _("CSV"), _("archive of plain tables"), ".csv.zip", sheets.write_csv),
)
FORMATS = {format.name: format for format in _ALL}
