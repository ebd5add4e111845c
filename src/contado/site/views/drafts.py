"""Drafts: their list, keeping one, coming back to one."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contado.errors import BadInput
from contado.site.assessing import assessed, laid_over
from contado.site.context import language
from contado.site.declared import geometry_of
from contado.site.drafts import (
    EarlierDraft,
    declaration_of,
    fields_of_draft,
    own_drafts,
    save,
)
from contado.site.ground import today
from contado.site.models import Draft, new_id
from contado.site.permissions import NOBODY, browser, is_local_user, permits, remember
from contado.site.verdicts import result
from contado.site.views.pages import MainPage, page
from contado.site.views.requests import declared, posted

_A_PAGE = 50


@permits("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def drafts(request: HttpRequest) -> HttpResponseBase:
    """List the drafts, or keep one: the second asks for the local user."""
    return keep(request) if request.method == "POST" else index(request)


def index(request: HttpRequest) -> HttpResponse:
    """List the drafts of this browser, the last changed first."""
    own = own_drafts(browser(request) or NOBODY, unowned=is_local_user(request)).defer(
        "geometry", "declared"
    )
    shown = Paginator(own, _A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "contado/drafts.html", {"page": "drafts", "shown": shown})


@permits("local_user")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, and go to the draft's own address."""
    form, owner = posted(request), browser(request) or new_id()
    try:
        what = declared(request, form)
    except BadInput as error:
        return page(request, MainPage(form.values, form.entrance, error.problems), status=422)
    earlier = EarlierDraft(form.values.get("draft", ""), form.values.get("draft_seen", ""))
    try:
        kept = save(what.work, what.on, owner, earlier)
    except BadInput as error:
        shown = MainPage(form.values, form.entrance, error.problems)  # saved again it is a new one
        return page(request, shown, status=409)
    response = redirect("draft", draft=kept.pk)
    remember(response, owner)
    return response


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def show(request: HttpRequest, draft: str) -> HttpResponse:
    """Show a draft in the form, judged on today's data."""
    kept = get_object_or_404(Draft, pk=draft)
    shown = MainPage(
        fields_of_draft(kept), draft=kept, box=(kept.west, kept.south, kept.east, kept.north)
    )
    try:
        read = laid_over(shown.values, declaration_of(kept), geometry_of(kept.geometry))
        dossier = assessed(read.interventions[0], kept.on or today())
    except BadInput as error:
        return page(request, replace(shown, problems=error.problems))
    return page(request, replace(shown, result=result(dossier, language())))


@permits("local_user")
@require_POST
def remove(request: HttpRequest, draft: str) -> HttpResponse:
    """Throw a draft of one's own away."""
    kept = get_object_or_404(Draft, pk=draft)
    if kept.owner not in ("", browser(request)):
        raise PermissionDenied
    kept.delete()
    return redirect("drafts")
