"""The dossier as a file to keep."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from contado.dossier import FORMATS

if TYPE_CHECKING:
    from contado.dossier import Dossier

_KINDS = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "gpkg": "application/geopackage+sqlite3",
}


def attached(dossier: Dossier, form: str, language: str) -> HttpResponse:
    """Return a dossier as an attachment, in one of its formats."""
    from contado.dossier import write

    if form not in FORMATS:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "dossier"
        write(dossier, target, [form], language)
        content = next(target.glob(f"*.{form}")).read_bytes()
    name = f"fascicolo-{dossier.digest[:8]}.{form}"
    answer = HttpResponse(content, content_type=_KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
