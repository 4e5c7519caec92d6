"""The registers of people and of what supports them, and their figures, for programs."""

from rest_framework.routers import BaseRouter

from entrepreneurs.api.figures import FIGURES
from entrepreneurs.api.overview import OverviewViewSet
from entrepreneurs.api.parts import register_parts
from entrepreneurs.api.records import register_records
from entrepreneurs.registers import ALL

__all__ = ["register"]


def register(router: BaseRouter) -> None:
    router.register("registry", OverviewViewSet, basename="registry")
    for name, figure in FIGURES.items():
        router.register(f"registry/figures/{name}", figure, basename=f"figures-{name}")
    for kept in ALL:
        register_records(router, kept)
        register_parts(router, kept)
