"""What every search engine keeps when it is written to: replacing, removing, rebuilding beside, comparing."""

import random
from datetime import UTC, datetime

import pytest

from archive.errors import IndexUnavailable
from archive.records import Section
from search.documents import stamp
from search.engine import check
from search.query import Filters, Query
from tests.contracts.answers import found
from tests.contracts.conftest import NewEngine
from tests.search.corpus import corpus, report


def test_replace_and_remove(new_engine: NewEngine) -> None:
    chance = random.Random(3)
    engine = new_engine()
    assert engine.stale()
    assert engine.search(Query(text="公开")).total == 0
    first, other = report(0, 2020, chance), report(1, 2020, chance)
    for record in (first, other):
        engine.replace(record)
    assert not engine.stale()
    changed = first.model_copy(update={"sections": (Section(number=2, title="新", text="全新的文字", pages=(1,)),)})
    engine.replace(changed)
    assert found(engine, Query(text="全新的文字")) == {(first.id, 2)}
    assert found(engine, Query(filters=Filters(reports=(first.id,)))) == {(first.id, 2)}
    assert engine.stamps() == {changed.id: stamp(changed), other.id: stamp(other)}
    engine.remove(first.id)
    engine.remove("no-such-report")
    assert engine.stamps() == {other.id: stamp(other)}
    assert found(engine, Query()) == {(other.id, s.number) for s in other.sections}


def test_a_rebuild_takes_what_was_written_meanwhile(new_engine: NewEngine) -> None:
    records = list(corpus(12))
    engine = new_engine()
    engine.rebuild(records[:2])
    late = records[0].model_copy(update={"title": "改过的标题"})

    def reading() -> object:
        yield from records[:10]
        engine.replace(late)
        engine.remove(records[3].id)
        engine.replace(records[11])
        assert engine.stamps().keys() == {r.id for r in (*records[:2], records[11])}
        yield records[10]

    assert engine.rebuild(reading()) == 4 * 11  # type: ignore[arg-type]
    wanted = [late, *records[1:3], *records[4:]]
    assert engine.stamps() == {r.id: stamp(r) for r in wanted}
    assert engine.search(Query(by="report")).total == 11


def test_a_first_rebuild_takes_what_was_written_meanwhile(new_engine: NewEngine) -> None:
    """There is no index yet, as after a backup was put back, and a worker reads on."""
    records = list(corpus(8))
    engine = new_engine()

    def reading() -> object:
        yield from records[:4]
        engine.replace(records[7])
        assert engine.stamps().keys() == {records[7].id}
        engine.remove(records[1].id)
        yield from records[4:7]

    assert engine.rebuild(reading()) == 4 * 7  # type: ignore[arg-type]
    assert engine.stamps() == {r.id: stamp(r) for r in records if r is not records[1]}
    assert engine.search(Query(by="report")).total == 7


def test_a_rebuild_that_broke_off_goes_on(new_engine: NewEngine) -> None:
    records = list(corpus(8))
    engine = new_engine()
    engine.rebuild(records[:4])

    def breaking() -> object:
        yield from records[:6]
        raise IndexUnavailable("gone")

    with pytest.raises(IndexUnavailable):
        engine.rebuild(breaking())  # type: ignore[arg-type]
    assert engine.stamps().keys() == {r.id for r in records[:4]}
    engine.replace(records[4])
    assert engine.rebuild(records[1:]) == 4 * 7
    assert engine.stamps() == {r.id: stamp(r) for r in records[1:]}


def test_check_names_the_differences(new_engine: NewEngine) -> None:
    records = list(corpus(4))
    engine = new_engine()
    engine.rebuild(records[:3])
    moved = records[1].model_copy(
        update={"source": records[1].source.model_copy(update={"received": datetime(2025, 1, 1, tzinfo=UTC)})}
    )
    wanted = {r.id: stamp(r) for r in (records[0], moved, records[3])}
    differences = check(engine, wanted)
    assert (differences.missing, differences.surplus, differences.outdated) == (
        (records[3].id,),
        (records[2].id,),
        (moved.id,),
    )
    assert not differences.sound
    assert check(engine, engine.stamps()).sound
