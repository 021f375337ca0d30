"""`add`: hand in files and folders."""

import getpass
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from archive.archival_codes import Entry, manifest
from archive.archive import Archive
from archive.views import DocumentState, Receipt
from web.bootstrap import Services
from web.cli.index import renew_index
from web.cli.output import answer, complain, say
from web.cli.progress import bar, reading_bar
from web.contract import AddedShape, as_json_list

FAILED = ("failed", "set_aside")
POLL_S = 0.5

_LIST = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("add")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--office", help="The office, where the files do not say it.")
@click.option("--year", type=click.IntRange(1990, 2100), help="The year reported on, where the files do not say it.")
@click.option("--manifest", "listed", type=_LIST, help="CSV that names the files: file, archival_code, office, year.")
@click.option("--due", type=_LIST, help="CSV of the offices that must report: office, region, level, year, state.")
@click.option("--wait", is_flag=True, help="Show progress and end when the files are read.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add_command(
    paths: tuple[Path, ...],
    office: str | None,
    year: int | None,
    listed: Path | None,
    due: Path | None,
    *,
    wait: bool,
    as_json: bool,
) -> int:
    """Receive PATHS, files or folders; a worker reads them. Exit code 1 if any was refused or failed."""
    from web.bootstrap import services
    from web.settings import load_settings

    if not paths and due is None:
        raise click.UsageError("Missing argument 'PATHS...'.")
    said = manifest(listed.read_bytes(), listed.name) if listed else {}
    with services(load_settings()) as shop:
        if due is not None:
            enter_due(shop.archive, due)
            if not paths:
                return 0
        files = tuple(files_in(paths))
        if not files:
            complain("The folders hold no files. Name files, or folders that hold some.")
            return 1
        receipts = receive(shop.archive, files, said, office=office, year=year)
        if wait:
            work_off(shop)
        added = [added_shape(shop.archive, path, receipt, wait=wait) for path, receipt in receipts]
        waiting = any(one.outcome == "received" for one in added) and not shop.archive.worker.alive()
    tell(added, as_json=as_json)
    if waiting:
        say("No worker is running. Start one with: dangan worker")
    return 1 if any(one.outcome in ("refused", "failed") for one in added) else 0


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, in order; hidden ones in folders are left out."""
    for path in paths:
        if path.is_dir():
            found = (file for file in sorted(path.rglob("*")) if file.is_file())
            yield from (
                file for file in found if not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
        else:
            yield path


def enter_due(archive: Archive, path: Path) -> None:
    """Enter the list of the offices that must report, and say what was not understood."""
    entered = archive.dues.enter(path.read_bytes(), path.name, user=getpass.getuser())
    for wrong in entered.wrong:
        complain(f"{path.name}, line {wrong.line}: {wrong.reason}")
    for year, count in entered.by_year.items():
        say(f"{year}: {count} offices must report")


def receive(
    archive: Archive,
    files: tuple[Path, ...],
    listed: Mapping[str, Entry] = MappingProxyType({}),
    *,
    office: str | None,
    year: int | None,
) -> list[tuple[Path, Receipt]]:
    """Hand all files in as one batch; what a manifest says of a file wins over the options."""
    user = getpass.getuser()
    batch = archive.intake.start_batch(
        files[0].name if len(files) == 1 else f"{files[0].parent.name} ({len(files)})", user=user
    )
    receipts = []
    with bar("receiving") as update:
        for number, path in enumerate(files, 1):
            said = listed.get(path.name, Entry(None, None, None))
            receipt = archive.intake.receive(
                path,
                path.name,
                batch=batch,
                office=said.office or office,
                year=said.year or year,
                user=user,
                archival_code=said.code,
            )
            receipts.append((path, receipt))
            update(number, len(files))
    return receipts


def work_off(shop: Services) -> None:
    """See to it that everything waiting is read: by a living worker, else by this process."""
    archive = shop.archive
    with reading_bar() as show:
        while archive.worker.alive() and archive.intake.pending():
            show(archive.intake.progress())
            time.sleep(POLL_S)
        if archive.intake.pending():
            renew_index(shop)
            archive.worker.run_until_idle(show)


def added_shape(archive: Archive, path: Path, receipt: Receipt, *, wait: bool) -> AddedShape:
    """What became of one file, as the contract says it."""
    state = archive.intake.document(receipt.sha256) if receipt.sha256 and receipt.outcome != "refused" else None
    if receipt.outcome == "received" and wait and state is not None:
        return _after_reading(path, state)
    reason = " ".join(part for part in (receipt.reason, receipt.remedy) if part) or None
    reports = state.reports if state is not None else receipt.reports
    return AddedShape(file=str(path), outcome=receipt.outcome, reports=reports, reason=reason)


def _after_reading(path: Path, state: DocumentState) -> AddedShape:
    if state.state in FAILED:
        reason = " ".join(part for part in (state.reason, state.remedy) if part)
        return AddedShape(file=str(path), outcome="failed", reports=state.reports, reason=reason)
    return AddedShape(file=str(path), outcome="read", reports=state.reports, reason=None)


def tell(added: list[AddedShape], *, as_json: bool) -> None:
    """The outcome of every file."""
    if as_json:
        answer(as_json_list(added))
        return
    for one in added:
        answer("  ".join(part for part in (one.outcome, one.file, ", ".join(one.reports), one.reason or "") if part))
