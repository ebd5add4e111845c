"""Which modules doctests leave alone: those of the site that only live in a running service.

tests/integration/site runs that service.
"""

_SERVED = (
    "changes", "drafts", "ground", "job_pages", "middleware", "models", "permissions", "settings",
    "urls", "variants", "wsgi",
)  # fmt: skip
_JOBS = ("asking", "keeping", "models", "queries", "worker")

collect_ignore_glob = [
    *(f"src/contado/site/{name}.py" for name in _SERVED),
    *(f"src/contado/site/jobs/{name}.py" for name in _JOBS),
    "src/contado/site/migrations/*",
    "src/contado/site/jobs/migrations/*",
    "src/contado/site/ogc/*",
    "src/contado/site/views/*",
]
