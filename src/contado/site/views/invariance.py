"""Hydraulic invariance: the form, the answer, and the report to sign."""

from __future__ import annotations

import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from contado.analyses import declared, values_of
from contado.errors import BadInput, Problem
from contado.site.analysis_forms import form_of
from contado.site.context import language
from contado.site.ground import rules, territory
from contado.site.permissions import permits
from contado.site.search import place_of
from contado.units import format_number

if TYPE_CHECKING:
    from contado.analyses import Analysis
    from contado.dossier.invariance import Report
    from contado.drainage.invariance import InvarianceAnswer

_KINDS = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "json": "application/json"}
_APART = ("object", "municipality", "on", "hyetograph", "routing", "date")


@cache
def asked() -> Analysis:
    """Return what the form asks for."""
    page = resources.files("contado.site") / "invariance.yaml"
    return declared(page.read_text(encoding="utf-8"), "storm-invariance")


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def form(request: HttpRequest) -> HttpResponseBase:
    """Show the form; sent, the answer below it, or all that is wrong."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = {name: list(values) for name, values in sent.lists()}
    if request.method != "POST":
        return _page(request, typed)
    try:
        report, _answer = _report(typed)
    except BadInput as error:
        return _page(request, typed, error.problems)
    from contado.dossier.invariance import body

    return _page(request, typed, (), body(report, language()))


@permits("everyone")
@require_POST
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return the report of what is typed, to be signed."""
    if kind not in _KINDS:
        raise Http404
    typed = {name: list(values) for name, values in request.POST.lists()}
    try:
        report, found = _report(typed)
    except BadInput as error:
        return _page(request, typed, error.problems)
    from contado.dossier.invariance import write

    with tempfile.TemporaryDirectory() as folder:
        target = write(report, Path(folder) / "report", language(), found)
        content = (target / f"relazione.{kind}").read_bytes()
    answer = HttpResponse(content, content_type=_KINDS[kind])
    name = f"relazione-invarianza-{report.digest[:8]}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(
    request: HttpRequest, typed: dict[str, list[str]], problems: tuple[Problem, ...] = (),
    body: str = "",
) -> HttpResponse:  # fmt: skip
    what = asked()
    content = {
        "page": "analyses", "label": what.label.say(language()), "kicker": "STORM",
        "purpose": what.purpose.say(language()), "reference": what.reference.say(language()),
        "form": form_of(what, typed, language(), problems), "refused": bool(problems),
        "report": body, "formats": _KINDS,
    }  # fmt: skip
    return render(request, "contado/invariance.html", content, status=422 if problems else 200)


def _report(typed: dict[str, list[str]]) -> tuple[Report, InvarianceAnswer]:
    """Return the sealed report of what is typed, and its answer.

    Raises
    ------
    BadInput
        Everything wrong with it.
    """
    from contado.dossier.invariance import DeclaredWorks, report_on
    from contado.drainage.invariance import Method, answer

    known = {name: _text(typed[name][0]) for name in asked().asked if typed.get(name)}
    values = values_of(asked(), known)
    plan = rules(territory().profile, values["on"])
    flags = {name for name, spec in asked().asked.items() if spec.kind == "flag"}
    own: dict[str, Any] = {
        name: bool(value) if name in flags else value
        for name, value in values.items()
        if name not in _APART
    }
    works = DeclaredWorks(**own)
    place = _place(values["municipality"])
    question = works.question(plan, place and (territory(), place.code))
    method = Method.of(plan, values["hyetograph"], values["routing"])
    named = _named(values["object"], works.area, place)
    report = report_on(question, method, plan, named, values["date"])
    return report, answer(question, plan, method)


def _text(text: str) -> str:
    """Return what was typed, decimals with a point."""
    number = text.strip().replace(",", ".")
    return number if number.replace(".", "", 1).isdigit() else text.strip()


def _place(text: str | None) -> Any:  # noqa: ANN401 - a place or none
    if not text:
        return None
    place = place_of(text, "municipalities")
    if place is None:
        raise BadInput(Problem("site.no_comune", "municipality", {"value": text[:80]}))
    return place


def _named(name: str | None, area: float, place: Any) -> Any:  # noqa: ANN401 - a place or none
    from contado.archives import printable
    from contado.dossier.invariance import Named

    size = format_number(area, "m2", language())
    title = printable((name or "").strip()) or _("Intervento di {area}").format(area=size)
    return Named(title, place.name if place else "")
