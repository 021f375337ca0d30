"""The register of offices and regions in the database: looked up by name, made where a name is new."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, union

from archive.clock import now
from archive.db.tables import office_aliases, offices, redirects, regions, reports
from archive.offices.names import OfficeName, slug, understand
from archive.offices.regions import Path, code_of


def office_for(connection: Connection, printed: str | None) -> int | None:
    """The key of the office of a printed name, made if it is new; None for no name."""
    if printed is None or not printed.strip():
        return None
    try:
        name = understand(printed)
    except ValueError:
        return None
    found = offices_named(connection, name)
    return found[0] if found else make_office(connection, name)


def offices_named(connection: Connection, name: OfficeName) -> list[int]:
    """The keys of offices that bear a name, as their own or as an alias, in any spelling of its region."""
    by_alias = select(office_aliases.c.office_key).where(office_aliases.c.name == name.name)
    by_identity = select(offices.c.key).where(offices.c.identity == name.identity)
    both = union(by_alias, by_identity).subquery()
    return list(connection.scalars(select(both).order_by(both.c[0])))


def add_name(connection: Connection, office_key: int, name: str) -> None:
    """Let an office bear another name; no error where it does already."""
    known = select(office_aliases.c.key).where(office_aliases.c.office_key == office_key, office_aliases.c.name == name)
    if connection.scalar(known) is None:
        connection.execute(office_aliases.insert().values(office_key=office_key, name=name))


def region_for(connection: Connection, path: Path) -> int | None:
    """The key of a region, made with all above it if need be; None for the empty path."""
    parent: int | None = None
    for depth in range(1, len(path) + 1):
        parent = _region(connection, path[:depth], parent)
    return parent


def current_id(connection: Connection, kind: str, old_id: str) -> str:
    """Where an id leads today: itself unless it was renamed, however often."""
    seen = {old_id}
    while target := connection.scalar(
        select(redirects.c.new_id).where(redirects.c.kind == kind, redirects.c.old_id == old_id)
    ):
        if target in seen:
            return old_id
        seen.add(target)
        old_id = target
    return old_id


def redirect(connection: Connection, kind: str, old_id: str, new_id: str) -> None:
    """From now on an old id leads to a new one; a redirect away from the new one ends."""
    for doomed in (old_id, new_id):
        connection.execute(redirects.delete().where(redirects.c.kind == kind, redirects.c.old_id == doomed))
    connection.execute(redirects.insert().values(kind=kind, old_id=old_id, new_id=new_id, at=now()))


def free_id(connection: Connection, kind: str, wishes: Iterable[str]) -> str:
    """The first wish that no living or redirected id bears; the last wish is numbered until it is free."""
    wish = ""
    for wish in wishes:
        if _is_free(connection, kind, wish):
            return wish
    number = 2
    while not _is_free(connection, kind, f"{wish}-{number}"):
        number += 1
    return f"{wish}-{number}"


def _is_free(connection: Connection, kind: str, wish: str) -> bool:
    table = offices if kind == "office" else reports
    if connection.scalar(select(table.c.key).where(table.c.id == wish)) is not None:
        return False
    taken = select(redirects.c.new_id).where(redirects.c.kind == kind, redirects.c.old_id == wish)
    return connection.scalar(taken) is None


def make_office(connection: Connection, name: OfficeName) -> int:
    """A new office under a name that none bears; returns its key."""
    plain = slug(name.name) or "office"
    # A homonym is told apart by its region before it is told apart by a number.
    wishes = (plain, slug("".join(name.region) + name.identity.partition("#")[2]) or plain)
    values = {
        "id": free_id(connection, "office", wishes),
        "name": name.name,
        "identity": name.identity,
        "kind": name.kind,
        "region_key": region_for(connection, name.region),
        "created": now(),
    }
    key: int = connection.execute(offices.insert().returning(offices.c.key), values).scalar_one()
    add_name(connection, key, name.name)
    return key


def _region(connection: Connection, path: Path, parent: int | None) -> int:
    joined = "/".join(path)
    known: int | None = connection.scalar(select(regions.c.key).where(regions.c.path == joined))
    if known is not None:
        return known
    values = {"path": joined, "name": path[-1], "level": len(path), "code": code_of(path), "parent_key": parent}
    made: int = connection.execute(regions.insert().returning(regions.c.key), values).scalar_one()
    return made
