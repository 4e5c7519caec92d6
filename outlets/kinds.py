"""The enumerations of an outlet. Stored values are English words; labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutletKind(models.TextChoices):
    """网点类型."""

    CONVENIENCE = "convenience", _("convenience outlet")
    COMPREHENSIVE = "comprehensive", _("comprehensive outlet")
    SHOP = "shop", _("convenience shop")
    DELIVERY = "delivery", _("delivery and logistics station")
    OTHER = "other", _("other outlet")
    TOWNSHIP_STATION = "township_station", _("township service station")
    COUNTY_CENTRE = "county_centre", _("county service centre")


# Only village-level outlets count towards the policy's 500.
TARGET_KINDS = (
    OutletKind.CONVENIENCE,
    OutletKind.COMPREHENSIVE,
    OutletKind.SHOP,
    OutletKind.DELIVERY,
    OutletKind.OTHER,
)


class OperatingModel(models.TextChoices):
    """运营模式."""

    PUBLIC = "public", _("public")
    SEMI_PUBLIC = "semi_public", _("semi-public")
    COMMERCIAL = "commercial", _("commercial")


class Platform(models.TextChoices):
    """平台."""

    RURAL_TAOBAO = "rural_taobao", _("Rural Taobao")
    JD = "jd", _("JD")
    ULE = "ule", _("Ule (postal)")
    COOP = "coop", _("Supply and marketing e-home")
    PINDUODUO = "pinduoduo", _("Pinduoduo")
    OWN = "own", _("own platform")
    OTHER = "other", _("other platform")


class ServiceKind(models.TextChoices):
    """服务项目."""

    PURCHASE = "purchase", _("buying for villagers")
    SALE = "sale", _("selling for villagers")
    PARCEL_IN = "parcel_in", _("parcel pick-up")
    PARCEL_OUT = "parcel_out", _("parcel sending")
    BILLS = "bills", _("phone, water and power bills")
    TICKETS = "tickets", _("travel tickets")
    CASH = "cash", _("small cash withdrawal")
    FARM_INPUTS = "farm_inputs", _("farm inputs")
    JOBS = "jobs", _("job information")
    GOVERNMENT = "government", _("government errands")
    TRAINING = "training", _("skills training")


class Status(models.TextChoices):
    """网点状态. Only OPERATING counts, in the 500 and in coverage."""

    OPERATING = "operating", _("operating")
    DORMANT = "dormant", _("presumed dormant")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")


class Source(models.TextChoices):
    """How a record came in."""

    MANUAL = "manual", _("typed in")
    IMPORT = "import", _("taken over from earlier records")
    DEMONSTRATION = "demonstration", _("demonstration")


class Basis(models.TextChoices):
    """Why an outlet serves a village."""

    OWN = "own", _("own village")
    AGREEMENT = "agreement", _("agreement")
    NOTICE = "notice", _("public notice")
