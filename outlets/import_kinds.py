"""Which files of outlets can be imported, and by whom."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_administrator, is_officer, is_planner, is_reviewer
from core.import_kinds import Option, Sender, SentFile, register, table_kind
from geo.crs import CoordinateSystem
from outlets.importers.outlets import OutletImporter
from outlets.importers.reports import LEAVE_OUT, UNLIKELY, UNLIKELY_CHOICES, MonthlyReportImporter
from outlets.importers.submitted import SubmittedOutletImporter
from outlets.workbook import build_template

# Those who register outlets, and those who take records over that were kept elsewhere before.
registers = is_officer | is_reviewer
takes_over = is_planner | is_administrator


def _where_outlets_arrive(sender: Sender) -> str | Promise:
    if registers(sender):
        return _(
            "New outlets are submitted and wait for the county's review; rows about established "
            "ones correct their facts."
        )
    return _("Outlets are taken over with their status and dates, without review.")


def _outlets(sent: SentFile) -> OutletImporter:
    is_submission = sent.sender is not None and registers(sent.sender)
    importer = SubmittedOutletImporter if is_submission else OutletImporter
    return importer(sent.scope, system=sent.options.get("crs", ""), is_judged=True)


register(
    table_kind(
        "outlets",
        label=_("Outlets"),
        hint=_("One row for each outlet; matched by its number, else by its village and name."),
        importer=_outlets,
        is_offered_to=registers | takes_over,
        consequence=_where_outlets_arrive,
        blank=lambda sender: build_template(sender.jurisdiction_code),
        options=(
            Option(
                "crs",
                _("Coordinate system of the file"),
                tuple((system.value, system.label) for system in CoordinateSystem),
                _("Of rows that do not name it; else it is judged by where they lie."),
            ),
        ),
    )
)


def _reports(sent: SentFile) -> MonthlyReportImporter:
    return MonthlyReportImporter(sent.scope, unlikely=sent.options.get(UNLIKELY, LEAVE_OUT))


register(
    table_kind(
        "monthly_reports",
        label=_("Monthly reports"),
        hint=_("One row for each outlet and month. A blank is no zero: what is known stays."),
        importer=_reports,
        is_offered_to=registers | takes_over,
        consequence=lambda sender: _("The reports count as filed; late ones are marked late."),
        options=(Option(UNLIKELY, _("Rows with unlikely figures"), UNLIKELY_CHOICES),),
    )
)
