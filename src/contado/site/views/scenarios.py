"""Scenarios: one to four variants of a project, measured with and without works."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from contado.analyses import analysis
from contado.errors import BadInput, Problem, Sentences
from contado.site.assessing import plan
from contado.site.context import language
from contado.site.ground import today
from contado.site.held import sealed
from contado.site.jobs.asking import Asked, HandedFile, ask
from contado.site.models import Draft
from contado.site.permissions import is_local_user, permits, visitor
from contado.site.variants import MEASURES, ScenarioForm, TypedVariant, files_of, variants_of
from contado.site.views.pages import MainPage
from contado.site.views.pages import page as main_page
from contado.site.views.requests import day_of, declared, posted


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def form(request: HttpRequest) -> HttpResponseBase:
    """Show the form; sent, keep a job and go to it, or say all that is wrong.

    From the main page an area comes in with its measures: it is the first variant.
    """
    values = {name: str(text) for name, text in request.POST.items()}
    if request.method != "POST":
        return page(request, values, variants_of(values, {}))
    if "geometry" in values:
        return _from_main_page(request)
    files = {name: _read(file) for name, file in request.FILES.items()}
    variants = variants_of(values, files)
    try:
        whole = ScenarioForm(day_of(values.get("on", "")), values.get("rain", "").strip())
        job = ask(_asked(request, files_of(variants, whole)))
    except BadInput as error:
        return page(request, values, variants, error.problems)
    return redirect("job", job=job.pk)


def _asked(request: HttpRequest, scenarios: list[HandedFile]) -> Asked:
    """Return the analysis of one scenario, or of several side by side."""
    name, field = ("scenario-run", "file") if len(scenarios) == 1 else ("scenario-compare", "files")
    return Asked(analysis(name), {}, {field: scenarios}, visitor(request), language())


def _from_main_page(request: HttpRequest) -> HttpResponse:
    typed = posted(request)
    try:
        work = declared(request, typed).work
    except BadInput as error:
        return main_page(
            request, MainPage(typed.values, typed.entrance, error.problems), status=422
        )
    values = {"work-1": sealed(work), "title-1": work.name}
    return page(request, values, variants_of(values, {}))


def _read(file: Any) -> HandedFile:  # noqa: ANN401 - as Django gives it
    assert isinstance(file, UploadedFile)
    return HandedFile(file.name or "file", file.read())


def page(
    request: HttpRequest,
    values: dict[str, str],
    variants: list[TypedVariant],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    """Show the form with what was typed and what is wrong, each beside its variant."""
    beside: dict[str, list[Sentences]] = {}
    for problem in problems:
        beside.setdefault(problem.where, []).append(problem.say(language()))
    shown = [
        {
            "variant": each,
            "problems": beside.pop(str(each.number), []),
            "open": each.number == 1 or not each.is_empty,
        }
        for each in variants
    ]
    abacus = plan(today()).abacus.items()
    content = {
        "page": "analyses", "variants": shown, "values": values, "rows": range(1, MEASURES + 1),
        "abacus": [(code, each.label.say(language())) for code, each in abacus],
        "drafts": Draft.objects.all()[:200] if is_local_user(request) else (),
        "others": [each for some in beside.values() for each in some],
        "refused": bool(problems),
    }  # fmt: skip
    return render(request, "contado/scenario.html", content, status=422 if problems else 200)
