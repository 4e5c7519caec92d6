"""Finds the GDAL and GEOS that the pyogrio and shapely wheels carry.

Debian's GDAL 3.6 opens files and addresses named in a hostile spatial reference; the wheels'
does not. pyogrio must be imported before Django loads the same library, or it no longer finds
its data files.
"""

from pathlib import Path

import pyogrio
import shapely


def _bundled(package_file: str, library: str) -> str:
    """The path of `library` beside a wheel's package; raises when the wheel carries none."""
    folder = Path(package_file).resolve().parent
    libraries = folder.with_name(f"{folder.name}.libs")
    found = sorted(libraries.glob(f"{library}-*.so*"))
    if not found:
        raise RuntimeError(f"{libraries} holds no {library}: install the binary wheel")
    return str(found[0])


GDAL_LIBRARY_PATH = _bundled(pyogrio.__file__, "libgdal")
GEOS_LIBRARY_PATH = _bundled(shapely.__file__, "libgeos_c")
