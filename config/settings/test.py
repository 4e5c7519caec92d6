"""For the tests: the same as `local`, with quick password hashes and unhashed static names."""

from config.env import env
from config.settings.local import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

if name := env.str("TEST_DB", default=""):  # one for each of several runs at once
    DATABASES["default"]["TEST"] = {"NAME": name}  # noqa: F405
