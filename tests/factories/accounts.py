"""Users of each role; the password of all of them is `PASSWORD`."""

import factory

from accounts.models import Role, User
from tests.factories.geo import CityFactory

PASSWORD = "Long-enough-for-tests-7"


class UserFactory(factory.django.DjangoModelFactory):
    """A planner of the city unless `role` and `jurisdiction` say otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password(PASSWORD)
    role = Role.CITY_PLANNER
    jurisdiction = factory.SubFactory(CityFactory)
