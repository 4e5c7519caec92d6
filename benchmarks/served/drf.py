"""Peer: the villages by djangorestframework-gis, coverage as an annotation of the QuerySet."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.serializers import BooleanField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.models import AdministrativeDivision
from outlets.models import Outlet, OutletVillage


class VillageSerializer(GeoFeatureModelSerializer):
    is_own = BooleanField()
    is_served = BooleanField()

    class Meta:
        model = AdministrativeDivision
        geo_field = "seat"
        fields = ("code", "short_name", "location_quality", "is_own", "is_served")


class Villages(ListAPIView):
    serializer_class = VillageSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        today = dt.date.today()
        valid = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
        operating = Outlet.objects.open_on(today)
        serving = OutletVillage.objects.filter(valid, valid_from__lte=today, outlet__in=operating)
        villages = AdministrativeDivision.objects.administrative_villages()
        return villages.annotate(
            is_own=Exists(operating.filter(village=OuterRef("pk"))),
            is_served=Exists(serving.filter(village=OuterRef("pk"))),
        )
