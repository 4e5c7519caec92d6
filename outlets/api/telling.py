"""An outlet as programs are told of it: what its viewer's role may see, and its version."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from core.api.versions import version
from geo.api import PlaceSerializer, place, place_as_given
from outlets.keepers import Keeper, keeper_for
from outlets.kinds import (
    OperatingModel,
    OrganizationKind,
    OutletKind,
    Platform,
    ServiceKind,
    Source,
    Stage,
    Status,
    Venue,
)
from outlets.models import Outlet
from outlets.records import record_of

PLACE = PlaceSerializer(allow_null=True)


def version_of(outlet: Outlet) -> str:
    """Of the row and of its latest status period, which may change alone; reads `statuses`."""
    periods = sorted(outlet.statuses.all(), key=lambda period: period.valid_from)
    return version(outlet.updated_at, periods[-1].pk if periods else 0)


class ListedOutletSerializer(serializers.Serializer):
    """An outlet in a list. `status` is that of the day asked about; null before it opened.

    `location` is CGCS2000.
    """

    id = serializers.UUIDField()
    outlet_no = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    village = serializers.CharField(source="village.code")
    village_name = serializers.CharField(source="village.short_name")
    township = serializers.SerializerMethodField()
    county = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=OutletKind.choices, allow_blank=True)
    operating_model = serializers.ChoiceField(choices=OperatingModel.choices, allow_blank=True)
    platform = serializers.ChoiceField(choices=Platform.choices, allow_blank=True)
    stage = serializers.ChoiceField(choices=Stage.choices)
    status = serializers.SerializerMethodField()
    opened_on = serializers.DateField(allow_null=True)
    location = serializers.SerializerMethodField()
    updated_at = serializers.DateTimeField()

    def get_township(self, outlet: Outlet) -> str:
        return outlet.village.code[:9]

    def get_county(self, outlet: Outlet) -> str:
        return outlet.village.code[:6]

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices, allow_null=True))
    def get_status(self, outlet: Outlet) -> str | None:
        return getattr(outlet, "status_on_day", None)

    @extend_schema_field(PLACE)
    def get_location(self, outlet: Outlet) -> dict[str, Any] | None:
        return place(outlet.location)


class StatusPeriodSerializer(serializers.Serializer):
    """A stretch in one status; its end day no longer belongs to it."""

    status = serializers.ChoiceField(choices=Status.choices)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class RunBySerializer(serializers.Serializer):
    name = serializers.CharField()
    uscc = serializers.CharField(allow_null=True)
    old_registration_no = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=OrganizationKind.choices, allow_blank=True)


class OutletSerializer(ListedOutletSerializer):
    """Everything of an outlet that the account may see.

    `location_given` is the pair as somebody gave it. `keeper_name` and `keeper_phone` are hidden
    in part (`is_keeper_masked`) from roles that do not answer for the record.
    """

    _known_keeper: Keeper | None = None

    service_kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=ServiceKind.choices)
    )
    keeper_name = serializers.SerializerMethodField()
    keeper_phone = serializers.SerializerMethodField()
    is_keeper_masked = serializers.SerializerMethodField()
    address = serializers.CharField(allow_blank=True)
    location_given = serializers.SerializerMethodField()
    location_accuracy_m = serializers.FloatField(allow_null=True)
    location_reason = serializers.CharField(allow_blank=True)
    organization = RunBySerializer(allow_null=True)
    venue = serializers.ChoiceField(choices=Venue.choices, allow_blank=True)
    is_funded = serializers.BooleanField()
    funding_document = serializers.CharField(allow_blank=True)
    served_villages = serializers.SerializerMethodField()
    statuses = StatusPeriodSerializer(many=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    notice_ends_on = serializers.DateField(allow_null=True)
    merged_into = serializers.UUIDField(source="merged_into_id", allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    created_at = serializers.DateTimeField()

    def get_keeper_name(self, outlet: Outlet) -> str:
        return self._keeper(outlet).name

    def get_keeper_phone(self, outlet: Outlet) -> str:
        return self._keeper(outlet).phone

    def get_is_keeper_masked(self, outlet: Outlet) -> bool:
        return self._keeper(outlet).is_masked

    def _keeper(self, outlet: Outlet) -> Keeper:
        """Asked for once: a look at a whole telephone is recorded."""
        if self._known_keeper is None:
            user: User = self.context["request"].user
            self._known_keeper = keeper_for(outlet, user)
        return self._known_keeper

    @extend_schema_field(PLACE)
    def get_location_given(self, outlet: Outlet) -> dict[str, Any] | None:
        return place_as_given(outlet.location_raw, outlet.location_crs_origin)

    def get_served_villages(self, outlet: Outlet) -> list[str]:
        served = record_of(outlet, timezone.localdate()).served_villages
        return [village.code for village in served]
