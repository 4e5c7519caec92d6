"""Invented people, ventures and what supports them, beside the outlets of `outlets.demonstration`.

The same day gives the same records; only the ciphers differ. Whom they speak of nobody is: see
`identities` and `organizations`.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Actor, acting
from core.demonstration import ask
from core.errors import DomainError
from entrepreneurs.demonstration.entrepreneurs import entrepreneurs_of
from entrepreneurs.demonstration.events import events
from entrepreneurs.demonstration.ground import Ground
from entrepreneurs.demonstration.incubators import incubators_of, parks_of
from entrepreneurs.demonstration.loans import loans_of
from entrepreneurs.demonstration.mentors import mentors_of
from entrepreneurs.demonstration.organizations import MARK
from entrepreneurs.demonstration.projects import awards, fund_of, projects_of, undertakings_of
from entrepreneurs.demonstration.trainings import trainings_of
from entrepreneurs.demonstration.ventures import ventures
from entrepreneurs.kinds import Source
from entrepreneurs.loans.loading import load_rules
from entrepreneurs.models import (
    Award,
    Entrepreneur,
    EntrepreneurCategory,
    Fund,
    GuaranteedLoan,
    Incubator,
    IncubatorLevel,
    IncubatorYear,
    Instalment,
    JobsCount,
    LoanPartner,
    Mentor,
    MentoringSession,
    MentorMembership,
    MentorTeam,
    Park,
    Person,
    PersonKey,
    Project,
    ProjectStage,
    StartupEvent,
    SupportRecord,
    Tenancy,
    Training,
    TrainingEnrollment,
    Undertaking,
    Venture,
    VenturePlace,
)
from entrepreneurs.models.records import Record
from outlets.models import Organization, Outlet

BATCH = 500
# Each rests on those before it only: written in this order, removed in the opposite one.
ORDER: Sequence[type[Model]] = (
    Organization,
    Person,
    PersonKey,
    Entrepreneur,
    EntrepreneurCategory,
    JobsCount,
    SupportRecord,
    Venture,
    VenturePlace,
    Incubator,
    IncubatorLevel,
    IncubatorYear,
    Tenancy,
    Park,
    Mentor,
    MentorTeam,
    MentorMembership,
    MentoringSession,
    Training,
    TrainingEnrollment,
    StartupEvent,
    GuaranteedLoan,
    LoanPartner,
    Instalment,
    Project,
    ProjectStage,
    Fund,
    Award,
    Undertaking,
)
RECORDS = tuple(model for model in ORDER if issubclass(model, Record))


@ask
def is_loaded() -> bool:
    """Whether invented people are there: whatever pages change, people stay, erased or not."""
    return _invented(Person).exists()


@transaction.atomic
def load(*, actor: Actor | None) -> int:
    """Write the invented records; the number of people among them.

    Raises:
        DomainError: they are there already, the registry holds real records, or no divisions.
    """
    if is_loaded():
        raise DomainError(_("The demonstration of people is loaded already."))
    if _holds_real_records():
        raise DomainError(_("The registry holds real records: no invented ones are added to them."))
    load_rules()
    ground = invent(timezone.localdate())
    if not ground.counties:
        raise DomainError(_("There are no divisions yet. Load them first."))
    with acting(actor, "demonstration.loaded"):
        for model in ORDER:
            model._default_manager.bulk_create(ground.rows[model], batch_size=BATCH)
        Outlet.objects.bulk_update(ground.rows[Outlet], ["organization"], batch_size=BATCH)
    return len(ground.rows[Person])


@transaction.atomic
def remove(*, actor: Actor | None) -> int:
    """Remove what is invented with all that belongs to it; the number of people among it.

    Raises:
        DomainError: real records rest on invented ones.
    """
    people = _invented(Person).count()
    owners = Organization.objects.filter(uscc__contains=MARK)
    try:
        with transaction.atomic(), acting(actor, "demonstration.removed"):
            _sessions_of_invented_mentors().delete()
            for model in reversed(RECORDS):
                _invented(model).delete()
            Outlet.objects.demonstration().filter(organization__in=owners).update(organization=None)
            owners.delete()
    except ProtectedError as error:
        raise DomainError(
            _("Real records rest on invented ones. Change or remove these first.")
        ) from error
    return people


def invent(day: dt.date) -> Ground:
    """Every row of the demonstration, none of them written; empty without divisions."""
    ground = Ground(day)
    for county in ground.counties:
        entrepreneurs_of(ground, county)
    ventures(ground)
    for number, county in enumerate(ground.counties):
        incubators_of(ground, county, number)
        parks_of(ground, county, number)
        mentors_of(ground, county)
        trainings_of(ground, county, number)
        loans_of(ground, county)
        projects_of(ground, county)
        fund_of(ground, county)
        undertakings_of(ground, county, number)
    events(ground)
    awards(ground)
    return ground


def _invented(model: type[Model]):  # type: ignore[no-untyped-def]
    return model._default_manager.filter(source=Source.DEMONSTRATION)


def _sessions_of_invented_mentors():  # type: ignore[no-untyped-def]
    return MentoringSession.objects.filter(mentor__source=Source.DEMONSTRATION)


def _holds_real_records() -> bool:
    return Outlet.objects.exclude(pk__in=Outlet.objects.demonstration()).exists() or any(
        model._default_manager.exists() for model in RECORDS
    )
