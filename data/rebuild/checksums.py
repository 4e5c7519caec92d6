"""The table of sha256 in the README of a data folder."""

import hashlib
import re
from pathlib import Path

BEGIN, END = "<!-- checksums: written by the rebuild -->", "<!-- end of checksums -->"
LINE = re.compile(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)
SUFFIXES = {".csv", ".shp", ".shx", ".dbf", ".prj", ".cpg"}


def of_folder(folder: Path) -> dict[str, str]:
    """sha256 of each data file by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in SUFFIXES
    }


def differences(folder: Path) -> list[str]:
    """Names of files that are missing, unnamed, or not what the README says."""
    stated = dict(LINE.findall((folder / "README.md").read_text(encoding="utf-8")))
    found = of_folder(folder)
    return sorted(n for n in stated | found if stated.get(n) != found.get(n))


def update(folder: Path) -> None:
    """Write the table of the folder's files into its README, between the two marks."""
    readme = folder / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = [f"| `{name}` | `{digest}` |" for name, digest in of_folder(folder).items()]
    table = "\n".join([BEGIN, "", "| file | sha256 |", "|---|---|", *rows, "", END])
    readme.write_text(before + table + after, encoding="utf-8")
