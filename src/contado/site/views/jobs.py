"""Jobs: what was asked, how far it is, its result, and what can be done with it."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from contado.analyses import analysis, names
from contado.errors import BadInput
from contado.site import changes, results
from contado.site.analysis_forms import texts_of
from contado.site.context import language
from contado.site.job_pages import problems_of, row, state_name, status_of, waiting_words
from contado.site.jobs import queries
from contado.site.jobs.asking import again, offered
from contado.site.jobs.models import Job, State
from contado.site.permissions import is_local_user, permits, visitor
from contado.site.views.analyses import page as form_page

_A_PAGE = 30


@permits("everyone")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what was asked: one's own, or all for the local user; by analysis and state."""
    asked = {name: request.GET.get(name, "")[:60] for name in ("analisi", "stato")}
    whose = None if is_local_user(request) else visitor(request)
    found = queries.listed(
        whose,
        analysis=asked["analisi"] if asked["analisi"] in names() else "",
        state=asked["stato"] if asked["stato"] in State.values else "",
    )
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("pagina"))
    content = {
        "page": "jobs", "jobs": [row(job) for job in shown], "shown": shown, "asked": asked,
        "analyses": [(each.id, each.label.say(language())) for each in offered()],
        "states": [(state, state_name(state)) for state in State.values],
    }  # fmt: skip
    return render(request, "contado/jobs.html", content)


@permits("everyone")
@require_safe
@ensure_csrf_cookie
def show(request: HttpRequest, job: str) -> HttpResponse:
    """Show a job: its result where there is one, else how far it is or why there is none."""
    one = _job(job)
    content = {
        "page": "jobs", **row(one), "mine": _is_mine(request, one), "status": status_of(one),
        "problems": problems_of(one), "before": Job.objects.filter(pk=one.again_of).first(),
    }  # fmt: skip
    if one.state != State.DONE:
        return render(request, "contado/job.html", {**content, "words": waiting_words()})
    wanted = results.RowFilter.of(dict(request.GET.lists()))
    seen = results.view(one.shown, language(), wanted)
    content |= {
        "view": seen, "head": seen.content["head"], "files": _files(one),
        "changes": changes.since(content["before"], one, language()),
        "page_data": _page_data(one, seen),
        "own_address": request.build_absolute_uri(reverse("job", args=[one.pk])),
    }  # fmt: skip
    return render(request, "contado/result.html", content)


def _page_data(job: Job, seen: results.ResultView) -> dict[str, Any] | None:
    if seen.places is None:
        return None
    url = reverse("job-places", args=[job.pk])
    return {
        "url": url,
        "attribution": seen.content["credit"],
        "language": language(),
        **seen.places,
    }


@permits("everyone")
@require_safe
def status(_request: HttpRequest, job: str) -> HttpResponse:
    """Return how far a job is."""
    answer = JsonResponse(status_of(_job(job)))
    answer["Cache-Control"] = "no-store"
    return answer


@permits("everyone")
@require_POST
def cancel(request: HttpRequest, job: str) -> HttpResponseBase:
    """Stop a job."""
    queries.cancel(_own(request, job))
    return redirect("job", job=job)


@permits("everyone")
@require_POST
def retry(request: HttpRequest, job: str) -> HttpResponseBase:
    """Try a job again that failed or was cancelled."""
    queries.retry(_own(request, job))
    return redirect("job", job=job)


@permits("everyone")
@require_POST
def repeat(request: HttpRequest, job: str) -> HttpResponseBase:
    """Ask the same of the data and the plan of today."""
    one = _job(job)
    try:
        anew = again(one, visitor(request), language())
    except BadInput as error:
        return form_page(request, analysis(one.analysis), texts_of(one.inputs), error.problems)
    return redirect("job", job=anew.pk)


@permits("everyone")
@require_safe
def change(request: HttpRequest, job: str) -> HttpResponse:
    """Show the form with what was asked, to change something."""
    one = _job(job)
    return form_page(request, analysis(one.analysis), texts_of(one.inputs))


@permits("everyone")
@require_safe
def file(_request: HttpRequest, job: str, name: str) -> FileResponse:
    """Return a file of a result, to be kept."""
    path = next((each for each in _result(job).iterdir() if each.name == name), None)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@permits("everyone")
@require_safe
def archive(_request: HttpRequest, job: str) -> FileResponse:
    """Return the whole folder of a result."""
    folder = _result(job)
    packed = _packed(folder, f"contado-{_job(job).analysis}-{job[:8]}")
    return FileResponse(packed, as_attachment=True, filename=f"contado-{job[:8]}.zip")


@permits("everyone")
@require_safe
def places(_request: HttpRequest, job: str) -> HttpResponse:
    """Return the shapes of the places of a result, for the map."""
    _result(job)
    path = _job(job).shown / "places.geojson"
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="application/geo+json")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def _packed(folder: Path, name: str) -> IO[bytes]:
    """Return a folder as a ZIP archive that is gone when it is closed."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - who answers closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive_:
        for path in sorted(folder.iterdir()):
            kind = zipfile.ZIP_STORED if path.suffix == ".tif" else zipfile.ZIP_DEFLATED
            archive_.write(path, f"{name}/{path.name}", kind)
    packed.seek(0)
    return packed


def _files(job: Job) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_size) for path in sorted(job.result.iterdir())]


def _job(name: str) -> Job:
    job = Job.objects.filter(pk=name).first()
    if job is None:
        raise Http404(_("Questa esecuzione non c'è, o è passato il tempo per cui si conserva."))
    return job


def _result(name: str) -> Path:
    job = _job(name)
    if job.state != State.DONE:
        raise Http404(_("Questa esecuzione non ha un risultato."))
    return job.result


def _is_mine(request: HttpRequest, job: Job) -> bool:
    return is_local_user(request) or (bool(job.visitor) and job.visitor == visitor(request))


def _own(request: HttpRequest, name: str) -> Job:
    job = _job(name)
    if not _is_mine(request, job):
        raise PermissionDenied(_("Solo chi ha chiesto un'esecuzione può fermarla o ripeterla."))
    return job
