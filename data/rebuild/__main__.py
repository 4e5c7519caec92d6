"""Rebuild data/shapefiles from the packages, or check the files against their README.

python -m data.rebuild                  rebuild into data/shapefiles, update its README
python -m data.rebuild --out FOLDER     rebuild elsewhere, for comparison
python -m data.rebuild --check          compare the files with the README; no network
"""

import argparse
import sys
import tempfile
from pathlib import Path

from data.rebuild import checksums, derived, divisions, fetch, lines, shapefile
from data.rebuild.setup import CITY_CODE

SHIPPED = Path(__file__).resolve().parents[1] / "shapefiles"


def build(packages: Path, out: Path) -> None:
    """Write every file into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    rows = divisions.divisions(packages, CITY_CODE)
    divisions.write(rows, out / "divisions.csv")
    china = lines.china_counties(packages)
    counties = lines.counties(china, rows)
    city = lines.city(counties, rows)
    townships = derived.townships(rows, counties, derived.county_seats(packages, counties))
    frames = {
        "counties": counties,
        "city": city,
        "neighbours": lines.neighbours(china, city, divisions.region_names(packages)),
        "rivers": lines.rivers(packages),
        "townships": townships,
        "villages": derived.villages(rows, counties, townships),
    }
    for name, frame in frames.items():
        shapefile.write(frame, out / f"{name}.shp")


def main() -> int:
    """Run the command; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m data.rebuild", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--check", action="store_true", help="only compare with the README")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder to write to")
    parser.add_argument("--packages", type=Path, help="folder to keep the downloads in")
    options = parser.parse_args()
    if options.check:
        wrong = checksums.differences(SHIPPED)
        for name in wrong:
            print(f"{name}: not the file that the README names")
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as scratch:
        packages = (options.packages or Path(scratch)).resolve()
        fetch.fetch(packages)
        build(packages, options.out)
    if options.out.resolve() == SHIPPED:
        checksums.update(SHIPPED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
