"""The data that ships with the project, and the script that rebuilds it."""
