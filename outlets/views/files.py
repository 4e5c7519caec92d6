"""The workbook that townships fill in."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.http import SignedInRequest
from outlets.workbook import build_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(request: SignedInRequest) -> HttpResponse:
    user = request.user
    name = f"网点登记表-{user.jurisdiction.name}.xlsx"
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        build_template(user.jurisdiction_code),
        content_type=XLSX,
        headers={"Content-Disposition": disposition},
    )
