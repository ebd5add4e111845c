"""The verdict of what is typed: as parts of the page, as a page, as JSON, as a file."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contado.dossier import Dossier
from contado.errors import BadInput, Problem
from contado.site import assessing, downloads, forms
from contado.site.context import language
from contado.site.ground import today
from contado.site.permissions import permits
from contado.site.verdicts import result
from contado.site.views.pages import page
from contado.site.views.requests import NAME, Asked, area, asked, day_of, declared


@permits("everyone")
@require_POST
def verdict(request: HttpRequest) -> HttpResponse:
    """Judge the form: parts of the page where JSON is asked for, else the whole page."""
    ask = Asked({}, today(), "area")
    try:
        ask = asked(request)
        judged = assessing.assessed(declared(request, ask), ask.on, NAME)
    except BadInput as error:
        return _refused(request, ask, error.problems)
    told = {"result": result(judged.dossier, language())}
    if not _wants_json(request):
        shown = told["result"]
        return page(request, _with_area(ask, judged.dossier), on=ask.on, result=shown)
    return JsonResponse(
        {
            "summary": render_to_string("contado/parts/summary.html", told),
            "verdict": render_to_string("contado/parts/verdict.html", told),
            "errors": _beside(judged.notices, ask.entrance),
        }
    )


@permits("everyone")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Read an area from a file or typed coordinates, for the map and the form."""
    ask = Asked({}, today(), "file" if request.FILES else "coordinates")
    try:
        ask = Asked(**{**_slots(asked(request)), "entrance": ask.entrance})
        geometry, fields = area(request, ask)
    except BadInput as error:
        return JsonResponse({"errors": _beside(error.problems, ask.entrance)}, status=422)
    return JsonResponse({"geometry": geometry, "declared": fields, "errors": {}})


@permits("everyone")
@require_POST
def dossier(request: HttpRequest, form: str) -> HttpResponse:
    """Return the dossier of what is typed, in one of its formats."""
    ask = Asked({}, today(), "area")
    try:
        ask = asked(request)
        judged = assessing.assessed(declared(request, ask), ask.on, NAME, draw=True, whole=True)
    except BadInput as error:
        return _refused(request, ask, error.problems)
    return downloads.attached(judged.dossier, form, language())


@permits("everyone")
@csrf_exempt
@require_POST
def assess(request: HttpRequest) -> HttpResponse:
    """Judge a GeoJSON feature, for programs: the dossier as JSON.

    With ``"effects": "all"`` those too that take a model of the place, a tenth of a second.

    It keeps nothing and reads no session, so it needs no token; only JSON is taken, which a page
    of another site cannot send.
    """
    if request.content_type != "application/json":
        return HttpResponse("application/json\n", status=415, content_type="text/plain")
    try:
        content = _body(request)
        judged = assessing.assessed(
            content["intervention"],
            day_of(content.get("on") or ""),
            "intervention",
            draw=True,
            whole=content.get("effects") == "all",
        )
    except BadInput as error:
        return problem_json(error.problems)
    return JsonResponse(judged.dossier.model_dump(mode="json"))


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    if not (isinstance(content, dict) and isinstance(content.get("intervention"), dict)):
        raise BadInput(Problem("site.bad_body", "body"))
    if content.get("effects", "all") != "all":
        raise BadInput(Problem("site.bad_body", "effects"))
    if not isinstance(content.get("on"), str | None):
        raise BadInput(Problem("site.bad_day", "on", {"text": str(content["on"])[:20]}))
    return content


def problem_json(problems: tuple[Problem, ...]) -> JsonResponse:
    """Return problems as ``application/problem+json``."""
    said = [
        {"code": each.code, "where": each.where, "detail": str(each.say(language()))}
        for each in problems
    ]
    content = {"title": "Bad input", "status": 422, "problems": said}
    return JsonResponse(content, status=422, content_type="application/problem+json")


def _refused(request: HttpRequest, ask: Asked, problems: tuple[Problem, ...]) -> HttpResponse:
    if not _wants_json(request):
        return page(
            request, ask.values, on=ask.on, problems=problems, entrance=ask.entrance, status=422
        )
    told = {"problems": problems}
    return JsonResponse(
        {
            "summary": render_to_string("contado/parts/summary.html", told),
            "verdict": render_to_string("contado/parts/verdict.html", told),
            "errors": _beside(problems, ask.entrance),
        },
        status=422,
    )


def _beside(problems: tuple[Problem, ...], entrance: str) -> dict[str, str]:
    return {
        "upload" if group == "file" else group: render_to_string(
            "contado/parts/problems.html", {"list": found}
        ).strip()
        for group, found in forms.errors(problems, entrance, language()).items()
    }


def _with_area(ask: Asked, dossier: Dossier) -> dict[str, str]:
    return {
        **ask.values,
        "geometry": json.dumps(assessing.on_map(dossier.intervention)),
        "coordinates": "",
    }


def _slots(ask: Asked) -> dict[str, Any]:
    return {"values": ask.values, "on": ask.on, "entrance": ask.entrance}


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
