"""From a page's row to its answer."""

from collections.abc import Sequence

from fastapi import Request, Response

from api_service.conditional import by_body
from api_service.database import Row
from api_service.pagination import next_link, page_body
from api_service.shared import shared


def page_answer(request: Request, row: Row) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a page, from the columns total, items, last_key, more, totals."""
    link = next_link(request, row["last_key"]) if row["more"] else None
    body = page_body(row["items"] or (), row["total"], link, row["totals"])
    return body, {"Link": f'<{link}>; rel="next"'} if link else {}


async def listed(request: Request, text: str, values: Sequence[object]) -> Response:
    """The answer of a list that belongs to no single game."""
    row = await shared(request).database.row(text, *values)
    assert row is not None, "a page statement always gives one row"
    body, headers = page_answer(request, row)
    return by_body(request, body, headers)
