"""OGC API – Processes: landing page, conformance, processes, execution, jobs, results, dismissal.

A job is reached by its unguessable id. Nothing that changes anything reads a session, so that no
other site can ask in somebody's name; a job that was asked for on a page is dismissed there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contado.analyses import analysis, names
from contado.errors import BadInput, Problem
from contado.site.jobs import keeping, queries
from contado.site.jobs.asking import ask, offered
from contado.site.jobs.models import Job, State
from contado.site.ogc import openapi, results
from contado.site.ogc.description import process as described
from contado.site.ogc.description import summary
from contado.site.ogc.requests import asked_by, body_of
from contado.site.permissions import NOBODY, is_local_user, permits

if TYPE_CHECKING:
    from contado.site.ogc.description import Address

    View = Callable[..., HttpResponseBase]

_EXCEPTIONS = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
_CONFORMS = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_PAUSE = 0.1
_MOST = 1000


def tongue(request: HttpRequest) -> str:
    """Return the language that is asked for: ``lang``, else that of the header, else Italian."""
    wanted = request.GET.get("lang") or request.headers.get("Accept-Language", "")
    return "en" if wanted.strip().casefold().startswith("en") else "it"


def answers(view: View) -> View:
    """Answer in the language asked for; what is wrong is told as the standard has it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        with override(tongue(request)):
            try:
                return view(request, *args, **kwargs)
            except BadInput as error:
                return _refused(request, error.problems)

    return answered


def _refused(request: HttpRequest, problems: tuple[Problem, ...]) -> JsonResponse:
    """Return problems as ``application/problem+json``, with the status that suits the first."""
    known = {"ogc.no_process": (404, "no-such-process"), "ogc.no_job": (404, "no-such-job"),
             "ogc.not_ready": (404, "result-not-ready"), "jobs.too_many": (429, None),
             "ogc.not_yours": (403, None), "ogc.no_result": (404, None),
             "ogc.bad_query": (400, "InvalidParameterValue")}  # fmt: skip
    status, kind = known.get(problems[0].code, (400, "InvalidParameterValue"))
    rows = [
        {"code": each.code, "where": each.where, "detail": str(each.say(tongue(request)))}
        for each in problems
    ]
    content = {
        "type": _EXCEPTIONS + kind if kind else "about:blank",
        "title": problems[0].say(tongue(request)).what,
        "status": status,
        "detail": " ".join(row["detail"] for row in rows),
        "problems": rows,
    }
    answer = JsonResponse(content, status=status, content_type="application/problem+json")
    if status == 429:  # noqa: PLR2004 - too many requests
        answer["Retry-After"] = "10"
    return answer


def _address(request: HttpRequest) -> Address:
    def of(name: str, *args: str) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    return of


