"""Drafts: their list, keeping one, coming back to one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contado.errors import BadInput
from contado.site import assessing
from contado.site.context import language
from contado.site.drafts import save, typed_of
from contado.site.ground import today
from contado.site.models import Draft
from contado.site.permissions import permits
from contado.site.verdicts import result
from contado.site.views.pages import page
from contado.site.views.requests import NAME, Asked, asked, declared


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def drafts(request: HttpRequest) -> HttpResponseBase:
    """List the drafts, or keep one: the second asks for the local user."""
    return keep(request) if request.method == "POST" else index(request)


def index(request: HttpRequest) -> HttpResponse:
    """List the drafts, the last changed first."""
    return render(request, "contado/drafts.html", {"page": "drafts", "drafts": Draft.objects.all()})


@permits("local_user")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and go to the draft's own address."""
    ask = Asked({}, today(), "area")
    try:
        ask = asked(request)
        read = assessing.read_feature(declared(request, ask), ask.on, NAME)
        one = assessing.only_one(read, NAME)
    except BadInput as error:
        return page(
            request,
            ask.values,
            on=ask.on,
            problems=error.problems,
            entrance=ask.entrance,
            status=422,
        )
    return redirect("draft", draft=save(one, ask.values, ask.on, ask.values.get("draft")).pk)


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def show(request: HttpRequest, draft: str) -> HttpResponse:
    """Show a draft in the form, judged on today's data."""
    kept = get_object_or_404(Draft, pk=draft)
    values, on = typed_of(kept), kept.on or today()
    box = (kept.west, kept.south, kept.east, kept.north)
    try:
        feature = declared(request, Asked(values, on, "area"))
        judged = assessing.assessed(feature, on, NAME)
    except BadInput as error:
        return page(request, values, on=on, box=box, draft=kept, problems=error.problems)
    told = result(judged.dossier, language())
    return page(request, values, on=on, box=box, draft=kept, result=told)


@permits("local_user")
@require_POST
def remove(_request: HttpRequest, draft: str) -> HttpResponse:
    """Throw a draft away."""
    get_object_or_404(Draft, pk=draft).delete()
    return redirect("drafts")
