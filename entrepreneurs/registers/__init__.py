"""Every register of this app; see `registers.base`."""

from entrepreneurs.registers.base import Register
from entrepreneurs.registers.parks import PARKS

ALL: tuple[Register, ...] = (PARKS,)
BY_SLUG = {register.slug: register for register in ALL}
