"""Sets up everything that the registry needs on a bare machine, for `./run` and `./test`.

Runs before anything is installed, so it uses the standard library alone.
"""
