"""Outlets and what is recorded of them, by noun."""

from outlets.models.inspections import Inspection
from outlets.models.lifecycle import DuplicateDecision, OutletTransition
from outlets.models.organizations import Organization
from outlets.models.outlets import Outlet, OutletStatus, OutletVillage
from outlets.models.photos import Photo
from outlets.models.reports import MonthlyReport

__all__ = [
    "DuplicateDecision",
    "Inspection",
    "MonthlyReport",
    "Organization",
    "Outlet",
    "OutletStatus",
    "OutletTransition",
    "OutletVillage",
    "Photo",
]
