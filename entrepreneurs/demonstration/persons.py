"""Invented people: enciphered like real ones, each under a key of their own."""

from entrepreneurs import vault
from entrepreneurs.demonstration.ground import Ground
from entrepreneurs.demonstration.identities import identity
from entrepreneurs.kinds import LegalBasis, Source
from entrepreneurs.models import Person
from geo.models import AdministrativeDivision

POVERTY_RATE, PHONE_RATE = 0.12, 0.9
BASES = (
    (LegalBasis.STATUTORY_DUTY, 55),
    (LegalBasis.NOTICE, 30),
    (LegalBasis.CONSENT, 15),
)


def person(ground: Ground, home: AdministrativeDivision) -> Person:
    """A further person at home in the village."""
    who = identity(ground, len(ground.rows[Person]) + 1)
    row = ground.add(
        Person(
            sex=who.sex,
            birth_year=who.birth_year,
            division=home,
            is_poverty_household=ground.chance(POVERTY_RATE),
            source=Source.DEMONSTRATION,
        )
    )
    row.legal_basis = ground.drawn(BASES)
    if row.legal_basis != LegalBasis.STATUTORY_DUTY:
        row.notified_on = ground.ago(30, 900)
    phone = who.phone if ground.chance(PHONE_RATE) else ""
    key = vault.keep(row, {"name": who.name, "id_no": who.id_no, "phone": phone})
    key.person = row
    ground.add(key)
    return row
