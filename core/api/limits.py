"""How often one account may ask: `API_REQUESTS_PER_MINUTE`, counted in each server process."""

from typing import Any

from django.conf import settings
from rest_framework.throttling import UserRateThrottle


class PerAccount(UserRateThrottle):
    """So many requests a minute; 0 sets no limit."""

    rate: Any = ""

    def __init__(self) -> None:
        number = settings.API_REQUESTS_PER_MINUTE
        self.rate = f"{number}/min" if number else None
        super().__init__()
