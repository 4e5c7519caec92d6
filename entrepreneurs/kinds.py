"""The enumerations of people, ventures and what supports them.

Stored values are English words; labels are what people read.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far a record has come: only what the county's department verified counts."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    VERIFIED = "verified", _("verified")
    RETURNED = "returned", _("returned")


class Source(models.TextChoices):
    """How a record came in."""

    MANUAL = "manual", _("entered on a page")
    IMPORT = "import", _("imported from a file")
    API = "api", _("from another system")
    DEMONSTRATION = "demonstration", _("demonstration")


class Sex(models.TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class LegalBasis(models.TextChoices):
    """处理依据: why the registry may hold somebody's data (PIPL, article 13)."""

    STATUTORY_DUTY = "statutory_duty", _("statutory duty")
    NOTICE = "notice", _("notice given")
    CONSENT = "consent", _("consent")


class Category(models.TextChoices):
    """创业者类别 of clause 十四 and others; one person may belong to several."""

    RETURNING_MIGRANT = "returning_migrant", _("returning migrant worker")
    GRADUATE = "graduate", _("college or technical graduate")
    VETERAN = "veteran", _("veteran")
    PROFESSIONAL = "professional", _("professional or technical staff")
    WOMAN = "woman", _("woman entrepreneur")
    POVERTY = "poverty", _("person lifted from poverty")
    OTHER = "other", _("other category")


class Industry(models.TextChoices):
    """创业领域 of clause 十一."""

    CULTURE = "culture", _("culture and media")
    TOURISM = "tourism", _("rural tourism")
    FINANCE = "finance", _("financial services")
    FRUIT_VEGETABLES = "fruit_vegetables", _("fruit and vegetables")
    PAPER_CUTTING = "paper_cutting", _("paper-cutting")
    SPECIALTIES = "specialties", _("local specialties")
    OTHER = "other", _("other industry")


class SupportKind(models.TextChoices):
    """扶持类别."""

    LICENCES = "licences", _("help with licences")
    TAX_RELIEF = "tax_relief", _("taxes and fees reduced")
    LOAN_INTEREST = "loan_interest", _("loan interest subsidy")
    STARTUP_TRAINING = "startup_training", _("startup training")
    SOCIAL_INSURANCE = "social_insurance", _("social insurance subsidy")
    GUARANTEED_LOAN = "guaranteed_loan", _("guaranteed startup loan")
    PREMISES = "premises", _("premises")
    GRANT = "grant", _("one-off grant")
    MENTOR = "mentor", _("mentoring")


class IncubatorKind(models.TextChoices):
    """载体类别. Monthly activities are asked of BASE, the 孵化基地 of clause 七."""

    MAKERSPACE = "makerspace", _("makerspace")
    INCUBATOR = "incubator", _("business incubator")
    BASE = "base", _("incubation base")
    SERVICE_CENTRE = "service_centre", _("maker service centre")
    ACCELERATOR = "accelerator", _("accelerator")
    DEMONSTRATION_BASE = "demonstration_base", _("innovation demonstration base")


class RecognitionLevel(models.TextChoices):
    NATIONAL = "national", _("national level")
    PROVINCE = "province", _("province level")
    CITY = "city", _("city level")
    COUNTY = "county", _("county level")


class InvestorKind(models.TextChoices):
    BUDGET = "budget", _("public budget")
    ENTERPRISE = "enterprise", _("enterprise")
    VENTURE_CAPITAL = "venture_capital", _("venture capital")
    SOCIAL = "social", _("social organization")


class PremisesKind(models.TextChoices):
    """The six kinds of idle premises of clause 七."""

    SHOP = "shop", _("idle commercial premises")
    FACTORY = "factory", _("industrial plant")
    WAREHOUSE = "warehouse", _("company warehouse")
    LOGISTICS = "logistics", _("logistics facility")
    HOME = "home", _("family home")
    RENTED = "rented", _("rented premises")


class SpaceKind(models.TextChoices):
    """The four kinds of space of clause 十一."""

    WORK = "work", _("working space")
    NETWORK = "network", _("network space")
    SOCIAL = "social", _("social space")
    RESOURCES = "resources", _("resource space")


class ParkKind(models.TextChoices):
    INNOVATION = "innovation", _("innovation park")
    SMALL_BUSINESS = "small_business", _("specialty small business innovation park")
    SPECIALTY_BASE = "specialty_base", _("specialty industry base")


class MentorKind(models.TextChoices):
    VOLUNTEER = "volunteer", _("volunteer mentor")
    FULL_TIME = "full_time", _("full-time mentor")


class MentorBackground(models.TextChoices):
    ENTREPRENEUR = "entrepreneur", _("successful entrepreneur")
    BUSINESS_LEADER = "business_leader", _("well-known business leader")
    INVESTOR = "investor", _("angel investor")
    SCHOLAR = "scholar", _("expert or scholar")
    CADRE = "cadre", _("Party member cadre")
    MANAGER = "manager", _("professional manager")


