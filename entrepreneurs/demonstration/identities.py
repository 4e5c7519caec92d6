"""Names and numbers of nobody.

An ID number begins with the place where it was first given out; no county has the code that
these begin with (the city's, then 99), so that nobody holds one, although every check of the form
is met. Telephones begin with 154, which no operator was given.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from stdnum.cn import ric

from entrepreneurs.demonstration.ground import Ground
from entrepreneurs.kinds import Sex

PLACE = f"{settings.CITY_CODE}99"
PHONE = "154{:08}"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
GIVEN_NAMES = {
    Sex.MALE: ("有田", "广粮", "长丰", "茂林", "春耕", "秋收", "冬藏", "开渠", "望川", "远航"),
    Sex.FEMALE: ("有禾", "广莲", "长菊", "茂兰", "春杏", "秋棠", "冬梅", "采桑", "望云", "远芳"),
}
WOMEN_RATE = 0.42


@dataclass(frozen=True)
class Identity:
    name: str
    id_no: str
    phone: str
    sex: Sex
    birth_year: int


def identity(ground: Ground, number: int) -> Identity:
    """The invented person of this number; no two numbers give one ID number or telephone."""
    draw = ground.draw
    sex = Sex.FEMALE if ground.chance(WOMEN_RATE) else Sex.MALE
    born_on = dt.date(ground.day.year - draw.randint(22, 58), 1, 1) + dt.timedelta(number % 365)
    # The last digit before the check sign is odd for men; the day tells those apart that share it.
    serial = 2 * (number // 365) + (1 if sex == Sex.MALE else 2)
    body = f"{PLACE}{born_on:%Y%m%d}{serial:03}"
    return Identity(
        name=draw.choice(SURNAMES) + draw.choice(GIVEN_NAMES[sex]),
        id_no=body + ric.calc_check_digit(body),
        phone=PHONE.format(number),
        sex=sex,
        birth_year=born_on.year,
    )
