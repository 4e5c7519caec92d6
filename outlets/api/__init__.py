"""Outlets and what is recorded of them for programs, by noun."""

from rest_framework.routers import BaseRouter

from outlets.api.inspections import InspectionViewSet
from outlets.api.outlets import OutletViewSet
from outlets.api.photos import PhotoViewSet
from outlets.api.reports import ReportViewSet

__all__ = ["register"]


def register(router: BaseRouter) -> None:
    router.register("outlets", OutletViewSet, basename="outlet")
    router.register("monthly-reports", ReportViewSet, basename="report")
    router.register("inspections", InspectionViewSet, basename="inspection")
    router.register("photos", PhotoViewSet, basename="photo")
