"""The status object of feed and schedule for a status code."""

from typing import Any

from statsapi_simulator.game_status import status_table

_BY_CODE = {row["statusCode"]: row for row in status_table()}


def status(code: str, *, start_time_tbd: bool = False) -> dict[str, Any]:
    """The status with its cause in ``reason``; texts of ended and postponed games leave the cause out, as upstream.

    A code that is in no list is shown all the same.
    """
    row = _BY_CODE.get(code)
    if row is None:
        row = {
            "abstractGameState": "Live",
            "codedGameState": code[0],
            "detailedState": "Something New",
            "statusCode": code,
            "abstractGameCode": "L",
        }
    text = row["detailedState"]
    if code[0] in "DC" or code in ("FT", "OT"):
        text = text.partition(":")[0]
    shown: dict[str, Any] = {
        "abstractGameState": row["abstractGameState"],
        "codedGameState": row["codedGameState"],
        "detailedState": text,
        "statusCode": row["statusCode"],
        "startTimeTBD": start_time_tbd,
    }
    if "reason" in row:
        shown["reason"] = row["reason"]
    shown["abstractGameCode"] = row["abstractGameCode"]
    return shown
