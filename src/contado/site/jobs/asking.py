"""From what a form or a program asks to a job that waits, with all that is wrong told at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from contado.analyses import CELLS, FILE_KINDS, analysis, names, option_of, request_of
from contado.errors import BadInput, Problem, tried
from contado.site.assessing import plain_name
from contado.site.ground import territory
from contado.site.jobs import queries
from contado.site.jobs.models import Job, new_id
from contado.site.search import place_of

if TYPE_CHECKING:
    from contado.analyses import Analysis, Input

_LONGEST = 2000  # signs of a text


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was handed in."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """An analysis with its inputs, as a form or a program gives them.

    ``files`` stand for inputs that are files, and for places that are polygons of a file.
    """

    analysis: Analysis
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[HandedFile]] = field(default_factory=dict)
    visitor: str = ""
    language: str = "it"


def offered() -> Iterator[Analysis]:
    """Yield the analyses that the service offers: all that are declared."""
    yield from map(analysis, names())


def ask(asked: Asked) -> Job:
    """Keep a job that waits to be done.

    Raises
    ------
    BadInput
        With everything wrong with the inputs; ``jobs.too_many`` where too many wait already.
    """
    _check_room(asked.visitor)
    job = Job(
        id=new_id(), analysis=asked.analysis.id, language=asked.language, visitor=asked.visitor,
        snapshot=territory().snapshot,
    )  # fmt: skip
    try:
        job.inputs = _inputs(asked, job)
        check(asked.analysis, job)
        job.save(force_insert=True)
    except BaseException:
        shutil.rmtree(job.place, ignore_errors=True)
        raise
    return job


def again(job: Job, visitor: str, language: str) -> Job:
    """Keep a job that asks the same of the data and the plan of today.

    Raises
    ------
    BadInput
        As `ask`.
    """
    _check_room(visitor)
    anew = Job(
        id=new_id(), analysis=job.analysis, language=language, visitor=visitor,
        snapshot=territory().snapshot, inputs=job.inputs, again_of=job.pk,
    )  # fmt: skip
    try:
        if job.files.is_dir():
            shutil.copytree(job.files, anew.files)
        check(analysis(job.analysis), anew)
        anew.save(force_insert=True)
    except BaseException:
        shutil.rmtree(anew.place, ignore_errors=True)
        raise
    return anew


def check(what: Analysis, job: Job) -> None:
    """Refuse a job whose inputs make no request.

    Raises
    ------
    BadInput
        With everything wrong with them.
    """
    values = job.values()
    if "territory" in what.inputs and not what.stands_alone(values):
        values["territory"] = territory()
    request_of(what, values)


def _check_room(visitor: str) -> None:
    of_one, of_all = queries.waiting_of(visitor), queries.waiting()
    for count, most in ((of_one, settings.JOBS_OF_ONE), (of_all, settings.JOBS_OF_ALL)):
        if count >= most:
            raise BadInput(Problem("jobs.too_many", "", {"count": count, "most": most}))


def _inputs(asked: Asked, job: Job) -> dict[str, Any]:
    """Return the inputs as a job keeps them, its files written."""
    problems = [
        Problem("analyses.unknown_input", name, {"known": _known(asked.analysis)})
        for name in (*asked.texts, *asked.files)
        if name not in asked.analysis.asked
    ]
    kept: dict[str, Any] = {}
    for name, spec in asked.analysis.asked.items():
        one = tried(problems, lambda name=name, spec=spec: _input(asked, job, name, spec))  # type: ignore[misc]
        if one is not None:
            kept[name] = one
    if problems:
        raise BadInput(problems)
    return kept


def _known(what: Analysis) -> str:
    return ", ".join(what.asked)


def _input(asked: Asked, job: Job, name: str, spec: Input) -> Any:  # noqa: ANN401 - of any kind
    where = option_of(name, spec)
    texts = [text.strip() for text in asked.texts.get(name, ()) if text.strip()]
    if any(len(text) > _LONGEST for text in texts):
        raise BadInput(Problem("analyses.bad_value", where, {"value": f"{texts[0][:40]}…"}))
    handed = asked.files.get(name, ())
    if handed and spec.kind in (*FILE_KINDS, "places"):
        files = [_written(job, name, at, file) for at, file in enumerate(handed, 1)]
        return files if spec.many else files[0]
    if not texts:
        return None
    if spec.kind == "places":
        return _place(texts[0], spec, where)
    if spec.kind in FILE_KINDS and texts[0] not in spec.choices:
        raise BadInput(Problem("analyses.no_file", where, {"file": texts[0][:80]}))
    if spec.kind == "flag":
        return texts[0].lower() in {"on", "true", "1"} or None
    return texts if spec.many else texts[0]


def _place(text: str, spec: Input, where: str) -> str:
    """Return a kind of places or the code of a comune; a path is nobody's to give."""
    if text in spec.choices and (text == CELLS or text in territory().layers):
        return text
    if (place := place_of(text, "municipalities")) is not None:
        return place.code
    role, _colon, code = text.partition(":")
    if role in territory().layers and (place := place_of(code, role)) is not None:
        return f"{role}:{place.code}"
    known = ", ".join(name for name in spec.choices if name == CELLS or name in territory().layers)
    raise BadInput(Problem("analyses.no_place", where, {"value": text[:80], "known": known}))


def _written(job: Job, name: str, at: int, file: HandedFile) -> dict[str, str]:
    """Write a file that was handed in, in a folder of its own, and return how it is kept."""
    limit = settings.UPLOAD_LIMIT
    if len(file.content) > limit:
        values = {"limit": limit // (1024 * 1024)}
        raise BadInput(Problem("site.too_large", file.name[:80], values))
    path = Path(f"{name}-{at}") / plain_name(file.name)
    (job.files / path).parent.mkdir(parents=True)
    (job.files / path).write_bytes(file.content)
    return {"file": path.as_posix()}
