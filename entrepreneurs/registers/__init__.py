"""Every register of this app; see `registers.base`."""

from entrepreneurs.registers.base import Register
from entrepreneurs.registers.entrepreneurs import ENTREPRENEURS, SUPPORTS
from entrepreneurs.registers.incubators import INCUBATORS
from entrepreneurs.registers.loans import LOANS
from entrepreneurs.registers.mentors import MENTORS, TEAMS
from entrepreneurs.registers.parks import PARKS
from entrepreneurs.registers.projects import AWARDS, FUNDS, PROJECTS, UNDERTAKINGS
from entrepreneurs.registers.trainings import EVENTS, TRAININGS
from entrepreneurs.registers.ventures import VENTURES

ALL: tuple[Register, ...] = (
    ENTREPRENEURS,
    SUPPORTS,
    VENTURES,
    INCUBATORS,
    PARKS,
    MENTORS,
    TEAMS,
    TRAININGS,
    EVENTS,
    LOANS,
    PROJECTS,
    FUNDS,
    AWARDS,
    UNDERTAKINGS,
)
BY_SLUG = {register.slug: register for register in ALL}
