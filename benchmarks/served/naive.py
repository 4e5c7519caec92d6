"""Peer: a county's page as one writes it without thinking of queries: a loop over the ORM."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from geo.models import AdministrativeDivision
from outlets.models import Outlet

COUNTY = "211321"


def county(request: HttpRequest) -> HttpResponse:
    today = dt.date.today()
    rows = []
    for township in AdministrativeDivision.objects.get(code=COUNTY).children.all():
        villages = [village for village in township.children.all() if village.kind == "村"]
        covered = 0
        for village in villages:
            if any(outlet for outlet in Outlet.objects.open_on(today).filter(village=village)):
                covered += 1
        rows.append((township.name, covered, len(villages)))
    table = format_html_join("", "<tr><th>{}</th><td>{} / {}</td></tr>", rows)
    return HttpResponse(format_html("<table>{}</table>", table))
