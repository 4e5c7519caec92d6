"""Several files as one."""

import zipfile
from pathlib import Path


def pack(folder: Path, path: Path) -> None:
    """Put all files of a folder into the archive `path`; names in other scripts are UTF-8."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
