"""What cannot be seen is taken out, through whichever door a text comes."""

import pghistory.models
import pytest
from django.core.files.base import ContentFile

from accounts.forms import AccountForm, TokenForm
from core import cells, import_runs
from core.api.fields import TextField
from core.audit import acting
from core.forms import LineField
from core.texts import cleaned
from outlets.forms_inspections import InspectorsField
from tests import sheets
from tests.factories.outlets import OutletFactory

PASTED = "\u202e柳\u200b树\x07村\ufeff"
SEEN = "柳树村"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("　柳树　村 ", "柳树 村"),
        ("柳\u200b树\ufeff村", "柳树村"),
        ("\u202e村树柳\u202c", "村树柳"),
        ("柳树\x00村\x07", "柳树村"),
        ("柳树\u2028村", "柳树 村"),
        ("\u3164\u115f", ""),
        ("柳\ufdd0树\U0001ffff", "柳树"),
        ("𬇹\U000313500", "𬇹\U000313500"),  # rare characters, known to this Python or not
        ("葛\U000e0100", "葛\U000e0100"),  # the shape of a character that a name is written with
    ],
)
def test_a_cell_keeps_what_can_be_seen(given: str, kept: str):
    assert cleaned(given) == kept


@pytest.mark.parametrize(
    "door",
    [
        cells.text,
        LineField().clean,
        TokenForm.base_fields["name"].clean,
        AccountForm.base_fields["name"].clean,
        AccountForm.base_fields["department"].clean,
        lambda text: InspectorsField().clean(text)[0],
        TextField().run_validation,
    ],
    ids=["cell", "line", "token", "person", "department", "inspectors", "program"],
)
def test_a_pasted_text_comes_in_the_same_way_everywhere(door):
    assert door(PASTED) == SEEN


@pytest.mark.django_db
def test_the_reason_of_a_change_keeps_what_can_be_seen():
    with acting(None, "outlet.revised", reason=PASTED):
        OutletFactory()
    assert {one.metadata["reason"] for one in pghistory.models.Context.objects.all()} == {SEEN}


@pytest.mark.django_db
def test_the_name_of_a_sent_file_keeps_what_can_be_seen(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(sheets.xlsx([["名称"]]), name=f"{PASTED}.xlsx")
    assert import_runs.receive(kind="outlets", file=file, actor=None).file_name == f"{SEEN}.xlsx"
