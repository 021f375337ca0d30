"""The picture with which a report opens is there before anybody asks for it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.errors import BlobMissing
from archive.records import PageImage, ReportRecord
from tests.fakes import FakeIndexer
from web.bootstrap import Services, derived_folder
from web.foresight import Foresight
from web.pictures import SCREEN, derived_path, opening_page


def record_of(shop: Services) -> ReportRecord:
    return shop.archive.reports.get(shop.archive.reports.list(limit=1).items[0].id)


def test_a_report_that_was_read_has_the_picture_that_its_page_shows_first(shop: Services, client: FlaskClient) -> None:
    record = record_of(shop)
    kept = derived_path(derived_folder(shop.settings), record.source.sha256, opening_page(record), SCREEN)
    assert kept.exists()
    address = f"/images/{record.source.sha256}/{opening_page(record)}-{SCREEN}.webp"
    assert f'id="leaf" src="{address}"' in client.get(f"/reports/{record.id}").get_data(as_text=True)
    assert client.get(address).get_data() == kept.read_bytes()


def test_it_is_made_once_and_only_the_first_page(shop: Services, tmp_path: Path) -> None:
    record, asked = record_of(shop), list[tuple[str, int]]()

    def image(sha256: str, page: int) -> PageImage:
        asked.append((sha256, page))
        return shop.archive.reports.page_image(sha256, page)

    foresight = Foresight(FakeIndexer(), tmp_path, image)
    foresight.replace(record)
    foresight.replace(record)
    assert asked == [(record.source.sha256, opening_page(record))]
    assert len(list(tmp_path.rglob("*.webp"))) == 1


def test_a_picture_that_cannot_be_made_keeps_no_report_out_of_the_index(
    shop: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record, index = record_of(shop), FakeIndexer()

    def lost(sha256: str, page: int) -> PageImage:
        raise BlobMissing(f"{sha256} {page}", "")

    Foresight(index, tmp_path, lost).replace(record)
    assert record.id in index.held
    assert "no picture yet" in caplog.text
