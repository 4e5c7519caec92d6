"""The user: a role, a jurisdiction, a department; and the tokens of users' programs."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.querysets import ApiTokenQuerySet, UserQuerySet
from core.history import tracked
from geo.models import AdministrativeDivision
from geo.querysets import HasJurisdiction


class Role(models.TextChoices):
    TOWNSHIP_OFFICER = "township_officer", _("township officer")
    COUNTY_REVIEWER = "county_reviewer", _("county reviewer")
    CITY_PLANNER = "city_planner", _("city planner")
    DEPARTMENT = "department", _("department")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager["User"]):
    """Users come with their jurisdiction: every request asks for it."""

    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db).select_related("jurisdiction")

    def visible_to(self, user: HasJurisdiction) -> UserQuerySet:
        return self.get_queryset().visible_to(user)


@tracked(exclude=["password", "last_login"])
class User(AbstractUser):
    """Somebody who may sign in. The jurisdiction (管辖范围) is the division they answer for."""

    role = models.CharField(_("role"), max_length=20, choices=Role)
    jurisdiction = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("jurisdiction"), related_name="+"
    )
    department = models.CharField(_("department"), max_length=60, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS = ["role", "jurisdiction"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @cached_property
    def jurisdiction_code(self) -> str:
        """The code every scope begins from; see `visible_to` on the QuerySets."""
        return self.jurisdiction.code

    @property
    def display_name(self) -> str:
        return self.first_name or self.username


class ApiToken(models.Model):
    """What a program shows instead of a password: it acts as its user, until it runs out.

    Only the hash of the token is kept; `hint` is its beginning, so that people can tell theirs
    apart. No registry table: noting its last use makes no cached answer stale.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("holds until"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.name}"
