"""Write the reference pages anew from their declarations: python scripts/reference.py."""

from pathlib import Path

from contado.analyses import analyses
from contado.analyses.reference import describe

FOLDER = Path(__file__).parents[1] / "docs" / "reference" / "analyses"

for each in analyses():
    (FOLDER / f"{each.id}.md").write_text(describe(each), encoding="utf-8")
