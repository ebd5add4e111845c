"""The main page, places, tables and what the service says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from contado.errors import Problem
from contado.site import forms, maps, tables
from contado.site.context import language
from contado.site.ground import territory
from contado.site.models import Draft
from contado.site.permissions import enter, leave, permits
from contado.site.search import FoundPlace, municipality, search
from contado.site.verdicts import VerdictPage


@dataclass(frozen=True, slots=True)
class MainPage:
    """What the main page shows: the fields, where the map looks, a verdict or problems.

    ``entrance`` is the part of the form by which the area came in; ``places`` answer ``query``.
    """

    values: dict[str, str]
    entrance: str = "area"
    problems: tuple[Problem, ...] = ()
    result: VerdictPage | None = None
    draft: Draft | None = None
    box: tuple[float, ...] | None = None
    place: FoundPlace | None = None
    query: str = ""
    places: Sequence[dict[str, Any]] = ()


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def home(request: HttpRequest) -> HttpResponse:
    """Show the map and an empty form; ``q`` searches without JavaScript."""
    query = request.GET.get("q", "")[:80]
    places = [each.json(language()) for each in search(query)] if query else []
    box = maps.box_of(request.GET) or (places[0]["box"] if places else None)
    return page(request, MainPage({}, box=box, query=query, places=places))


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def comune(request: HttpRequest, istat: str) -> HttpResponse:
    """Show the map on a comune."""
    place = municipality(istat)
    if place is None:
        raise Http404(_("Nessun comune ha questo codice ISTAT."))
    return page(request, MainPage({}, box=place.box, place=place))


def page(request: HttpRequest, shown: MainPage, status: int = 200) -> HttpResponse:
    """Show the main page with what was typed, and a verdict or problems where there are any."""
    content = {
        "page": "home",
        "layers": maps.layer_rows(language()),
        "page_data": maps.page_data(shown.box, language()),
        **forms.form(shown.values, language(), shown.problems, shown.entrance),
        **{name: getattr(shown, name) for name in MainPage.__slots__},
    }
    return render(request, "contado/home.html", content, status=status)


@permits("everyone")
@require_safe
def layer_table(request: HttpRequest, role: str) -> HttpResponse:
    """Show a layer of the map as a table."""
    table = tables.table(role, request.GET.get("pagina", "1"), request.GET.get("q", ""), language())
    if table is None:
        raise Http404(_("Questo territorio non ha uno strato con questo nome."))
    return render(request, "contado/table.html", {"table": table})


@permits("everyone")
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the data, their sources and licences, the method and the accessibility note."""
    layers = [maps.source_row(layer, language()) for layer in territory().layers.values()]
    return render(request, "contado/about.html", {"page": "about", "sources": layers})


@permits("everyone")
@require_POST
def leave_session(request: HttpRequest) -> HttpResponse:
    """End the local session; the browser's drafts stay where they are."""
    leave(request)
    return redirect("home")


@permits("everyone")
@require_GET
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """Make this session the local user's, from the link that ``contado serve`` printed."""
    if not enter(request, key):
        raise Http404(_("Questo collegamento non è quello del servizio in funzione."))
    return redirect("home")
