"""Outlets from a workbook of a township or county office: registrations, not established outlets.

A new row is submitted and waits for the county's review, as from the page. A row about a draft or a
returned submission mends and submits it; one about an established outlet corrects its facts. The
status and the dates are entered when an outlet is accepted; columns for them are not taken over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor
from core.headings import Column
from core.importing import Row
from outlets import services
from outlets.importers.columns import COLUMNS
from outlets.importers.outlets import Identity, OutletImporter, facts_in_order, identity_of
from outlets.kinds import Source, Stage
from outlets.models import Outlet
from outlets.records import OutletRecord, record_of
from outlets.registration import save_draft, submit
from outlets.stages import EDITABLE, VOID

AT_ACCEPTANCE = frozenset({"status", "opened_on", "closed_on"})
TOLD_EVERY = 10  # rows


class SubmittedOutletImporter(OutletImporter):
    """
    Args:
        scope: the sender's jurisdiction; rows outside are refused, outlets outside do not exist.
    """

    columns: ClassVar[tuple[Column, ...]] = tuple(
        column for column in COLUMNS if column.field not in AT_ACCEPTANCE
    )
    is_established = False

    def _named(self, known: Iterable[Outlet]) -> dict[Identity, Outlet]:
        """Established ones before those under way; what was withdrawn or merged is none."""
        living = [outlet for outlet in known if outlet.stage not in VOID]
        living.sort(key=lambda outlet: outlet.stage == Stage.ESTABLISHED)
        return {identity_of(outlet.village, outlet.name): outlet for outlet in living}

    def revise(self, existing: Outlet, record: OutletRecord) -> OutletRecord | None:
        known = record_of(existing, self.today)
        revised = replace(
            self.said_of(known, record), status=known.status, status_since=known.status_since
        )
        is_same = facts_in_order(revised) == facts_in_order(known)
        # A finished draft is submitted; what was returned has to be mended first.
        return None if is_same and existing.stage != Stage.DRAFT else revised

    def _refuse_what_stands(self, row: Row, record: OutletRecord) -> None:
        if row.problems:
            return
        known = self.match(record)
        if known is None:
            if record.outlet_no:
                text = _(
                    "No outlet of your jurisdiction has this number. Leave it empty for a new one."
                )
                row.refuse("outlet_no", "unknown_number", text)
            return
        revised = self.revise(known, record)
        is_established = known.stage == Stage.ESTABLISHED
        if is_established or known.stage in EDITABLE:
            if revised:
                self._refuse_problems(row, revised, is_established=is_established)
        elif known.stage in VOID or revised:
            text = _("“%(name)s” is at the stage “%(stage)s” and cannot be changed by a file.")
            words = {"name": known.name, "stage": known.get_stage_display()}
            row.refuse("outlet_no" if record.outlet_no else "name", "under_way", text % words)

    def write(
        self,
        new: Sequence[OutletRecord],
        changed: Sequence[tuple[Outlet, OutletRecord]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        assert isinstance(actor, User), "the office's own commands take over, they do not submit"
        established = [pair for pair in changed if pair[0].stage == Stage.ESTABLISHED]
        if established:
            services.revise_outlets(changes=established, actor=actor, reason=reason)
        mended = [pair for pair in changed if pair[0].stage != Stage.ESTABLISHED]
        pending = [*mended, *((None, record) for record in new)]
        for number, (outlet, record) in enumerate(pending):
            if number % TOLD_EVERY == 0:
                self.tell(number / len(pending))
            draft = save_draft(
                record=record,
                actor=actor,
                outlet=outlet,
                seen_at=outlet.updated_at if outlet else None,
                source=Source.IMPORT,
            )
            submit(outlet=draft, seen_at=draft.updated_at, actor=actor, remark=reason[:500])
