"""Run an analysis: read the request, compute, and write the folder, whole or absent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

from contado.analyses.declaration import Analysis
from contado.analyses.execution import Execution, Progress, silent
from contado.analyses.reading import analysis
from contado.analyses.request import request_of
from contado.analyses.result import Result


def run(name: str, **values: Any) -> Result:  # noqa: ANN401 - as the declaration says
    """Return the result of an analysis, as a notebook asks for it.

    Parameters
    ----------
    name
        Of the analysis, as `contado.analyses.names` has it.
    **values
        Its inputs.

    Raises
    ------
    BadInput
        With everything wrong with the inputs.

    Examples
    --------
    >>> from contado.errors import BadInput
    >>> try:
    ...     run("warm-night", territory="no/such/folder")
    ... except BadInput as error:
    ...     print(error.problems[0].code)
    territory.absent
    """
    return execute(analysis(name), values)


def execute(
    what: Analysis,
    values: Mapping[str, Any],
    *,
    out: Path | None = None,
    formats: Collection[str] = (),
    language: str = "it",
    progress: Progress = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:
    """Compute an analysis, and write its folder where one is asked for.

    Parameters
    ----------
    values
        Its inputs, by name.
    out
        The folder to make: whole or absent. Without it rasters are kept as long as the result.
    formats
        More formats than the usual ones: ``parquet``, ``pdf``.
    language
        Of what people read.
    progress, cancelled
        What shows how far it is, and tells whether to stop.

    Raises
    ------
    BadInput
        With everything wrong with the inputs; ``files.exists`` where the folder is there.
    Cancelled
        Where ``cancelled`` says so; nothing is left behind.
    """
    from contado.analyses.folder import check_formats, write
    from contado.files import folder_written, must_be_new

    check_formats(formats)
    if out is not None:
        must_be_new(out)
    question = request_of(what, values)
    with ExitStack() as opened:
        if out is None:
            place = Path(mkdtemp(prefix="contado-"))
            opened.callback(rmtree, place, ignore_errors=True)
            folders = place, place / "result"
        else:
            folders = opened.enter_context(folder_written(out)), out
        execution = Execution(
            what, question.inputs, *folders, question.territory, question.rules, progress, cancelled
        )
        made = replace(question.computation(question.request, execution), execution=execution)
        if out is None:  # the folder of its rasters goes with the result
            opened.pop_all()
            finalize(made, rmtree, place, ignore_errors=True)
        else:
            write(made, folders[0], formats=formats, language=language)
    return made
