"""Predicates on roles."""

from django.contrib.auth.models import AnonymousUser

from accounts import rules
from accounts.models import Role, User


def test_a_predicate_holds_for_its_own_role_alone():
    officer = User(role=Role.TOWNSHIP_OFFICER)

    assert rules.is_officer(officer)
    assert not rules.is_reviewer(officer)
    assert not rules.is_officer(AnonymousUser())
