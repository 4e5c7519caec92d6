"""The pages of outlets: list, record, form, files."""
