"""How registrations, monthly reports and photos are handled; see `.env.example` for each."""

from config.env import LOCAL_DIR, env


def _whole(name: str, default: int, *, least: int = 0, most: int = 365) -> int:
    """A whole number within bounds; anything else stops the start with its name."""
    number = env.int(name, default=default)
    if not least <= number <= most:
        raise ValueError(f"{name}={number}: must lie between {least} and {most}.")
    return number


# Days that an approved outlet is on public notice (公示); 0 leaves the step out.
PUBLIC_NOTICE_DAYS = _whole("PUBLIC_NOTICE_DAYS", 7)
# Whether an outlet is established only after a visit of acceptance (验收).
ACCEPTANCE_REQUIRED = env.bool("ACCEPTANCE_REQUIRED", default=True)

# The day of the following month until which a month's report is in time.
REPORT_DEADLINE_DAY = _whole("REPORT_DEADLINE_DAY", 5, least=1, most=28)
# Closed months in a row without a report that make an outlet presumed dormant; 0: never.
DORMANT_AFTER_MISSING_REPORTS = _whole("DORMANT_AFTER_MISSING_REPORTS", 2, most=12)

# Photos are never served from here directly: a page asks who may see them.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(LOCAL_DIR / "media"))
PHOTO_MAX_MB = _whole("PHOTO_MAX_MB", 10, least=1, most=50)

# Files that are imported: the largest, for how long what one wrote can be undone, and for how long
# the file itself is kept; for a few days only where it speaks of persons.
IMPORT_MAX_MB = _whole("IMPORT_MAX_MB", 200, least=1, most=2000)
IMPORT_UNDO_DAYS = _whole("IMPORT_UNDO_DAYS", 30)
IMPORT_FILE_DAYS = _whole("IMPORT_FILE_DAYS", 90, least=1, most=3650)
IMPORT_PERSONAL_DAYS = _whole("IMPORT_PERSONAL_DAYS", 7, least=1, most=90)
