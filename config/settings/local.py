"""For `./run`: one machine, plain HTTP on the loopback address."""

from config.settings.api import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.logging import *  # noqa: F403
from config.settings.maps import *  # noqa: F403
from config.settings.personal_data import *  # noqa: F403
from config.settings.registry import *  # noqa: F403
from config.settings.security import *  # noqa: F403
