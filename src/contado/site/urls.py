"""Addresses: pages in Italian at the root and in English under ``/en/``; the API outside both."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from contado.site.views import api, drafts, errors, pages, verdicts


class IstatConverter(StringConverter):
    """A comune's code: six digits."""

    regex = "[0-9]{6}"


register_converter(IstatConverter, "istat")

urlpatterns = [
    path("api/v1/status", api.status, name="api-status"),
    path("api/v1/layers", api.layers, name="api-layers"),
    path("api/v1/layers/<slug:role>.geojson", api.features, name="api-features"),
    path("api/v1/overlays/<slug:role>", api.overlay_place, name="api-overlay"),
    path("api/v1/overlays/<slug:role>.png", api.picture, name="api-picture"),
    path("api/v1/search", api.search, name="api-search"),
    path("api/v1/assess", verdicts.assess, name="api-assess"),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("comuni/<istat:istat>", pages.comune, name="comune"),
        path("strati/<slug:role>", pages.layer_table, name="layer"),
        path("dati-e-metodo", pages.about, name="about"),
        path("entra/<str:key>", pages.entry, name="entry"),
        path("esito", verdicts.verdict, name="verdict"),
        path("area", verdicts.read, name="read"),
        path("fascicolo/<slug:form>", verdicts.dossier, name="dossier"),
        path("interventi", drafts.drafts, name="drafts"),
        path("interventi/<slug:draft>", drafts.show, name="draft"),
        path("interventi/<slug:draft>/elimina", drafts.remove, name="draft-remove"),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
