"""Outlets from a workbook as townships keep it, taken over with status and dates.

What officers send is no taking over but a registration: see `submitted`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from core import cells
from core.audit import Actor
from core.cells import CellError, compact
from core.errors import UnreadableFileError
from core.headings import Column
from core.importing import FieldChange, Importer, Question, Row
from core.masking import masked_name, masked_phone
from geo.directory import Directory, LookUpError
from geo.judging import Placed, judge_pairs
from geo.models import AdministrativeDivision
from outlets import services
from outlets.checks import problems_of
from outlets.importers.changes import changes_of
from outlets.importers.columns import (
    COLUMNS,
    CRS_WORDS,
    KIND_WORDS,
    MODEL_WORDS,
    PLATFORM_WORDS,
    STATUS_WORDS,
)
from outlets.kinds import Source, Stage, Status
from outlets.models import Outlet
from outlets.positions import Positions
from outlets.records import (
    FACTS,
    OutletRecord,
    RawPair,
    located,
    record_of,
    revised_periods,
)
from outlets.revisions import periods_of

# Where a problem of a record's field belongs in the table; other fields are columns themselves.
COLUMN_OF = {"village": "village_code", "status_since": "closed_on", "location": "lon"}
LOOK_UP_COLUMN = {"code": "village_code", "names": "village_name"}

Identity = tuple[int, str]


class OutletImporter(Importer[OutletRecord, Outlet]):
    """Rows are matched by number, else by village and name.

    A blank cell says nothing: what the registry knows of the outlet stays. Demonstration outlets
    are never matched.

    Args:
        scope: the code at or under which rows may lie; the city's by default.
        system: the coordinate system of rows that do not name theirs.
        is_judged: without a `system`, judge it by where the rows lie, and ask the sender; else
            such pairs are taken as they are.
    """

    kind = "outlets"
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    masks = {"keeper_name": masked_name, "keeper_phone": masked_phone}
    is_established = True  # what it writes; see `checks.problems_of`

    def __init__(
        self, scope: str | None = None, *, system: str = "", is_judged: bool = False
    ) -> None:
        self.today = timezone.localdate()
        self.scope, self.system = scope, system
        self._is_judged = is_judged and not system
        self._questions: list[Question] = []
        self.directory = Directory(scope)

    def prepare(self, rows: Sequence[Row]) -> None:
        if rows and not rows[0].has("village_code") and not rows[0].has("village_name"):
            raise UnreadableFileError(
                _("The table has no column for the village: add 行政村代码 or 行政村.")
            )
        self._rows_by_number: dict[str, Row] = {}
        self._rows_by_name: dict[Identity, Row] = {}
        self._numbers_in_file = {row.compact("outlet_no") for row in rows}
        placed = self._placed_rows(rows)
        self._positions = Positions(village for _row, village in placed)
        if self._is_judged:
            self._judge(placed)
        known = Outlet.objects.exclude(source=Source.DEMONSTRATION)
        if self.scope:
            known = known.in_division(self.scope)
        known = known.select_related("village", "organization")
        known = known.prefetch_related("statuses", "served_villages__village")
        self._by_number = {outlet.outlet_no: outlet for outlet in known if outlet.outlet_no}
        self._by_name = self._named(known)

    def _named(self, known: Iterable[Outlet]) -> dict[Identity, Outlet]:
        """The outlets that a row without a number may mean."""
        return {
            identity_of(outlet.village, outlet.name): outlet
            for outlet in known
            if outlet.stage == Stage.ESTABLISHED
        }

    def parse(self, row: Row) -> OutletRecord:
        record = OutletRecord(
            outlet_no=row.compact("outlet_no") or None,
            name=row.text("name"),
            village=self._village(row),
            kind=row.choice("kind", KIND_WORDS),
            operating_model=row.choice("operating_model", MODEL_WORDS),
            platform=row.choice("platform", PLATFORM_WORDS),
            keeper_name=row.text("keeper_name"),
            keeper_phone=row.compact("keeper_phone"),
            address=row.text("address"),
            opened_on=row.date("opened_on"),
            status=row.choice("status", STATUS_WORDS),
            status_since=row.date("closed_on"),
            served_villages=self._served(row),
        )
        record = _placed(row, record, self.system)
        self._refuse_problems(row, record, is_established=self.is_established)
        self._refuse_contradiction(row, record)
        self._refuse_repeated(row, record)
        self._refuse_what_stands(row, record)
        return record

    def match(self, record: OutletRecord) -> Outlet | None:
        if found := self._by_number.get(record.outlet_no or ""):
            return found
        assert record.village, "a row without a village is refused"
        named = self._by_name.get(identity_of(record.village, record.name))
        # Another row of the file speaks of that outlet by its number.
        return None if named and named.outlet_no in self._numbers_in_file else named

    def questions(self) -> Sequence[Question]:
        return self._questions

    def changes(self, existing: Outlet, revised: OutletRecord) -> Sequence[FieldChange]:
        return changes_of(record_of(existing, self.today), revised)

    def revise(self, existing: Outlet, record: OutletRecord) -> OutletRecord | None:
        known = record_of(existing, self.today)
        revised = replace(
            self.said_of(known, record), status=record.status, status_since=record.status_since
        )
        periods = periods_of(existing)
        same_states = revised_periods(periods, revised) == periods
        is_same = facts_in_order(revised) == facts_in_order(known)
        return None if same_states and is_same else revised

    def said_of(self, known: OutletRecord, record: OutletRecord) -> OutletRecord:
        """What is known with what the row says in its place; a blank cell says nothing."""
        said = {
            name: value
            for name in ("outlet_no", "served_villages", *FACTS)
            if (value := getattr(record, name))
        }
        if record.location:  # a new position takes its accuracy and its system along
            said |= {
                name: getattr(record, name)
                for name in ("location_accuracy_m", "location_crs_origin")
            }
        return replace(known, **said)

    def write(
        self,
        new: Sequence[OutletRecord],
        changed: Sequence[tuple[Outlet, OutletRecord]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        if changed:
            services.revise_outlets(changes=changed, actor=actor, reason=reason)
        if new:
            services.register_outlets(records=new, source=Source.IMPORT, actor=actor, reason=reason)

    def _named_village(self, row: Row) -> AdministrativeDivision:
        return self.directory.village(
            code=compact(row.text("village_code")),
            county=row.text("county"),
            township=row.text("township"),
            name=row.text("village_name"),
        )

    def _village(self, row: Row) -> AdministrativeDivision | None:
        try:
            return self._named_village(row)
        except LookUpError as error:
            row.refuse(LOOK_UP_COLUMN[error.part], error.code, error.message)
            return None

    def _served(self, row: Row) -> tuple[AdministrativeDivision, ...]:
        """The villages whose codes the cell lists."""
        text = unicodedata.normalize("NFKC", row.text("served_codes"))
        served = {}
        for code in filter(None, re.split(r"[、,;/\s]+", text)):
            try:
                village = self.directory.by_code(code)
            except LookUpError as error:
                row.refuse("served_codes", error.code, error.message)
            else:
                served[village.code] = village
        return tuple(served[code] for code in sorted(served))

    def _placed_rows(self, rows: Iterable[Row]) -> list[tuple[Row, AdministrativeDivision]]:
        """Rows with a position and their villages; what is wrong with others is said in `parse`."""
        placed = []
        for row in rows:
            if row.text("lon"):
                try:
                    placed.append((row, self._named_village(row)))
                except LookUpError:
                    continue
        return placed

    def _judge(self, placed: Sequence[tuple[Row, AdministrativeDivision]]) -> None:
        """Which system the pairs are in that do not say theirs."""
        pairs = []
        for row, village in placed:
            with suppress(CellError):
                lon, lat = cells.number(row.text("lon")), cells.number(row.text("lat"))
                if not row.text("crs") and lon is not None and lat is not None:
                    pairs.append(Placed(village.code, lon, lat))
        if pairs:
            judgement = judge_pairs(pairs)
            self.system = judgement.suggested
            self._questions.append(judgement.question("crs"))

    def _refuse_problems(self, row: Row, record: OutletRecord, *, is_established: bool) -> None:
        problems = problems_of(record, self.today, self._positions, is_established=is_established)
        for problem in problems:
            if problem.field != "village" or record.village:
                field = COLUMN_OF.get(problem.field, problem.field)
                row.refuse_all([replace(problem, field=field)])

    def _refuse_what_stands(self, row: Row, record: OutletRecord) -> None:
        """A registration under way, merged or withdrawn is none to take states over for."""
        known = self._by_number.get(record.outlet_no or "")
        if known and known.stage != Stage.ESTABLISHED:
            row.refuse(
                "outlet_no",
                "not_established",
                _("The registry has this number at the stage “%(stage)s”; it is revised there.")
                % {"stage": known.get_stage_display()},
            )

    def _refuse_contradiction(self, row: Row, record: OutletRecord) -> None:
        if record.status == Status.OPERATING and record.status_since:
            row.refuse(
                "closed_on",
                "status_disagrees",
                _("The outlet is said to operate, yet has a closing date. Correct one of them."),
            )

    def _refuse_repeated(self, row: Row, record: OutletRecord) -> None:
        """Of rows that speak of one outlet the first is taken."""
        if record.outlet_no:
            first = self._rows_by_number.setdefault(record.outlet_no, row)
            field, message = "outlet_no", _("Row %(row)s has this number already.")
        elif record.village and record.name:
            first = self._rows_by_name.setdefault(identity_of(record.village, record.name), row)
            field, message = "name", _("Row %(row)s already names this outlet in this village.")
        else:
            return
        if first is not row:
            row.refuse(field, "repeated", message % {"row": first.label})


def identity_of(village: AdministrativeDivision, name: str) -> Identity:
    return village.pk, compact(name).lower()


def _placed(row: Row, record: OutletRecord, otherwise: str) -> OutletRecord:
    """The record with the position that the row gives; both numbers or none."""
    lon, lat = row.quantity("lon"), row.quantity("lat")
    system = row.choice("crs", CRS_WORDS) or otherwise
    if row.problems and (lon is None or lat is None):
        return record
    if lon is None and lat is None:
        return record
    if lon is None or lat is None:
        missing = "lon" if lon is None else "lat"
        row.refuse(missing, "required", _("Longitude and latitude belong together."))
        return record
    raw = RawPair(lon=row.compact("lon"), lat=row.compact("lat"))
    return replace(
        record,
        location=located(raw, system),
        location_raw=raw,
        location_crs_origin=system,
    )


def facts_in_order(record: OutletRecord) -> tuple[object, ...]:
    """Everything a revision would write, for comparison."""
    place = record.location and record.location.coords
    facts = (getattr(record, name) for name in FACTS if name != "location")
    served = frozenset(village.pk for village in record.served_villages)
    return record.outlet_no, place, served, *facts
