"""The JSON API: who may ask, in which form it answers, how often, and how it documents itself."""

from config.env import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ProgramAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.limits.PerAccount"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsing.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.api.parsing.AlwaysJSON",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.paging.Paging",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "EXCEPTION_HANDLER": "core.api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}

# Of one account, in each server process; 0 sets no limit.
API_REQUESTS_PER_MINUTE: int = env.int("API_REQUESTS_PER_MINUTE", default=600)
# The largest body with a file that is read at all; what a file may be, its kind says.
API_LARGEST_FILE = 256 * 1024 * 1024

SPECTACULAR_SETTINGS = {
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "OAS_VERSION": "3.0.3",
    "SWAGGER_UI_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "OutletKind": "outlets.kinds.OutletKind",
        "OrganizationKind": "outlets.kinds.OrganizationKind",
        "InspectionKind": "outlets.kinds.InspectionKind",
        "PhotoKind": "outlets.kinds.PhotoKind",
        "AwardKind": "entrepreneurs.kinds.AwardKind",
        "EventKind": "entrepreneurs.kinds.EventKind",
        "EventState": "entrepreneurs.kinds.EventState",
        "IncubatorKind": "entrepreneurs.kinds.IncubatorKind",
        "LoanState": "entrepreneurs.kinds.LoanState",
        "MentorKind": "entrepreneurs.kinds.MentorKind",
        "ParkKind": "entrepreneurs.kinds.ParkKind",
        "ProjectKind": "entrepreneurs.kinds.ProjectKind",
        "RecognitionLevel": "entrepreneurs.kinds.RecognitionLevel",
        "SupportKind": "entrepreneurs.kinds.SupportKind",
        "TrainingKind": "entrepreneurs.kinds.TrainingKind",
        "UndertakingStatus": "entrepreneurs.kinds.UndertakingStatus",
        "RecordStage": "entrepreneurs.kinds.Stage",
        "RecordSource": "entrepreneurs.kinds.Source",
        "ProjectStageKind": "entrepreneurs.kinds.ProjectStageKind",
        "OutletStage": "outlets.kinds.Stage",
        "OutletStatus": "outlets.kinds.Status",
        "OutletSource": "outlets.kinds.Source",
        "DivisionLevel": "geo.levels.Level",
        "ImportState": "core.models.ImportState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_errors",
        "core.api.schema.say_what_it_is",
    ],
}
