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
# By its plain name: the tests' server looks for it, else it shows files that were collected before.
INSTALLED_APPS = [
    "django.contrib.staticfiles" if app == "core.static_config.StaticFiles" else app
    for app in INSTALLED_APPS  # noqa: F405
]

if name := env.str("TEST_DB", default=""):  # one for each of several runs at once
    DATABASES["default"]["TEST"] = {"NAME": name}  # noqa: F405