def _found(name: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    if name not in names():
        raise BadInput(Problem("ogc.no_process", name[:60], {"known": ", ".join(names())}))
    return analysis(name)


def _job(name: str) -> Job:
    job = Job.objects.filter(pk=name).first()
    if job is None:
        raise BadInput(Problem("ogc.no_job", name[:40]))
    return job


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", "100")
    if not text.isdecimal() or not 1 <= int(text[:6]) <= _MOST:
        raise BadInput(Problem("ogc.bad_query", "limit", {"most": _MOST}))
    return int(text)


@permits("everyone")
@require_safe
@answers
def landing(request: HttpRequest) -> HttpResponse:
    """Say where everything is."""
    of = _address(request)
    kinds = [("self", "ogc-landing", "application/json"),
             ("service-desc", "ogc-api", "application/vnd.oai.openapi+json;version=3.0"),
             (_REL + "conformance", "ogc-conformance", "application/json"),
             (_REL + "processes", "ogc-processes", "application/json"),
             (_REL + "job-list", "ogc-jobs", "application/json"),
             ("service-doc", "about", "text/html")]  # fmt: skip
    links = [{"href": of(name), "rel": rel, "type": kind} for rel, name, kind in kinds]
    return JsonResponse(
        {"title": "Contado", "description": openapi.about(tongue(request)), "links": links}
    )


@permits("everyone")
@require_safe
@answers
def conformance(_request: HttpRequest) -> HttpResponse:
    """Say which parts of the standard are kept to."""
    classes = ("core", "ogc-process-description", "json", "oas30", "job-list", "dismiss")
    return JsonResponse({"conformsTo": [_CONFORMS + name for name in classes]})


@permits("everyone")
@require_safe
@answers
def api(request: HttpRequest) -> HttpResponse:
    """Return the definition of the API, OpenAPI 3.0."""
    document = openapi.document(request.build_absolute_uri(reverse("ogc-landing")), tongue(request))
    kind = "application/vnd.oai.openapi+json;version=3.0"
    return JsonResponse(document, content_type=kind)


@permits("everyone")
@require_safe
@answers
def processes(request: HttpRequest) -> HttpResponse:
    """List the analyses."""
    of, language = _address(request), tongue(request)
    listed = [summary(each, of, language) for each in offered()][: _limit(request)]
    links = [{"href": of("ogc-processes"), "rel": "self", "type": "application/json"}]
    return JsonResponse({"processes": listed, "links": links})


@permits("everyone")
@require_safe
@answers
def process(request: HttpRequest, name: str) -> HttpResponse:
    """Describe an analysis."""
    return JsonResponse(described(_found(name), _address(request), tongue(request)))


@permits("everyone")
@csrf_exempt
@require_POST
@answers
def execution(request: HttpRequest, name: str) -> HttpResponse:
    """Run an analysis: wait for its results, or give the address of its job."""
    what = _found(name)
    if request.content_type != "application/json":
        raise BadInput(Problem("ogc.bad_body", "Content-Type"))
    body = body_of(request.body)
    job = ask(asked_by(what, body, "", tongue(request)))
    if "respond-async" in request.headers.get("Prefer", "") or not _waited(job):
        return _accepted(request, job)
    if job.state != State.DONE:
        return _failed(request, job)
    made = results.results(job, what, body.outputs, _address(request))
    if body.raw and len(made) == 1:
        (value,) = made.values()
        return JsonResponse(
            value.get("value", value) if isinstance(value, dict) else value, safe=False
        )
    return JsonResponse(made)


def _waited(job: Job) -> bool:
    """Wait for a job; False where it takes longer than one waits for an answer."""
    start = time.monotonic()
    while not job.is_ended:
        if time.monotonic() - start > settings.LONGEST_WAIT:
            return False
        time.sleep(_PAUSE)
        job.refresh_from_db()
    return True


def _accepted(request: HttpRequest, job: Job) -> JsonResponse:
    answer = JsonResponse(results.status_info(job, _address(request), tongue(request)), status=201)
    answer["Location"] = _address(request)("ogc-job", job.pk)
    answer["Preference-Applied"] = "respond-async"
    return answer


def _failed(request: HttpRequest, job: Job) -> JsonResponse:
    """Return why a job has no results: the fault of who asked, or ours."""
    language = tongue(request)
    status = 400 if job.state == State.REFUSED else 500
    rows = [
        {"code": each["code"], "where": each["where"], "detail": " ".join(each[language].values())}
        for each in job.problems
    ]
    content = {
        "type": _EXCEPTIONS + ("InvalidParameterValue" if status == 400 else "failed"),  # noqa: PLR2004
        "title": job.problems[0][language]["what"] if job.problems else str(job.state),
        "status": status, "detail": " ".join(row["detail"] for row in rows), "problems": rows,
    }  # fmt: skip
    return JsonResponse(content, status=status, content_type="application/problem+json")


@permits("everyone")
@require_safe
@answers
def jobs(request: HttpRequest) -> HttpResponse:
    """List jobs for the local user; for others none: an id is the key to its results."""
    of, language = _address(request), tongue(request)
    status = request.GET.get("status", "")
    if status and status not in results.STATUSES:
        known = ", ".join(results.STATUSES)
        raise BadInput(Problem("ogc.bad_query", "status", {"most": known}))
    whose = None if is_local_user(request) else NOBODY
    found = queries.listed(whose, analysis=request.GET.get("processID", "")[:60])
    if status:
        found = found.filter(state__in=results.states_of(status))
    listed = [results.status_info(job, of, language) for job in found[: _limit(request)]]
    links = [{"href": of("ogc-jobs"), "rel": "self", "type": "application/json"}]
    return JsonResponse({"jobs": listed, "links": links})


@permits("everyone")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "DELETE"])
@answers
def job(request: HttpRequest, job: str) -> HttpResponse:
    """Say how far a job is; or dismiss it: a job that ended is forgotten with its results."""
    one = _job(job)
    if request.method == "DELETE":
        if one.visitor:
            raise BadInput(Problem("ogc.not_yours", job))
        return _dismissed(request, one)
    return JsonResponse(results.status_info(one, _address(request), tongue(request)))


def _dismissed(request: HttpRequest, job: Job) -> JsonResponse:
    if job.is_ended:
        content = results.status_info(job, _address(request), tongue(request))
        keeping.remove(job)
    else:
        queries.cancel(job)
        content = results.status_info(job, _address(request), tongue(request))
    return JsonResponse({**content, "status": "dismissed", "links": []})


@permits("everyone")
@require_safe
@answers
def job_results(request: HttpRequest, job: str) -> HttpResponse:
    """Return the results of a job."""
    one = _job(job)
    if not one.is_ended:
        raise BadInput(Problem("ogc.not_ready", job))
    if one.state == State.CANCELLED:
        raise BadInput(Problem("ogc.no_result", job))
    if one.state != State.DONE:
        return _failed(request, one)
    return JsonResponse(results.results(one, _found(one.analysis), {}, _address(request)))
