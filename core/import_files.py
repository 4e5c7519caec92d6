"""Keeps the files that are sent, under names that nobody can guess.

A file that speaks of persons is enciphered before it is stored, under a key that is derived from
the master key and in no database. It goes as soon as nothing is left to do with it, and in any case
with what its rows say after settings.IMPORT_PERSONAL_DAYS; what stays of the import are numbers.
"""

from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from core.ciphers import decipher, derived, encipher
from core.errors import ConflictError
from core.models import ImportRun


def keep(run: ImportRun, file: File) -> None:
    """Store the file; the run is not saved."""
    file.seek(0)
    if run.is_personal:
        suite = settings.PERSONAL_DATA_CIPHER
        sealed = encipher(file.read(), key=_key(), place=_place(run), suite=suite)
        file = ContentFile(sealed)
    run.file.save(run.file_name, file, save=False)


def path_of(run: ImportRun) -> Path:
    """
    Raises:
        ConflictError: the file is no longer kept.
    """
    if run.file and (path := Path(run.file.path)).exists():
        return path
    raise ConflictError(_("The file was removed meanwhile. Send it again."))


def content_of(run: ImportRun) -> bytes:
    """What the sender sent.

    Raises:
        ConflictError: the file is no longer kept.
    """
    return opened(run, path_of(run).read_bytes())


def opened(run: ImportRun, content: bytes) -> bytes:
    """The sender's bytes, from the stored ones."""
    if not run.is_personal:
        return content
    return decipher(content, key=_key(), place=_place(run))


def forget(run: ImportRun) -> None:
    """The run forgets its file now; the file itself goes when that is certain."""
    stored, storage = run.file.name, run.file.storage
    run.file = ""
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))


def forget_rows(run: ImportRun) -> None:
    """Of persons nothing stays but numbers: neither what rows say nor how the sender called it."""
    run.rows, run.problems, run.message = [], [], ""
    run.file_name = f"{run.sha256[:12]}{Path(run.file_name).suffix.lower()}"


def _key() -> bytes:
    return derived(settings.PERSONAL_DATA_KEY, b"import file")


def _place(run: ImportRun) -> bytes:
    return f"import:{run.uid}".encode()
