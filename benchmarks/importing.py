"""Importing: 620,573 points of a shapefile into a table, and the checking of 10,000 rows of XLSX.

The points go into a table of the benchmark's own: the registry has no use for as many. What the
project does to them is what it does to every vector file: its outside is checked, it is read in
the sandbox, each geometry is validated, and the rows are sent by COPY.
"""

import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from django.contrib.gis.db import models
from django.contrib.gis.utils import LayerMapping
from django.db import connection
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from benchmarks.timing import Contestant, race, table
from core import importing, spreadsheets
from geo import geometries
from geo.crs import GEOGRAPHIC_SRID
from geo.importers import vectors
from geo.levels import Level
from geo.models import AdministrativeDivision
from outlets.importers.outlets import OutletImporter

POINTS, FEW = 620_573, 20_000
ROWS = 10_000
TABLE = "benchmark_points"
HEADINGS = [
    "网点名称",
    "行政村代码",
    "网点类型",
    "平台",
    "经营状态",
    "开业日期",
    "负责人",
    "联系电话",
]
REST = ["便民网点", "农村淘宝", "运营", "2017-10-05", "张三", "13800000000"]
UNSAFE_SIGNS = "\\\t\n\r"
UNSAFE = str.maketrans(dict(zip(UNSAFE_SIGNS, (r"\\", r"\t", r"\n", r"\r"), strict=True)))
AT_ONCE = 50_000  # rows made while the server stores the ones before


class Place(models.Model):
    """A row of the benchmark's table, for LayerMapping."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    geom = models.PointField(srid=GEOGRAPHIC_SRID)

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = TABLE


def measure() -> str:
    """Both jobs as Markdown. The large one runs once for each contestant: it takes a minute."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, few = _shapefile(folder, "many", POINTS), _shapefile(folder, "few", FEW)
        try:
            points = _points(folder, many, few)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    return f"{points}\n{_rows()}"


def _points(folder: Path, many: Path, few: Path) -> str:
    ready = folder / "ready.txt"
    frame = vectors.read_as_given(many)
    columns = frame["code"].tolist(), frame["name"].tolist()
    ready.write_text(_lines(*columns, np.asarray(frame.geometry)), encoding="utf-8")
    jobs: list[tuple[str, int, Callable[[], None]]] = [
        ("raw COPY of ready text + GiST (limit)", POINTS, lambda: _copy([ready.read_text()])),
        ("project: sandbox, validation, COPY + GiST", POINTS, lambda: _project(many)),
        ("LayerMapping", FEW, lambda: _layer_mapping(few)),
    ]
    if shutil.which("shp2pgsql"):
        jobs.insert(1, ("shp2pgsql -D, psql", POINTS, lambda: _shp2pgsql(many)))
    lines = [f"### {POINTS:,} points of a shapefile into a table", ""]
    lines += ["| contestant | points | s | rows/s |", "|---|--:|--:|--:|"]
    for title, count, job in jobs:
        _make_table()
        begun = time.perf_counter()
        job()
        seconds = time.perf_counter() - begun
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {TABLE}")
            assert cursor.fetchone() == (count,)
        lines.append(f"| {title} | {count:,} | {seconds:.2f} | {count / seconds:,.0f} |")
    return "\n".join(lines) + "\n"


def _shapefile(folder: Path, name: str, count: int) -> Path:
    """Points over the city, with code and name."""
    places = np.random.default_rng(1).uniform((118.8, 40.5), (121.3, 42.3), (count, 2))
    path = folder / f"{name}.shp"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.points(places)),
        [
            np.array([f"2113{number:08}" for number in range(count)], dtype=object),
            np.array([f"第{number}村民组" for number in range(count)], dtype=object),
        ],
        np.array(["code", "name"]),
        geometry_type="Point",
        crs=f"EPSG:{GEOGRAPHIC_SRID}",
        encoding="UTF-8",
        driver="ESRI Shapefile",
    )
    return path


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE TABLE {TABLE} (id serial PRIMARY KEY, code varchar, name varchar, "
            f"geom geometry(Point, {GEOGRAPHIC_SRID}))"
        )


def _project(path: Path) -> None:
    frame = vectors.read_as_given(path)
    faults = geometries.faults(frame.geometry, geometries.POINTS)
    if any(faults):
        raise ValueError("a point is none")
    codes, names = frame["code"].tolist(), frame["name"].tolist()
    shapes = np.asarray(frame.geometry)
    parts = [slice(first, first + AT_ONCE) for first in range(0, len(shapes), AT_ONCE)]
    _copy(_lines(codes[part], names[part], shapes[part]) for part in parts)


def _lines(codes: list[str], names: list[str], shapes: np.ndarray) -> str:
    """Rows as COPY reads them."""
    wkb = shapely.to_wkb(shapely.set_srid(shapes, GEOGRAPHIC_SRID), hex=True, include_srid=True)
    rows = zip(_safe(codes), _safe(names), wkb.tolist(), strict=True)
    return "\n".join(map("\t".join, rows)) + "\n"


def _safe(texts: list[str]) -> list[str]:
    """Texts without what COPY takes for its own; most columns hold none of it."""
    joined = "".join(texts)
    if any(sign in joined for sign in UNSAFE_SIGNS):
        return [text.translate(UNSAFE) for text in texts]
    return texts


def _copy(texts: Iterable[str]) -> None:
    """While the server stores one part, the next is made."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} (code, name, geom) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for text in texts:
                copy.write(text)
        cursor.execute(f"CREATE INDEX ON {TABLE} USING gist (geom)")


def _shp2pgsql(path: Path) -> None:
    """Into the same table: -a appends, -D is COPY; the index is built as for the others."""
    settings = connection.settings_dict
    reading = subprocess.Popen(
        ["shp2pgsql", "-a", "-D", "-s", str(GEOGRAPHIC_SRID), str(path), TABLE],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    place = {"PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"]}
    place |= {"PGPASSWORD": settings["PASSWORD"], "PGDATABASE": settings["NAME"]}
    subprocess.run(
        ["psql", "-q", "-v", "ON_ERROR_STOP=1"],
        stdin=reading.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
        env=os.environ | {key: str(value) for key, value in place.items() if value},
    )
    if reading.wait():
        raise RuntimeError("shp2pgsql failed")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX ON {TABLE} USING gist (geom)")


def _layer_mapping(path: Path) -> None:
    fields = {"code": "code", "name": "name", "geom": "POINT"}
    LayerMapping(Place, str(path), fields, encoding="utf-8").save(strict=True)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX ON {TABLE} USING gist (geom)")


def _rows() -> str:
    content = _workbook()

    def bare() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    def checked() -> None:
        report = importing.plan(OutletImporter(), content, file_name="outlets.xlsx").report
        assert report.counts["new"] == ROWS, report.problems[:3]

    contestants = [
        Contestant("bare calamine", bare),
        Contestant("project: read in the sandbox", lambda: spreadsheets.read(content)),
        Contestant("project: read and every row checked as an outlet", checked),
    ]
    race(contestants, rounds=5, warm_up=1)
    return table(f"{ROWS:,} rows of XLSX", contestants, "bare calamine")


def _workbook() -> bytes:
    villages = list(
        AdministrativeDivision.objects.filter(level=Level.VILLAGE).values_list("code", flat=True)
    )
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(ROWS):
        code = villages[number % len(villages)]
        sheet.append([f"第{number}网点", code, *REST])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
