"""Rules for passwords, worded in both languages; Django's own lack some translations."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        text = _("The password is too short: it needs at least %(length)s signs.")
        return text % {"length": self.min_length}

    def get_help_text(self) -> str:
        return _("At least %(length)s signs.") % {"length": self.min_length}


class UnlikeOneself(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("The password is too much like your %(verbose_name)s.")

    def get_help_text(self) -> str:
        return _("Not like your user name.")


class Uncommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("This password is among the most used; anybody would guess it.")

    def get_help_text(self) -> str:
        return _("None of the most used passwords, such as password1.")


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("The password is digits alone; add letters.")

    def get_help_text(self) -> str:
        return _("Not digits alone.")
