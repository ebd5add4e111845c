"""What a request asks: day, fields, file and area, with everything wrong in it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from contado.errors import BadInput, Problem
from contado.interventions import Intervention
from contado.site import assessing
from contado.site.declared import geometry_of, typed_over, with_header
from contado.site.ground import territory, today
from contado.site.held import opened, with_outline


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form holds: its fields, and by which way the area comes in."""

    values: dict[str, str]
    entrance: str


@dataclass(frozen=True, slots=True)
class FormDeclaration:
    """What a form declares.

    ``base`` is the declaration under the fields, as its file or the typed coordinates gave it.
    """

    work: Intervention
    on: date
    base: Intervention
    notices: tuple[Problem, ...]


def posted(request: HttpRequest) -> Posted:
    """Return what the form of a request holds; coordinates replace an area that was there."""
    values = {name: str(text) for name, text in request.POST.items()}
    typed = "coordinates" if values.get("coordinates", "").strip() else "area"
    return Posted(values, "file" if request.FILES.get("file") else typed)


def day_of(text: str, filed_on: date | None = None) -> date:
    """Return the day whose law judges: the one written, else the day of filing, else today.

    Raises
    ------
    BadInput
        ``site.bad_day``.
    """
    if not text:
        return filed_on or today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(Problem("site.bad_day", assessing.FORM, {"text": text[:20]})) from None


def declared(request: HttpRequest, form: Posted) -> FormDeclaration:
    """Return what a form declares, its area from wherever it came.

    The fields lie over what a file declares, or over what an earlier one declared. Of that
    earlier file nothing stays once another comes in.

    Raises
    ------
    BadInput
        Every problem of the form.
    """
    base, values = opened(form.values.get("declaration", "")), form.values
    if form.entrance == "area":
        return _laid(values, base, geometry_of(values.get("geometry", "")), ())
    one, notices = area(request, form)
    if form.entrance == "file":
        values, base = typed_over(values, base), one
    else:
        base = with_outline(base, one)
    return _laid(values, base, assessing.on_map(base), notices)


def _laid(
    values: dict[str, str], base: Intervention, geometry: object, notices: tuple[Problem, ...]
) -> FormDeclaration:
    read = assessing.laid_over(values, base, geometry)
    work = read.interventions[0]
    on = day_of(values.get("on", ""), work.filed_on)
    once = {(each.code, repr(each.values)): each for each in (*read.notices, *notices)}
    return FormDeclaration(work, on, base, tuple(once.values()))


def area(request: HttpRequest, form: Posted) -> tuple[Intervention, tuple[Problem, ...]]:
    """Read the intervention of a file, or the area of typed coordinates, and what is noticed."""
    crs = form.values.get("crs") or None
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        name = file.name or "file"
        read = assessing.read_bytes(_content(file), name, crs)
        return assessing.only_one(read, name, form.values.get("id", "")), read.notices
    text = with_header(form.values.get("coordinates", "")).encode()
    read = assessing.read_bytes(text, "vertici.txt", crs or territory().crs)
    return assessing.only_one(read, "vertici"), read.notices


def _content(file: UploadedFile[Any]) -> bytes:
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise BadInput(Problem("site.too_large", file.name or "", {"limit": limit}))
    return bytes(file.read())
