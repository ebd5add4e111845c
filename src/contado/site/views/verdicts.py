"""The verdict of what is typed: as parts of the page, as a page, as JSON, as a file."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contado.errors import BadInput, Problem
from contado.site import assessing, downloads, forms
from contado.site.context import language
from contado.site.held import filled, opened, sealed, with_outline
from contado.site.permissions import permits
from contado.site.verdicts import result
from contado.site.views.pages import MainPage, page
from contado.site.views.requests import Posted, area, day_of, declared, posted


@permits("everyone")
@require_POST
def verdict(request: HttpRequest) -> HttpResponse:
    """Judge the form: parts of the page where JSON is asked for, else the whole page."""
    form = posted(request)
    try:
        what = declared(request, form)
        dossier = assessing.assessed(what.work, what.on)
    except BadInput as error:
        return _refused(request, form, error.problems)
    outcome = result(dossier, language())
    if not _wants_json(request):
        values = {**form.values, **filled(what.work, what.base), "coordinates": "", "crs": ""}
        return page(request, MainPage(values, result=outcome))
    return JsonResponse(_parts({"result": outcome}, what.notices, form.entrance))


@permits("everyone")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Read a file or typed coordinates for the map and the form.

    A file fills the whole form: what it does not declare is empty. Coordinates are an area only.
    """
    form = posted(request)
    try:
        base = opened(form.values.get("declaration", ""))
        one, notices = area(request, form)
    except BadInput as error:
        return JsonResponse({"errors": _beside(error.problems, form.entrance)}, status=422)
    from_file = form.entrance == "file"
    base = one if from_file else with_outline(base, one)
    fields = filled(one, base) if from_file else {"declaration": sealed(base)}
    content = {"geometry": assessing.on_map(one), "fields": fields}
    return JsonResponse({**content, "errors": _beside(notices, form.entrance)})


@permits("everyone")
@require_POST
def dossier(request: HttpRequest, form: str) -> HttpResponse:
    """Return the dossier of what is typed, in one of its formats."""
    fields = posted(request)
    try:
        what = declared(request, fields)
        made = assessing.assessed(what.work, what.on, draw=True)
    except BadInput as error:
        return _refused(request, fields, error.problems)
    return downloads.attached(made, form, language())


@permits("everyone")
@csrf_exempt
@require_POST
def assess(request: HttpRequest) -> HttpResponse:
    """Judge a GeoJSON feature, for programs: the dossier as JSON.

    It keeps nothing and reads no session, so it needs no token; only JSON is taken, which a page
    of another site cannot send.
    """
    if request.content_type != "application/json":
        return HttpResponse("application/json\n", status=415, content_type="text/plain")
    try:
        content = _body(request)
        on = day_of(content.get("on") or "")
        read = assessing.read_feature(content["intervention"], "intervention")
        dossier = assessing.assessed(assessing.only_one(read, "intervention"), on, draw=True)
    except BadInput as error:
        return problem_json(error.problems)
    return JsonResponse(dossier.model_dump(mode="json"))


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    if not (isinstance(content, dict) and isinstance(content.get("intervention"), dict)):
        raise BadInput(Problem("site.bad_body", "body"))
    if not isinstance(content.get("on"), str | None):
        raise BadInput(Problem("site.bad_day", "on", {"text": str(content["on"])[:20]}))
    return content


def problem_json(problems: tuple[Problem, ...]) -> JsonResponse:
    """Return problems as ``application/problem+json``."""
    rows = [
        {"code": each.code, "where": each.where, "detail": str(each.say(language()))}
        for each in problems
    ]
    content = {"title": "Bad input", "status": 422, "problems": rows}
    return JsonResponse(content, status=422, content_type="application/problem+json")


def _refused(request: HttpRequest, form: Posted, problems: tuple[Problem, ...]) -> HttpResponse:
    if not _wants_json(request):
        return page(request, MainPage(form.values, form.entrance, problems), status=422)
    return JsonResponse(_parts({"problems": problems}, problems, form.entrance), status=422)


def _parts(shown: dict[str, Any], problems: tuple[Problem, ...], entrance: str) -> dict[str, Any]:
    """Return the parts of the page that a verdict, or its refusal, puts anew."""
    return {
        "summary": render_to_string("contado/parts/summary.html", shown),
        "verdict": render_to_string("contado/parts/verdict.html", shown),
        "errors": _beside(problems, entrance),
    }


def _beside(problems: tuple[Problem, ...], entrance: str) -> dict[str, str]:
    return {
        group: render_to_string("contado/parts/problems.html", {"list": sentences}).strip()
        for group, sentences in forms.errors(problems, entrance, language()).items()
    }


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
