"""Analyses: their list, the form of each, and asking."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from contado.analyses import analysis, names
from contado.errors import BadInput, Problem
from contado.site.analysis_forms import Typed, form_of
from contado.site.context import language
from contado.site.jobs.asking import Asked, HandedFile, ask, offered
from contado.site.permissions import permits, visitor
from contado.site.search import any_place

if TYPE_CHECKING:
    from contado.analyses import Analysis


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """List the analyses, by capability; of one place or of a drawn area, those that take it."""
    place, area = request.GET.get("luogo", "")[:80], request.POST.get("geometry", "")
    one = any_place(place) if place else None
    if place and one is None:
        raise Http404(_("Nessun luogo ha questo codice."))
    fit = [each for each in offered() if place_input(each) or not (one or area)]
    ordered = sorted(fit, key=lambda each: each.id)
    groups = [(name, list(some)) for name, some in groupby(ordered, lambda a: a.id.split("-")[0])]
    content = {"page": "analyses", "groups": groups, "place": one, "luogo": place, "area": area}
    return render(request, "contado/analyses.html", content)


def place_input(what: Analysis) -> str:
    """Return the input of an analysis that takes places; empty where there is none."""
    return next((name for name, spec in what.asked.items() if spec.kind == "places"), "")


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def form(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show the form of an analysis; sent, keep a job and go to it, or say all that is wrong."""
    what = named_analysis(name)
    typed = {key: list(values) for key, values in _sent(request).lists()}
    if request.method != "POST" or "show" in typed:
        return page(request, what, typed)
    files = {key: _read(request.FILES.getlist(key)) for key in request.FILES}
    if area := "".join(typed.get(f"{place_input(what)}-area", ())):
        files.setdefault(place_input(what), [HandedFile(_("area") + ".geojson", area.encode())])
    try:
        job = ask(Asked(what, _own(what, typed), files, visitor(request), language()))
    except BadInput as error:
        handed = {file.name: key for key, some in files.items() for file in some}
        return page(request, what, typed, error.problems, handed)
    return redirect("job", job=job.pk)


def named_analysis(name: str) -> Analysis:
    """Return an analysis that an address names.

    Raises
    ------
    Http404
    """
    if name not in names():
        raise Http404(_("Nessuna analisi ha questo nome."))
    return analysis(name)


def page(
    request: HttpRequest, what: Analysis, typed: Typed, problems: tuple[Problem, ...] = (),
    handed: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:  # fmt: skip
    """Show the form with what was typed and what is wrong."""
    content = {
        "page": "analyses", "analysis": what, "label": what.label.say(language()),
        "purpose": what.purpose.say(language()), "kicker": what.kicker.say(language()),
        "reference": what.reference.say(language()),
        "form": form_of(what, {**typed, **_lines(what, typed)}, language(), problems, handed),
        "refused": bool(problems),
    }  # fmt: skip
    return render(request, "contado/analysis.html", content, status=422 if problems else 200)


def _sent(request: HttpRequest):  # type: ignore[no-untyped-def] # noqa: ANN202
    return request.POST if request.method == "POST" else request.GET


def _own(what: Analysis, typed: Typed) -> dict[str, list[str]]:
    """Return the fields of the form; one place that is named goes before a kind of places."""
    own = {name: list(typed[name]) for name in what.asked if name in typed}
    for name, spec in what.asked.items():
        if spec.kind == "places" and (one := "".join(typed.get(f"{name}-one", ()))).strip():
            own[name] = [one]
    return own | _lines(what, typed)


def _lines(what: Analysis, typed: Typed) -> dict[str, list[str]]:
    """Return the fields of several values, one a line."""
    return {
        name: [line for text in typed[name] for line in text.splitlines()]
        for name, spec in what.asked.items()
        if spec.many and not spec.measures and name in typed
    }


def _read(files: list[UploadedFile[bytes]]) -> list[HandedFile]:
    return [HandedFile(file.name or "file", file.read()) for file in files]
