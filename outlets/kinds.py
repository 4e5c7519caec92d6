"""The enumerations of an outlet. Stored values are English words; labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


# Without one of these an outlet is no e-commerce outlet in effect.
ESSENTIAL_SERVICES = (ServiceKind.PURCHASE, ServiceKind.PARCEL_IN, ServiceKind.PARCEL_OUT)


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


class Stage(models.TextChoices):
    """How far an outlet's registration has come; once ESTABLISHED, its status periods speak."""

    DRAFT = "draft", _("draft")
    RETURNED = "returned", _("returned")
    COUNTY_REVIEW = "county_review", _("county review")
    PUBLIC_NOTICE = "public_notice", pgettext_lazy("stage", "public notice")
    ACCEPTANCE = "acceptance", _("awaiting acceptance")
    ESTABLISHED = "established", _("established")
    MERGED = "merged", _("merged into another")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Submitted and on their way: drawn on maps as being built, counted nowhere.
STAGES_IN_PROGRESS = (Stage.COUNTY_REVIEW, Stage.PUBLIC_NOTICE, Stage.ACCEPTANCE)


class Step(models.TextChoices):
    """What moves a registration from one stage to another."""

    SUBMIT = "submit", _("submitted")
    APPROVE = "approve", _("approved")
    RETURN = "return", _("sent back")
    OBJECT = "object", _("objection raised")
    END_NOTICE = "end_notice", _("public notice ended")
    ACCEPT = "accept", _("accepted")
    MERGE = "merge", _("merged")
    WITHDRAW = "withdraw", _("withdrawn")


class OrganizationKind(models.TextChoices):
    """经营主体类型."""

    COMPANY = "company", _("company")
    SOLE_TRADER = "sole_trader", _("sole trader")
    COOPERATIVE = "cooperative", _("farmers' cooperative")
    FAMILY_FARM = "family_farm", _("family farm")
    VILLAGE_ECONOMY = "village_economy", _("village collective economy")
    SOCIAL = "social", _("social organization")
    INSTITUTION = "institution", _("public institution")
    GOVERNMENT = "government", _("government office")
    PERSON = "person", _("natural person without licence")


class Venue(models.TextChoices):
    """共建场所."""

    COMMITTEE = "committee", _("village committee")
    PARTY_CENTRE = "party_centre", _("party and masses service centre")
    SUPERMARKET = "supermarket", _("supermarket")
    CLINIC = "clinic", _("clinic")
    POST = "post", _("post office")
    LIBRARY = "library", _("farmers' reading room")
    NONE = "none", _("none")


class NilReason(models.TextChoices):
    """Why a month's report is all zeros."""

    SUSPENDED = "suspended", _("was suspended")
    NOT_RECORDED = "not_recorded", _("not recorded")
    NO_BUSINESS = "no_business", _("truly no business")


class InspectionKind(models.TextChoices):
    """巡查类型."""

    ACCEPTANCE = "acceptance", _("acceptance visit")
    ROUTINE = "routine", _("routine visit")
    RANDOM = "random", _("random sample")
    UNANNOUNCED = "unannounced", _("unannounced visit")
    PERFORMANCE = "performance", _("performance review")
    REVISIT = "revisit", _("re-visit")


class InspectionResult(models.TextChoices):
    """巡查结果."""

    PASSED = "passed", _("passed")
    TO_MEND = "to_mend", _("to be mended")
    FAILED = "failed", _("failed")


class PhotoKind(models.TextChoices):
    """照片类型."""

    FRONT = "front", _("shop front")
    INDOOR = "indoor", _("indoors")
    LEDGER = "ledger", _("ledger")
