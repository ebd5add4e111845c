"""Addresses: pages in Italian at the root and in English under ``/en/``; the API outside both."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from contado.site.views import (
    analyses,
    api,
    drafts,
    errors,
    invariance,
    jobs,
    ogc,
    pages,
    scenarios,
    verdicts,
)


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
    path("ogc", ogc.landing),
    path("ogc/", ogc.landing, name="ogc-landing"),
    path("ogc/conformance", ogc.conformance, name="ogc-conformance"),
    path("ogc/api", ogc.api, name="ogc-api"),
    path("ogc/processes", ogc.processes, name="ogc-processes"),
    path("ogc/processes/<str:name>", ogc.process, name="ogc-process"),
    path("ogc/processes/<str:name>/execution", ogc.execution, name="ogc-execution"),
    path("ogc/jobs", ogc.jobs, name="ogc-jobs"),
    path("ogc/jobs/<str:job>", ogc.job, name="ogc-job"),
    path("ogc/jobs/<str:job>/results", ogc.job_results, name="ogc-results"),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("comuni/<istat:istat>", pages.comune, name="comune"),
        path("strati/<slug:role>", pages.layer_table, name="layer"),
        path("dati-e-metodo", pages.about, name="about"),
        path("entra/<str:key>", pages.entry, name="entry"),
        path("esci", pages.leave_session, name="exit"),
        path("esito", verdicts.verdict, name="verdict"),
        path("area", verdicts.read, name="read"),
        path("fascicolo/<slug:form>", verdicts.dossier, name="dossier"),
        path("interventi", drafts.drafts, name="drafts"),
        path("interventi/<slug:draft>", drafts.show, name="draft"),
        path("interventi/<slug:draft>/elimina", drafts.remove, name="draft-remove"),
        path("analisi", analyses.index, name="analyses"),
        path("analisi/<slug:name>", analyses.form, name="analysis"),
        path("invarianza", invariance.form, name="invariance"),
        path("invarianza/relazione.<slug:kind>", invariance.download, name="invariance-report"),
        path("scenario", scenarios.form, name="scenario"),
        path("esecuzioni", jobs.index, name="jobs"),
        path("esecuzioni/<slug:job>", jobs.show, name="job"),
        path("esecuzioni/<slug:job>/stato", jobs.status, name="job-status"),
        path("esecuzioni/<slug:job>/annulla", jobs.cancel, name="job-cancel"),
        path("esecuzioni/<slug:job>/riprova", jobs.retry, name="job-retry"),
        path("esecuzioni/<slug:job>/ripeti", jobs.repeat, name="job-repeat"),
        path("esecuzioni/<slug:job>/cambia", jobs.change, name="job-change"),
        path("esecuzioni/<slug:job>/tutto.zip", jobs.archive, name="job-archive"),
        path("esecuzioni/<slug:job>/luoghi.geojson", jobs.places, name="job-places"),
        path("esecuzioni/<slug:job>/file/<str:name>", jobs.file, name="job-file"),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
