"""What the map asks for, and what programs may ask too."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from contado import __version__
from contado.site import layers as ground_layers
from contado.site.context import language
from contado.site.ground import territory
from contado.site.maps import layer_rows
from contado.site.overlays import overlay
from contado.site.permissions import permits
from contado.site.search import search as find
from contado.site.vulnerability import features_with_levels

_A_WHILE = "private, max-age=300"


@permits("everyone")
@require_safe
def status(_request: HttpRequest) -> HttpResponse:
    """Say that the service is up, and on which data and software."""
    ground = territory()
    return JsonResponse(
        {
            "status": "ok",
            "software": __version__,
            "territory": ground.name,
            "snapshot": ground.snapshot,
        }
    )


@permits("everyone")
@require_safe
def layers(request: HttpRequest) -> HttpResponse:
    """List the layers of the map, with their legend and flags."""
    return JsonResponse({"layers": [asdict(row) for row in layer_rows(_asked(request))]})


@permits("everyone")
@require_safe
def features(_request: HttpRequest, role: str) -> HttpResponse:
    """Return a vector layer as GeoJSON."""
    content = features_with_levels() if role == "landscape_units" else ground_layers.features(role)
    if content is None:
        raise Http404
    return _cached(HttpResponse(content, content_type="application/geo+json"))


@permits("everyone")
@require_safe
def overlay_place(_request: HttpRequest, role: str) -> HttpResponse:
    """Return where the picture of a raster layer goes."""
    picture = overlay(role)
    if picture is None:
        raise Http404
    url = reverse("api-picture", args=[role])
    return _cached(JsonResponse({"url": url, "corners": picture.corners}))


@permits("everyone")
@require_safe
def picture(_request: HttpRequest, role: str) -> HttpResponse:
    """Return a raster layer as a PNG."""
    raster = overlay(role)
    if raster is None:
        raise Http404
    return _cached(HttpResponse(raster.png, content_type="image/png"))


@permits("everyone")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Return the places that answer ``q``."""
    places = find(request.GET.get("q", "")[:80])
    return JsonResponse({"places": [each.json(_asked(request)) for each in places]})


def _asked(request: HttpRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else language()


def _cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = _A_WHILE
    return response
