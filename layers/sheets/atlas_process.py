"""How a worker process of an atlas begins. Imports nothing that needs Django set up already."""

import django


def begin(database: str) -> None:
    """Set Django up, on the database of the process that this one works for."""
    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
