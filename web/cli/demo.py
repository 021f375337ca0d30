"""`demo`: the sample reports, read into an empty archive and served."""

from pathlib import Path

import click

from archive.archive import Archive
from archive.errors import DanganError
from archive.records import ReportStatus
from archive.views import ReportFilter
from web.accounts.store import Accounts
from web.bootstrap import Services
from web.cli.add import FAILED, receive, work_off
from web.cli.output import complain, say, table
from web.settings import Settings

SAMPLES = Path(__file__).parent.parent / "demo" / "samples"
TRUTH = ".truth.json"
ARCHIVIST = "archivist"
RENAMED = ("洛阳市西工区青岚新城管理办公室", "洛阳市西工区青岚新城建设管理局", 2019)
"""The invented office's former name, its name, and the first year it reports on under it: no report says so itself."""


class NotEmpty(DanganError):
    """The home folder holds something else than the demo."""


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="End after the summary.")
def demo_command(*, no_serve: bool) -> int:
    """Read the sample reports into an empty DANGAN_HOME, print a summary and serve them."""
    from web.bootstrap import services
    from web.settings import load_settings

    settings = load_settings()
    with services(settings) as shop:
        code = prepare(shop)
    if code or no_serve:
        return code
    return _serve(settings)


def prepare(shop: Services) -> int:
    """Read the samples if they are not in yet, print the summary, make the archivist; raises `NotEmpty`."""
    files = samples()
    held = {document.sha256 for document in shop.archive.intake.documents(limit=1000).items}
    wanted = {digest(path) for path in files}
    if held - wanted:
        home = shop.settings.home
        raise NotEmpty(f"{home} holds other documents than the samples.", "Set DANGAN_HOME to an empty folder.")
    if wanted - held:
        receive(shop.archive, files, office=None, year=None)
    work_off(shop)
    _say_who_was_renamed(shop.archive)
    summary(shop.archive)
    _make_archivist(shop)
    failed = [document for state in FAILED for document in shop.archive.intake.documents(state=state).items]  # type: ignore[arg-type]
    for document in failed:
        complain(f"{document.filename}: {document.reason} {document.remedy or ''}")
    return 1 if failed else 0


def samples() -> tuple[Path, ...]:
    """The sample files, without their truth."""
    return tuple(
        path for path in sorted(SAMPLES.iterdir()) if path.is_file() and not path.name.endswith((TRUTH, ".md"))
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file, under which the archive keeps it."""
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def summary(archive: Archive) -> None:
    """Every report with how its values stand."""
    reports = archive.reports.list(ReportFilter(statuses=tuple(ReportStatus)), order="office", limit=500).items
    rows = (
        (row.id, row.office.name if row.office else "-", row.year, row.edition, row.certain, row.doubts, row.missing)
        for row in reports
    )
    table(("report", "office", "year", "edition", "certain", "doubtful", "missing"), rows, numbers=(4, 5, 6))


def _say_who_was_renamed(archive: Archive) -> None:
    former, today, since = RENAMED
    old, new = archive.offices.by_name(former), archive.offices.by_name(today)
    if old and new and not archive.offices.successions(old[0].id)[1]:
        archive.offices.succeed(old[0].id, new[0].id, since=since, user=ARCHIVIST)


def _make_archivist(shop: Services) -> None:
    accounts = Accounts(shop.archive.ground.engines.write)
    if any(account.name == ARCHIVIST for account in accounts.all()):
        return
    password = accounts.add(ARCHIVIST)
    say(f"Sign in as {ARCHIVIST} with the one-time password {password} (it is not shown again).")


def _serve(settings: Settings) -> int:
    from web.cli.serve import serve

    return serve(settings)
