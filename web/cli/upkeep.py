"""`check` and `reindex`: is everything as it was, and the index built anew."""

import json

import click

from search.documents import stamp
from search.engine import check
from web.bootstrap import Services
from web.cli.output import answer, complain, say
from web.cli.progress import bar

FEW = 200  # differing reports that are written one by one: a second each in a large index


@click.command("check")
@click.option("--repair", is_flag=True, help="Bring the index in line where it is not.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_command(*, repair: bool, as_json: bool) -> int:
    """Hash every file again, hold the records against each other and against the index. Exit code 1 if anything is wrong."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        with bar("checking files") as update:
            found = shop.archive.upkeep.check(update)
        wrong = _index_differences(shop)
        if wrong and repair:
            _repair(shop, [name for name, _ in wrong])
            wrong = _index_differences(shop)
    problems = [{"subject": one.subject, "reason": one.reason, "remedy": one.remedy} for one in found.problems]
    problems += [
        {"subject": f"report:{name}", "reason": why, "remedy": "Run: dangan check --repair"} for name, why in wrong
    ]
    if as_json:
        looked_at = {"files": found.blobs, "documents": found.documents, "reports": found.reports}
        answer(json.dumps(looked_at | {"problems": problems}, ensure_ascii=False, indent=2))
    else:
        answer(f"{found.blobs} files, {found.documents} documents, {found.reports} reports: {len(problems)} problems")
        for problem in problems:
            complain(f"{problem['subject']}: {problem['reason']} {problem['remedy']}")
    return 1 if problems else 0


@click.command("reindex")
def reindex_command() -> None:
    """Build the search index anew from the records."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop, bar("indexing") as update:
        total = sum(1 for _ in shop.archive.reports.ids())
        sections = shop.archive.upkeep.reindex(lambda done: update(done, total))
    say(f"{total} reports, {sections} sections")


def _repair(shop: Services, differing: list[str]) -> None:
    """Bring the index in line: report by report where few differ, from the ground up otherwise."""
    if shop.search.stale() or len(differing) > FEW:
        shop.archive.upkeep.reindex()
        say("The index was built anew.")
        return
    public = set(shop.archive.reports.ids())
    for name in differing:
        if name in public:
            shop.search.replace(shop.archive.reports.get(name))
        else:
            shop.search.remove(name)
    say(f"Brought in line: {len(differing)} reports.")


def _index_differences(shop: Services) -> list[tuple[str, str]]:
    """Reports that the index lacks, has beyond the records, or has in an old form, each with what is wrong. It holds
    what is published.
    """
    found = check(shop.search, {record.id: stamp(record) for record in shop.archive.reports.iterate()})
    kinds = (
        (found.missing, "The index lacks it."),
        (found.surplus, "The index has it, the records do not."),
        (found.outdated, "The index has an old state of it."),
    )
    return [(name, why) for names, why in kinds for name in names]
