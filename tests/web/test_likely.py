"""What a doubtfully read character may be is offered on the search page, apart from what matches."""

import random
import re

from flask.testing import FlaskClient

from archive.records import Alternative, Section
from tests.search.corpus import report
from web.bootstrap import Services


def test_likely_matches_are_a_link_away(own: Services, own_client: FlaskClient) -> None:
    other = Alternative(at=4, char="旋", confidence=0.4)
    section = Section(number=1, title="总体情况", text="西工区凯族东路街道", pages=(1,), alternatives=(other,))
    own.search.replace(report(0, 2020, random.Random(0), sections=(section,)))
    page = own_client.get("/search?q=凯旋东路&lang=en").get_data(as_text=True)
    assert "0 sections found" in page
    (address,) = re.findall(r'href="([^"]*likely=1[^"]*)"[^>]*>1 more where', page)
    page = own_client.get(address.replace("&amp;", "&") + "&lang=en").get_data(as_text=True)
    assert "1 section found" in page
    assert "<mark>凯族东路</mark>" in page
    assert "found by a doubtful character" in page
    assert "hit=%E5%87%AF%E6%97%8F%E4%B8%9C%E8%B7%AF" in page
    assert own_client.get("/search?q=a+b&likely=1").status_code == 422
