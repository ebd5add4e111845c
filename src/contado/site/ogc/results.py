"""A job as a program sees it: its status, and its results by value or by reference."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.site.job_pages import problem_lines, state_name
from contado.site.jobs.models import Job, State
from contado.site.ogc.description import ALWAYS, GEOTIFF

if TYPE_CHECKING:
    from contado.analyses import Analysis
    from contado.site.ogc.description import Address

_STATUS = {
    State.QUEUED: "accepted", State.RUNNING: "running", State.DONE: "successful",
    State.REFUSED: "failed", State.FAILED: "failed", State.CANCELLED: "dismissed",
}  # fmt: skip
STATUSES = tuple(dict.fromkeys(_STATUS.values()))
_REL = "http://www.opengis.net/def/rel/ogc/1.0/results"
_KINDS = {
    ".csv": "text/csv", ".geojson": "application/geo+json", ".tif": GEOTIFF,
    ".json": "application/json", ".gpkg": "application/geopackage+sqlite3",
}  # fmt: skip


def states_of(status: str) -> tuple[str, ...]:
    """Return the states that a status of the standard stands for."""
    return tuple(state for state, name in _STATUS.items() if name == status)


def status_info(job: Job, address: Address, language: str) -> dict[str, Any]:
    """Return how far a job is, by the schema *statusInfo* of the standard."""
    links = [{"href": address("ogc-job", job.pk), "rel": "self", "type": "application/json"}]
    if job.state == State.DONE:
        href = address("ogc-results", job.pk)
        links.append({"href": href, "rel": _REL, "type": "application/json"})
    times = {"created": job.created, "started": job.begun, "finished": job.ended}
    return {
        "processID": job.analysis,
        "type": "process",
        "jobID": job.pk,
        "status": _STATUS[State(job.state)],
        "message": _message(job, language),
        "progress": round(100 * job.share),
        **{name: moment.isoformat() for name, moment in times.items() if moment is not None},
        "links": links,
    }


def _message(job: Job, language: str) -> str:
    if job.problems:
        return " ".join(problem_lines(job, language))
    if job.answer:
        return " ".join(text[language] for text in job.answer)
    return job.doing.get(language, "") or str(state_name(job.state))


def names_of(what: Analysis) -> tuple[str, ...]:
    """Return the names of all that an analysis can give."""
    rasters = (name for name in what.rasters if not name.startswith("_"))
    return tuple(dict.fromkeys((*ALWAYS, *what.tables, *rasters)))


def results(
    job: Job, what: Analysis, wanted: Mapping[str, str], address: Address
) -> dict[str, Any]:
    """Return the results of a job, by the schema *results* of the standard.

    Parameters
    ----------
    wanted
        The transmission mode of each output that is wanted; all of them where it is empty.
    """
    modes = wanted or dict.fromkeys(names_of(what), "value")
    return dict(_results(job, modes, address))


def _results(job: Job, modes: Mapping[str, str], address: Address) -> Iterator[tuple[str, Any]]:
    rows = _rows(job.shown / "rows.json")
    for name, mode in modes.items():
        if name == "answer":
            yield name, " ".join(text[job.language] for text in job.answer)
        elif name == "record" and mode == "value":
            yield name, {"value": _json(job.result / "run.json"), "mediaType": "application/json"}
        elif name == "folder":
            yield name, {"href": address("job-archive", job.pk), "type": "application/zip"}
        elif name in rows and mode == "value":
            yield name, {"value": rows[name], "mediaType": "application/json"}
        elif (file := _file(job.result, name)) is not None:
            href = address("job-file", job.pk, file.name)
            yield name, {"href": href, "type": _KINDS.get(file.suffix, "application/octet-stream")}


def _file(folder: Path, name: str) -> Path | None:
    """Return the file of an output: the layer of a table, else its rows; a raster."""
    if name == "record":
        return folder / "run.json"
    names = (f"{name}.{end}" for end in ("geojson", "csv", "tif"))
    return next((folder / each for each in names if (folder / each).is_file()), None)


def _rows(path: Path) -> dict[str, Any]:
    return _json(path) if path.is_file() else {}


def _json(path: Path) -> Any:  # noqa: ANN401 - plain values
    return json.loads(path.read_text(encoding="utf-8"))
