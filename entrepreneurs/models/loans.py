"""Guaranteed startup loans (创业担保贷款) and the rules they are judged by."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import LoanProduct, LoanState
from entrepreneurs.models.persons import Person
from entrepreneurs.models.records import VerifiedRecord, in_order, one_a_day, yuan
from entrepreneurs.querysets import DatedQuerySet, LoanRowQuerySet, RecordQuerySet
from geo.models import AdministrativeDivision
from outlets.models import Organization


@tracked()
class LoanRule(RegistryModel):
    """贷款规则: what a document allows, from one day to another.

    A null cap or term is one that the document does not state (条文未定): a loan then needs a
    basis of its own.
    """

    product = models.CharField(_("product"), max_length=18, choices=LoanProduct)
    max_amount_yuan = yuan(_("highest amount"), null=True, blank=True)
    max_term_months = models.PositiveSmallIntegerField(_("longest term"), null=True, blank=True)
    min_contract_months = models.PositiveSmallIntegerField(
        _("shortest contract of new staff"), null=True, blank=True
    )
    min_new_hire_rate = models.DecimalField(
        _("least share of new staff"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    document_no = models.CharField(_("document number"), max_length=100)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("loan rule")
        verbose_name_plural = _("loan rules")
        ordering = ["product", "-valid_from"]
        constraints = [
            one_a_day(
                "loan_rule_one_a_day",
                "product",
                message=_("A product has one rule on any day."),
            ),
            in_order("loan_rule_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_product_display()} {self.document_no}"


@tracked()
class GuaranteedLoan(VerifiedRecord):
    """创业担保贷款, judged by the rule in force on the day it was signed."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    product = models.CharField(_("product"), max_length=18, choices=LoanProduct)
    borrower = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("borrower"),
        null=True,
        blank=True,
        related_name="loans",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("borrowing organization"),
        null=True,
        blank=True,
        related_name="loans",
    )
    contract_no = models.CharField(_("contract number"), max_length=40, blank=True)
    amount_yuan = yuan(_("amount"))
    term_months = models.PositiveSmallIntegerField(_("term in months"))
    signed_on = models.DateField(_("signed on"))
    disbursed_on = models.DateField(_("paid out on"), null=True, blank=True)
    due_on = models.DateField(_("due by"), null=True, blank=True)
    bank = models.CharField(_("bank"), max_length=60)
    counter_guarantee = models.CharField(_("counter-guarantee"), max_length=60, blank=True)
    subsidy_rate = models.DecimalField(
        _("share of interest subsidised"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    basis_document = models.CharField(
        _("basis where the rule states none"), max_length=100, blank=True
    )
    high_tech_evidence = models.CharField(
        _("evidence of the high-tech field"), max_length=100, blank=True
    )
    staff_before = models.PositiveIntegerField(_("staff before"), null=True, blank=True)
    new_hires = models.PositiveIntegerField(_("new staff"), null=True, blank=True)
    new_hire_contract_months = models.PositiveSmallIntegerField(
        _("contract of new staff in months"), null=True, blank=True
    )
    is_social_insurance_paid = models.BooleanField(_("social insurance paid"), default=False)
    state = models.CharField(
        _("state"), max_length=12, choices=LoanState, default=LoanState.APPLIED
    )

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("guaranteed loan")
        verbose_name_plural = _("guaranteed loans")
        ordering = ["-signed_on", "pk"]
        indexes = [models.Index(fields=["disbursed_on"], name="loan_disbursed_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(product=LoanProduct.MICRO_ENTERPRISE, organization__isnull=False)
                | ~Q(product=LoanProduct.MICRO_ENTERPRISE) & Q(borrower__isnull=False),
                name="loan_has_its_borrower",
                violation_error_message=_(
                    "A micro-enterprise loan names the organization, any other the person."
                ),
            ),
            in_order("loan_due_after_payment", "disbursed_on", "due_on"),
        ]

    def __str__(self) -> str:
        return f"{self.get_product_display()} {self.signed_on}"


@tracked()
class LoanPartner(RegistryModel):
    """合伙人 of a partnership loan, besides the borrower."""

    loan = models.ForeignKey(GuaranteedLoan, models.CASCADE, related_name="partners")
    person = models.ForeignKey(Person, models.PROTECT, related_name="partner_in")

    objects = LoanRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                "loan",
                "person",
                name="loan_partner_once",
                violation_error_message=_("The person is a partner already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Instalment(RegistryModel):
    """还款: what is due on a day, and what was paid of it."""

    loan = models.ForeignKey(GuaranteedLoan, models.CASCADE, related_name="instalments")
    due_on = models.DateField(_("due by"))
    due_yuan = yuan(_("amount due"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_yuan = yuan(_("amount paid"), default=0)

    objects = LoanRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                "loan",
                "due_on",
                name="instalment_once_a_day",
                violation_error_message=_("There is an instalment for this day already."),
            ),
            models.CheckConstraint(
                condition=Q(paid_yuan=0) | Q(paid_on__isnull=False),
                name="instalment_paid_on_a_day",
                violation_error_message=_("Say on which day it was paid."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.due_on)
