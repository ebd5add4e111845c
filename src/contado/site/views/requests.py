"""What a request asks: day, fields, file and area, with everything wrong in it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from contado.errors import BadInput, Problem
from contado.site import assessing
from contado.site.declared import feature, geometry_of, typed, with_header
from contado.site.ground import today

NAME = "modulo"
"""What messages call the form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks: its fields, the day, and by which way the area came in."""

    values: dict[str, str]
    on: date
    entrance: str


def asked(request: HttpRequest) -> Asked:
    """Return what the form of a request holds.

    Raises
    ------
    BadInput
        ``site.bad_day``.
    """
    values = {key: str(value) for key, value in request.POST.items()}
    return Asked(values, day_of(values.get("on", "")), _entrance(request, values))


def _entrance(request: HttpRequest, values: dict[str, str]) -> str:
    if request.FILES.get("file"):
        return "file"
    if values.get("coordinates", "").strip() and not values.get("geometry"):
        return "coordinates"
    return "area"


def day_of(text: str) -> date:
    """Return the day whose law judges: today unless another is written."""
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(Problem("site.bad_day", NAME, {"text": text[:20]})) from None


def declared(request: HttpRequest, ask: Asked) -> dict[str, Any]:
    """Return the GeoJSON feature that a form declares, its area from wherever it came.

    A file that declares measures and answers fills those fields, unless they are typed.
    """
    if ask.entrance == "area":
        return feature(ask.values, geometry_of(ask.values.get("geometry", "")))
    found, fields = area(request, ask)
    given = {key: value for key, value in ask.values.items() if value}
    ask.values.update({**fields, **given})
    return feature(ask.values, found)


def area(request: HttpRequest, ask: Asked) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the area of a file or of typed coordinates, and the fields that the file declares."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        read = assessing.read_bytes(_content(file), file.name or "file", ask.on)
        one = assessing.only_one(read, file.name or "file")
        return assessing.on_map(one), typed(one)
    text = with_header(ask.values.get("coordinates", "")).encode()
    read = assessing.read_bytes(text, "vertici.txt", ask.on, ask.values.get("crs"))
    one = assessing.only_one(read, "vertici")
    return assessing.on_map(one), {}


def _content(file: UploadedFile[Any]) -> bytes:
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise BadInput(Problem("site.too_large", file.name or "", {"limit": limit}))
    return bytes(file.read())
