"""People, ventures and what supports them, by noun."""

from entrepreneurs.models.entrepreneurs import (
    Entrepreneur,
    EntrepreneurCategory,
    JobsCount,
    SupportRecord,
)
from entrepreneurs.models.incubators import (
    Incubator,
    IncubatorLevel,
    IncubatorYear,
    Park,
    Tenancy,
)
from entrepreneurs.models.loans import GuaranteedLoan, Instalment, LoanPartner, LoanRule
from entrepreneurs.models.mentors import Mentor, MentoringSession, MentorMembership, MentorTeam
from entrepreneurs.models.persons import Person, PersonKey
from entrepreneurs.models.projects import Award, Fund, Project, ProjectStage, Undertaking
from entrepreneurs.models.trainings import StartupEvent, Training, TrainingEnrollment
from entrepreneurs.models.ventures import Venture, VenturePlace

__all__ = [
    "Award",
    "Entrepreneur",
    "EntrepreneurCategory",
    "Fund",
    "GuaranteedLoan",
    "Incubator",
    "IncubatorLevel",
    "IncubatorYear",
    "Instalment",
    "JobsCount",
    "LoanPartner",
    "LoanRule",
    "Mentor",
    "MentorMembership",
    "MentorTeam",
    "MentoringSession",
    "Park",
    "Person",
    "PersonKey",
    "Project",
    "ProjectStage",
    "StartupEvent",
    "SupportRecord",
    "Tenancy",
    "Training",
    "TrainingEnrollment",
    "Undertaking",
    "Venture",
    "VenturePlace",
]
