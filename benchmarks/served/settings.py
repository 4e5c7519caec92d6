"""The project's settings without middleware: for contestants that answer and do nothing else."""

from importlib.util import find_spec

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "benchmarks.served.urls"
WSGI_APPLICATION = None
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # sets Content-Length
if find_spec("rest_framework_gis"):
    INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework", "rest_framework_gis"]  # noqa: F405
    REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None}
