"""What an export is asked for: a question, the layers that are on, and which list of villages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidQuestionError
from targets.coverage import Part
from targets.definitions import Definition, Question, parse_day
from targets.questions import question_within

# In the order in which files hold them: what is drawn below comes first.
LAYERS = (
    *("divisions", "ventures", "communities", "villages", "gaps"),
    *("outlets", "under_way", "parks", "incubators"),
)
# What a map has on when its address does not say, as in `layers/map/question.js`.
SHOWN = ("villages", "outlets")
# Nothing to take away: circles follow from positions and radius.
ONLY_DRAWN = ("rings",)


@dataclass(frozen=True)
class ExportQuestion:
    """One export.

    Attributes:
        layers: of LAYERS, in their order.
        part: which villages the layer `gaps` holds.
        since: the day that the parts GAINED and LOST are seen from.
    """

    question: Question
    layers: tuple[str, ...]
    part: Part = Part.GAPS
    since: dt.date | None = None

    def as_dict(self) -> dict[str, str]:
        """The question as plain texts, for jobs and for the audit; `export_within` reads it."""
        question = self.question
        texts = {
            "on": question.on.isoformat(),
            "division": question.division,
            "definition": question.definition.value,
            "radius_m": str(question.radius_m) if question.definition is Definition.SPATIAL else "",
            "kind": question.outlets.kind,
            "model": question.outlets.operating_model,
            "platform": question.outlets.platform,
            "take": ",".join(self.layers),
            "show": self.part.value if self.part is not Part.GAPS else "",
            "since": self.since.isoformat() if self.since else "",
        }
        return {name: text for name, text in texts.items() if text}


def export_within(values: Mapping[str, str], user: User) -> ExportQuestion:
    """Read an export from the values of a form or a job, within the user's jurisdiction.

    `take` names the layers. Without it `layers` does, as in the map's address: villages bring
    those without cover along, and divisions are always there. `show` and `since` are those of the
    list of villages.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    question = question_within(values, user)
    since_text = values.get("since")
    part = _part(values.get("show"))
    since = None
    if part in (Part.GAINED, Part.LOST):
        since = parse_day(since_text, field="since") if since_text else question.on.replace(day=1)
    return ExportQuestion(question, _layers(values), part, since)


def _part(text: str | None) -> Part:
    if text and text not in Part.values:
        message = _("There is no list of villages “%(text)s”. Known are: %(known)s.")
        known = ", ".join(Part.values)
        raise InvalidQuestionError(message % {"text": text[:40], "known": known}, field="show")
    return Part(text or Part.GAPS)


def _layers(values: Mapping[str, str]) -> tuple[str, ...]:
    if taken := values.get("take"):
        wanted, field = set(taken.split(",")), "take"
    else:
        shown = values.get("layers")
        on = set(filter(None, SHOWN if shown is None else shown.split(","))) - set(ONLY_DRAWN)
        wanted, field = on | {"divisions"} | ({"gaps"} if "villages" in on else set()), "layers"
    if unknown := wanted - set(LAYERS):
        message = _("There is no layer “%(text)s”. Known are: %(known)s.") % {
            "text": min(unknown)[:40],
            "known": ", ".join(LAYERS),
        }
        raise InvalidQuestionError(message, field=field)
    return tuple(name for name in LAYERS if name in wanted)
