"""Fetch the front-end libraries of `manifest.json` with npm, pinned, and check them by hash.

.venv/bin/python core/static/vendor/refresh.py            fetch each and compare with its hashes
.venv/bin/python core/static/vendor/refresh.py --write    fetch each, replace files, renew hashes

To take a newer version, change it in the manifest and run with --write. Needs npm and a registry;
serving the project needs neither.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent
MANIFEST = VENDOR / "manifest.json"


def fetch(name: str, version: str) -> dict[str, bytes]:
    """The files of one npm package by their path in it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        [archive] = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            return {
                member.name.partition("/")[2]: file.read()
                for member in packed.getmembers()
                if member.isfile() and (file := packed.extractfile(member))
            }


def refresh(library: dict[str, Any], *, write: bool) -> list[str]:
    """Bring one library up to date; returns a line for each file that is not what it should be."""
    packed = fetch(library["name"], library["version"])
    problems = []
    for file in library["files"]:
        content = packed[file["from"]]
        digest = hashlib.sha256(content).hexdigest()
        place = VENDOR / library["name"] / file["name"]
        if write:
            file["sha256"] = digest
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
        elif digest != file["sha256"]:
            problems.append(f"{place}: the package holds {digest}, the manifest {file['sha256']}")
        elif place.read_bytes() != content:
            problems.append(f"{place}: differs from the package")
    return problems


def main() -> int:
    write = sys.argv[1:] == ["--write"]
    libraries = json.loads(MANIFEST.read_text())
    problems = [line for library in libraries for line in refresh(library, write=write)]
    if write:
        MANIFEST.write_text(json.dumps(libraries, indent=2) + "\n")
    for line in problems:
        print(line, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
