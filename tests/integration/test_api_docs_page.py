"""The documentation page needs nothing but this service."""

import re

from support.api import SetClock, serving
from support.builders import FIRST_PITCH
from support.stack import Database


def test_the_page_and_all_that_it_loads_come_from_the_service_itself(database: Database) -> None:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as api:
        page = api.get("/docs")
        assert page.status_code == 200
        loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(loaded) >= 3
        for address in loaded:
            assert address.startswith("/"), f"{address} is elsewhere"
            assert api.get(address).status_code == 200, address
        assert "url: '/openapi.json'" in page.text
