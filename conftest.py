"""Which modules doctests leave alone: those of the site that only live in a running service.

tests/integration/site runs that service.
"""

_SERVED = ("drafts", "ground", "middleware", "models", "permissions", "settings", "urls", "wsgi")

collect_ignore_glob = [
    *(f"src/contado/site/{name}.py" for name in _SERVED),
    "src/contado/site/migrations/*",
    "src/contado/site/views/*",
]
