"""Virtual environments for the peer libraries, in `.local/benchmarks`."""

import subprocess
import sys
import sysconfig
from pathlib import Path

from config.env import LOCAL_DIR

FOLDER = LOCAL_DIR / "benchmarks"
DRF = ["djangorestframework==3.18.3", "djangorestframework-gis==1.3.0"]
PYGEOAPI = ["pygeoapi==0.21.0", "geoalchemy2==0.20.0", "psycopg2-binary==2.9.13", "granian==2.8.7"]
MATPLOTLIB = ["matplotlib==3.11.2"]


def django_python() -> Path:
    """An interpreter with djangorestframework-gis beside the project's own packages."""
    return _venv("django", ["--no-deps", *DRF], share=True)


def pygeoapi_python() -> Path:
    """An interpreter with pygeoapi and nothing of the project."""
    return _venv("pygeoapi", PYGEOAPI, share=False)


def matplotlib_python() -> Path:
    """An interpreter with matplotlib and nothing of the project."""
    return _venv("matplotlib", MATPLOTLIB, share=False)


def _venv(name: str, packages: list[str], *, share: bool) -> Path:
    home = FOLDER / name
    done, python = home / "installed", home / "bin" / "python"
    if done.exists() and done.read_text() == str(packages):
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
    if share:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        link = home / "lib" / version / "site-packages" / "project.pth"
        link.write_text(sysconfig.get_path("purelib"))
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    done.write_text(str(packages))
    return python