class TrainingKind(models.TextChoices):
    STARTUP = "startup", _("startup training")
    LABOUR_TRANSFER = "labour_transfer", _("labour transfer training")
    FARMING_SKILLS = "farming_skills", _("practical rural skills")
    VOCATIONAL = "vocational", _("vocational skills")
    APPRENTICESHIP = "apprenticeship", _("apprenticeship")
    ADVANCED_SEMINAR = "advanced_seminar", _("advanced seminar")
    ECOMMERCE = "ecommerce", _("e-commerce training")


class StartupCourse(models.TextChoices):
    """The courses of startup training, by the names they go by."""

    GYB = "gyb", "GYB"
    SYB = "syb", "SYB"
    IYB = "iyb", "IYB"
    ONLINE = "online", _("online startup course")


class TrainingMode(models.TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    ORDERED = "ordered", _("made to order")
    TARGETED = "targeted", _("targeted")


class TraineeGroup(models.TextChoices):
    """培训对象: the groups of clauses 五, 二十一 and 二十四."""

    ENTREPRENEUR = "entrepreneur", _("entrepreneur")
    POOR_LABOUR = "poor_labour", _("poor rural worker")
    GRADUATE = "graduate", _("unemployed graduate")
    LAID_OFF = "laid_off", _("laid-off worker")
    MIGRANT = "migrant", _("migrant worker")
    VETERAN = "veteran", _("veteran")
    OTHER = "other", _("other group")


class EventKind(models.TextChoices):
    FORUM = "forum", _("startup and innovation forum")
    MATCHMAKING = "matchmaking", _("project matchmaking")
    SALON = "salon", _("startup salon")
    POLICY_LECTURE = "policy_lecture", _("startup policy lecture")
    BOOTCAMP = "bootcamp", _("startup bootcamp")
    JOB_FAIR = "job_fair", _("special job fair")
    AID_CAMPAIGN = "aid_campaign", _("special aid campaign")
    OTHER = "other", _("other startup activity")


class EventState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class LoanProduct(models.TextChoices):
    """创业担保贷款 of clause 九, by borrower."""

    PERSONAL = "personal", _("personal loan")
    GRADUATE_HIGH_TECH = "graduate_high_tech", _("graduate high-tech loan")
    PARTNERSHIP = "partnership", _("partnership loan")
    MICRO_ENTERPRISE = "micro_enterprise", _("micro-enterprise loan")


class LoanState(models.TextChoices):
    APPLIED = "applied", _("applied for")
    REVIEW = "review", _("under review")
    GUARANTEED = "guaranteed", _("guarantee agreed")
    DISBURSED = "disbursed", _("paid out")
    REPAYING = "repaying", _("being repaid")
    SETTLED = "settled", _("settled")
    OVERDUE = "overdue", _("overdue")
    COMPENSATED = "compensated", _("paid by the guarantor")
    WITHDRAWN = "withdrawn", _("application withdrawn")


# Loans in these states were paid out and count in a year's total.
PAID_OUT = (
    LoanState.DISBURSED,
    LoanState.REPAYING,
    LoanState.SETTLED,
    LoanState.OVERDUE,
    LoanState.COMPENSATED,
)


class ProjectKind(models.TextChoices):
    """项目类别; the first four are those that clause 十二 wants brought in first."""

    INNOVATIVE = "innovative", _("innovative project")
    TECHNOLOGY = "technology", _("technology project")
    ECOMMERCE = "ecommerce", _("e-commerce project")
    FUND = "fund", _("startup and innovation fund project")
    TECH_TRANSFER = "tech_transfer", _("technology transfer")
    INFORMATION_INDUSTRY = "information_industry", _("information industry investment")
    TRAINING_BASE = "training_base", _("practical training base")
    OTHER = "other", _("other project")


class ProjectStageKind(models.TextChoices):
    LISTED = "listed", _("in the library")
    ASSESSED = "assessed", _("assessed")
    SIGNED = "signed", _("signed")
    STARTED = "started", _("construction started")
    RUNNING = "running", _("in production")
    DROPPED = "dropped", _("dropped")


class AwardKind(models.TextChoices):
    YOUTH_PIONEER = "youth_pioneer", _("youth startup pioneer")
    LEAD_ENTREPRENEUR = "lead_entrepreneur", _("lead entrepreneur")
    STARTUP_COUNTY = "startup_county", _("provincial startup county")
    DEMONSTRATION_BASE = "demonstration_base", _("demonstration base")


class UndertakingStatus(models.TextChoices):
    """落实情况 of what the policy asks a county or department to do."""

    NOT_BEGUN = "not_begun", _("not begun")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
