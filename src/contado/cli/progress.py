"""A progress bar on the error stream: nothing of it stays once the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Show a bar; the block is given a function: what is being done, and a share 0 to 1.

    Where the error stream is no terminal, nothing is printed.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _silent
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)


def _silent(_: str, __: float) -> None:
    """Tell nobody."""
