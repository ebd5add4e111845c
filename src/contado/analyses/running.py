"""Run an analysis: read the request, compute, and write the folder, whole or absent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

from contado.analyses.declaration import Analysis
from contado.analyses.execution import Execution, Progress, silent
from contado.analyses.reading import analysis
from contado.analyses.request import TypedRequest, typed
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
    from contado.files import folder_written, must_be_new

    if out is not None:
        must_be_new(out)
    question = typed(what, values)
    if out is None:
        place = Path(mkdtemp(prefix="contado-"))
        with _removed_on_failure(place):
            made = _computed(what, question, (place, place / "result"), progress, cancelled)
        finalize(made, rmtree, place, ignore_errors=True)
        return made
    with folder_written(out) as folder:
        from contado.analyses.folder import write

        made = _computed(what, question, (folder, out), progress, cancelled)
        write(made, folder, formats=formats, language=language)
    return made


@contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise


def _computed(
    what: Analysis,
    question: TypedRequest,
    folders: tuple[Path, Path],
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Result:
    execution = Execution(
        what, question.inputs, *folders, question.territory, question.rules, progress, cancelled
    )
    return replace(question.computation(question.request, execution), execution=execution)
