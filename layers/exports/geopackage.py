"""A GeoPackage that QGIS opens with its colours: layers, styles, field names, what it is about."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from geo.crs import CGCS2000_SRID
from layers.exports import about
from layers.exports.contents import Content
from layers.exports.layer import Layer
from layers.exports.qml import style_of
from layers.exports.vectors import write_layer

# What older programs read whole; newer versions change nothing that is needed here.
VERSION = "1.3"
ABOUT = "about"

# The table as QGIS itself makes it.
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT CURRENT_TIMESTAMP
)"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner)
VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')"""

# The extension "schema": labels and explanations of fields (GeoPackage 1.3, annex F.9).
_LABELS = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name)
)"""
_CONSTRAINTS = """
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)"""
_EXTENSION = """
INSERT OR IGNORE INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES (?, NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
        'read-write')"""
_TABLE = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
VALUES (?, 'attributes', ?, ?, ?)"""


def write(content: Content, path: Path) -> None:
    """Write all layers to the file `path`."""
    items = about.about(content, system=about.CGCS2000)
    for number, layer in enumerate(content.layers):
        write_layer(
            layer,
            path,
            driver="GPKG",
            srid=CGCS2000_SRID,
            append=number > 0,
            dataset_options={"VERSION": VERSION},
            dataset_metadata=dict(items) if number == 0 else None,
            layer_metadata=dict(items),
            layer_options={
                "GEOMETRY_NAME": "geom",
                "IDENTIFIER": layer.title,
                "DESCRIPTION": about.title(content),
            },
        )
    with closing(sqlite3.connect(path)) as database, database:
        _write_styles(database, content)
        _write_labels(database, content.layers)
        _write_about(database, items)


def _write_styles(database: sqlite3.Connection, content: Content) -> None:
    database.execute(_STYLES)
    description = about.title(content)
    for layer in content.layers:
        style = style_of(layer, content.asked.question.definition)
        database.execute(_STYLE, (layer.name, layer.title[:30], style, description))
    database.execute(_TABLE, ("layer_styles", "layer_styles", "", _now()))


def _write_labels(database: sqlite3.Connection, layers: Iterable[Layer]) -> None:
    database.execute(_LABELS)
    database.execute(_CONSTRAINTS)
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        database.execute(_EXTENSION, (table,))
    rows = [
        (layer.name, column.name, str(column.label), str(column.label), str(column.note))
        for layer in layers
        for column in layer.columns
    ]
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
        " VALUES (?, ?, ?, ?, ?)",
        rows,
    )


def _write_about(database: sqlite3.Connection, items: Iterable[about.Item]) -> None:
    database.execute(
        f"CREATE TABLE {ABOUT} (fid INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT, says TEXT)"
    )
    database.executemany(f"INSERT INTO {ABOUT} (item, says) VALUES (?, ?)", list(items))
    database.execute(_TABLE, (ABOUT, _("What this file is about"), "", _now()))


def _now() -> str:
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
