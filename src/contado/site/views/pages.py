"""The main page, places, tables and what the service says of itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_safe

from contado.site import forms, maps, tables
from contado.site.context import language
from contado.site.ground import territory
from contado.site.permissions import enter, permits
from contado.site.search import Found, municipality, search


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def home(request: HttpRequest) -> HttpResponse:
    """Show the map and an empty form; ``q`` searches without JavaScript."""
    query = request.GET.get("q", "")[:80]
    found = [each.json(language()) for each in search(query)] if query else []
    box = maps.box_of(request.GET) or (found[0]["box"] if found else None)
    return page(request, {}, box=box, query=query, found=found)


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def comune(request: HttpRequest, istat: str) -> HttpResponse:
    """Show the map on a comune."""
    place = municipality(istat)
    if place is None:
        raise Http404(_("Nessun comune ha questo codice ISTAT."))
    return page(request, {}, box=place.box, place=place)


def page(
    request: HttpRequest,
    values: dict[str, str],
    *,
    box: tuple[float, ...] | None = None,
    place: Found | None = None,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - what the template shows
) -> HttpResponse:
    """Show the main page with what was typed, and a verdict or problems where there are any."""
    content = {
        "page": "home",
        "place": place,
        "layers": maps.layer_rows(language()),
        "page_data": maps.page_data(box, language()),
        **forms.form(values, language(), more.get("problems", ()), more.pop("entrance", "area")),
        **more,
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
@require_GET
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """Make this session the local user's, from the link that ``contado serve`` printed."""
    if not enter(request, key):
        raise Http404(_("Questo collegamento non è quello del servizio in funzione."))
    return redirect("home")
