"""Errors, audit, data version, importing, formatting; knows no other app."""
