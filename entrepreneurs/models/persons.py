"""People, and the keys that their data are enciphered with."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from entrepreneurs.kinds import LegalBasis, Sex
from entrepreneurs.models.records import Record
from entrepreneurs.querysets import PersonQuerySet
from geo.models import AdministrativeDivision


@tracked(exclude=["name_hash", "id_no_hash", "phone_hash"])
class Person(Record):
    """人员. Names, ID numbers and telephones are enciphered under the person's own key.

    See `entrepreneurs.vault`: erasing the key erases the person, from the history and from
    backups too, while what counts them stays. The hashes are keyed; they find a person again and
    keep one from being entered twice. They are in no history, and go with the key.
    """

    name_cipher = models.BinaryField()
    id_no_cipher = models.BinaryField(default=b"", blank=True)
    phone_cipher = models.BinaryField(default=b"", blank=True)
    name_hash = models.BinaryField(null=True, db_index=True)
    id_no_hash = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True, db_index=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    division = models.ForeignKey(
        AdministrativeDivision,
        models.PROTECT,
        verbose_name=_("home village"),
        related_name="+",
    )
    is_poverty_household = models.BooleanField(_("registered poverty household"), default=False)
    legal_basis = models.CharField(_("legal basis"), max_length=14, choices=LegalBasis)
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    erased_on = models.DateField(_("erased on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "id_no_hash",
                name="person_id_no_once",
                violation_error_message=_("A person with this ID number is registered already."),
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis__in=(LegalBasis.NOTICE, LegalBasis.CONSENT))
                | Q(notified_on__isnull=False),
                name="person_notice_has_a_day",
                violation_error_message=_("Say on which day the person was notified."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PersonKey(models.Model):
    """A person's key, itself enciphered. Kept in no history: erased means erased."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("personal key")
        verbose_name_plural = _("personal keys")

    def __str__(self) -> str:
        return str(self.pk)
