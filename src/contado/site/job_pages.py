"""What pages show of a job: what was asked, in words, its state, how far it is, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contado.analyses import analysis, names
from contado.site.analysis_forms import choice_label, named, title_of
from contado.site.context import language
from contado.site.jobs import queries
from contado.site.jobs.models import Job, State

if TYPE_CHECKING:
    from contado.analyses import Analysis, Input


def analysis_of(job: Job) -> Analysis | None:
    """Return the analysis of a job; None where the program has it no more."""
    return analysis(job.analysis) if job.analysis in names() else None


def state_name(state: str) -> str:
    """Return what people call a state."""
    return {
        State.QUEUED: _("in attesa"),
        State.RUNNING: _("in corso"),
        State.DONE: _("conclusa"),
        State.REFUSED: _("da correggere"),
        State.FAILED: _("non riuscita"),
        State.CANCELLED: _("annullata"),
    }[State(state)]


def row(job: Job) -> dict[str, Any]:
    """Return a job as the list shows it."""
    what = analysis_of(job)
    return {
        "job": job,
        "label": what.label.say(language()) if what else job.analysis,
        "state": state_name(job.state),
        "asked": _asked(job, what) if what else [],
        "answer": " ".join(each[language()] for each in job.answer),
    }


def _asked(job: Job, what: Analysis) -> list[tuple[str, str]]:
    """Return what was asked: fields and values as people name them."""
    return [
        (title_of(spec, language()), _values(job.inputs[name], spec))
        for name, spec in what.asked.items()
        if name in job.inputs
    ]


def _values(given: Any, spec: Input) -> str:  # noqa: ANN401 - as inputs are kept
    return ", ".join(_said(each, spec) for each in (given if isinstance(given, list) else [given]))


def _said(given: Any, spec: Input) -> str:  # noqa: ANN401 - as inputs are kept
    if isinstance(given, dict):
        return Path(given["file"]).name
    return _("sì") if given is True else choice_label(str(given), spec, language())


def problems_of(job: Job) -> list[dict[str, str]]:
    """Return why there is no result, as a page says it."""
    what = analysis_of(job)
    said: list[dict[str, str]] = [each[language()] for each in job.problems]
    if what is None:
        return said
    return [{part: named(each[part], what, language()) for part in each} for each in said]


def problem_lines(job: Job, language: str) -> list[str]:
    """Return why there is no result, a line a problem."""
    return [
        " ".join(each[language][part] for part in ("what", "why", "mend")) for each in job.problems
    ]


def status_of(job: Job) -> dict[str, Any]:
    """Return how far a job is, for the page that waits."""
    return {
        "state": job.state,
        "share": round(job.share, 3),
        "doing": job.doing.get(language(), ""),
        "before": queries.before(job) if job.state == State.QUEUED else 0,
        "ended": job.is_ended,
        "cancelling": job.cancel and not job.is_ended,
    }


def waiting_words() -> dict[str, str]:
    """Return what the page says while it waits."""
    return {
        **{state.value: state_name(state).capitalize() for state in (State.QUEUED, State.RUNNING)},
        "before": _("prima ne vengono altre {n}"),
        "lost": _("Il servizio non risponde; si riprova tra poco."),
    }
