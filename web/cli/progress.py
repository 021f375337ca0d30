"""A display of work going on, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from archive.views import Progress as Work
from web.cli.output import console


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told (done, all)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(), transient=True) as display:
        task = display.add_task(title, total=None)
        yield lambda done, total: display.update(task, completed=done, total=total)


@contextmanager
def reading_bar() -> Iterator[Callable[[Work], None]]:
    """How far the reading of all waiting documents is, counted in pages."""
    with bar("reading") as update:
        most = 0

        def show(work: Work) -> None:
            nonlocal most
            most = max(most, work.pages)
            left = work.pages - work.pages_done
            update(max(0, most - left), most)

        yield show
