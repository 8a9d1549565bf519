"""The words under a box score: batting, base running and fielding notes, and the game's own information."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.snapshot import Snapshot
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.linescore import ordinal

Names = Mapping[int, str]
_HIT_LABELS = (("2B", "double"), ("3B", "triple"))
_ERRORS = {
    "f_throwing_error": "throw",
    "f_fielding_error": "fielding",
    "f_error_dropped_ball": "dropped ball",
    "c_catcher_interf": "catcher interference",
}


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    """'Doe 2; Roe.'"""
    parts = [name if count == 1 else f"{name} {count}" for name, count in counts]
    return "; ".join(parts) + "."


def team_info(
    snapshot: Snapshot, side: int, names: Names, season: Mapping[int, Mapping[str, int]]
) -> list[dict[str, Any]]:
    """The ``info`` blocks of one team. ``season`` holds batting lines before today."""
    blocks = [
        ("BATTING", _batting(snapshot, side, names, season)),
        ("BASERUNNING", _baserunning(snapshot, side, names, season)),
        ("FIELDING", _fielding(snapshot, side, names)),
    ]
    return [
        {"title": title, "fieldList": [{"label": label, "value": value} for label, value in fields]}
        for title, fields in blocks
        if fields
    ]


def _batting(
    snapshot: Snapshot, side: int, names: Names, season: Mapping[int, Mapping[str, int]]
) -> list[tuple[str, str]]:
    own = [play for play in snapshot.plays if play.complete and play.top == (side == 0)]
    lines = snapshot.batting[side]
    if not own:
        return []
    fields: list[tuple[str, str]] = []
    for label, kind in _HIT_LABELS:
        hits = [play for play in own if play.event_type == kind]
        if hits:
            fields.append((label, "; ".join(f"{names[p.batter]} ({names[p.pitcher]})" for p in hits) + "."))
    homers = [play for play in own if play.event_type == "home_run"]
    if homers:
        fields.append(("HR", "; ".join(_homer(play, names, season) for play in homers) + "."))
    for label, key in (("TB", "totalBases"), ("RBI", "rbi")):
        found = [(names[player], line[key]) for player, line in lines.items() if line[key]]
        if found:
            fields.append((label, _listed(sorted(found))))
    two_out = Counter[str]()
    stranded = Counter[str]()
    for before, play in zip([None, *snapshot.plays[:-1]], snapshot.plays, strict=True):
        if not play.is_plate_appearance or play.top != (side == 0):
            continue
        same_half = before is not None and (before.inning, before.top) == (play.inning, play.top)
        outs_before = before.outs if before is not None and same_half else 0
        if outs_before == 2 and play.rbi:
            two_out[names[play.batter]] += play.rbi
        if outs_before == 2 and play.outs == 3 and before is not None and same_half:
            waiting = (before.bases_after.second is not None) + (before.bases_after.third is not None)
            if waiting:
                stranded[names[play.batter]] += waiting
    if two_out:
        fields.append(("2-out RBI", _listed(two_out.items())))
    if stranded:
        fields.append(("Runners left in scoring position, 2 out", _listed(stranded.items())))
    for label, key in (("SAC", "sacBunts"), ("SF", "sacFlies"), ("GIDP", "groundIntoDoublePlay")):
        found = [(names[player], line[key]) for player, line in lines.items() if line[key]]
        if found:
            fields.append((label, _listed(sorted(found))))
    at_bats, hits_made = snapshot.risp[side]
    fields.append(("Team RISP", f"{hits_made}-for-{at_bats}."))
    fields.append(("Team LOB", f"{snapshot.totals(side).left}."))
    return fields


def _homer(play: Play, names: Names, season: Mapping[int, Mapping[str, int]]) -> str:
    number = season.get(play.batter, {}).get("homeRuns", 0) + 1
    return (
        f"{names[play.batter]} ({number}, {ordinal(play.inning)} inning off {names[play.pitcher]}, {play.rbi - 1} on)"
    )


def _baserunning(
    snapshot: Snapshot, side: int, names: Names, season: Mapping[int, Mapping[str, int]]
) -> list[tuple[str, str]]:
    fields = []
    for label, key in (("SB", "stolenBases"), ("CS", "caughtStealing")):
        found = [
            f"{names[player]} ({season.get(player, {}).get(key, 0) + line[key]})"
            for player, line in snapshot.batting[side].items()
            if line[key]
        ]
        if found:
            fields.append((label, "; ".join(found) + "."))
    out = [(names[player], line["pickoffs"]) for player, line in snapshot.batting[side].items() if line["pickoffs"]]
    if out:
        fields.append(("PO", _listed(out)))
    return fields


def _fielding(snapshot: Snapshot, side: int, names: Names) -> list[tuple[str, str]]:
    fields = []
    errors: list[str] = []
    assists: list[str] = []
    doubles: list[str] = []
    for play in snapshot.plays:
        if not play.complete or play.top == (side == 0):
            continue
        outs = sum(move.is_out for move in play.moves)
        for move in play.moves:
            for credit in move.credits:
                if credit.kind in _ERRORS:
                    errors.append(f"{names[credit.player]} ({_ERRORS[credit.kind]})")
                if credit.kind == "f_assist_of":
                    assists.append(f"{names[credit.player]} ({names[move.runner]})")
        if outs >= 2 and play.event_type is not None and "double_play" in play.event_type:
            path: list[str] = []
            for move in play.moves:
                path += [
                    names[c.player] for c in move.credits if c.kind != "f_assist_of" and names[c.player] not in path
                ]
            doubles.append("-".join(path))
    if errors:
        fields.append(("E", "; ".join(errors) + "."))
    if assists:
        fields.append(("Outfield assists", "; ".join(assists) + "."))
    passed = [(names[p], line["passedBall"]) for p, line in snapshot.fielding[side].items() if line["passedBall"]]
    if passed:
        fields.append(("PB", _listed(passed)))
    if doubles:
        count = f"{len(doubles)} " if len(doubles) > 1 else ""
        fields.append(("DP", f"{count}({'; '.join(doubles)})."))
    return fields


def game_info(fixture: Fixture, state: State, names: Names) -> list[dict[str, str]]:
    """The list below both teams; what is not known yet is missing."""
    shown: list[dict[str, str]] = []

    def add(label: str, value: str) -> None:
        shown.append({"label": label, "value": value})

    snapshot = state.snapshot
    if snapshot is not None:
        pitchers = [(p, line) for lines in snapshot.pitching for p, line in lines.items()]
        for label, key in (("WP", "wildPitches"), ("Balk", "balks")):
            found = [(names[p], line[key]) for p, line in pitchers if line[key]]
            if found:
                add(label, _listed(found))
        hit = [
            f"{names[play.batter]} (by {names[play.pitcher]})"
            for play in snapshot.plays
            if play.complete and play.event_type == "hit_by_pitch"
        ]
        if hit:
            add("HBP", "; ".join(hit) + ".")
        if snapshot.clock_violations:
            violations = [
                f"{names.get(p, 'Player')} ({kind.replace('_', ' ')})" for p, kind in snapshot.clock_violations
            ]
            add("Pitch timer violations", "; ".join(violations) + ".")
        add("Pitches-strikes", _per_pitcher(pitchers, names, "{numberOfPitches}-{strikes}"))
        add("Groundouts-flyouts", _per_pitcher(pitchers, names, "{groundOuts}-{flyOuts}"))
        if state.on_field:
            add("Batters faced", _per_pitcher(pitchers, names, "{battersFaced}"))
        inherited = [(p, line) for p, line in pitchers if line["inheritedRunners"]]
        if inherited:
            add(
                "Inherited runners-scored",
                _per_pitcher(inherited, names, "{inheritedRunners}-{inheritedRunnersScored}"),
            )
    umpires = " ".join(
        f"{place}: {umpire.name}." for place, umpire in zip(("HP", "1B", "2B", "3B"), fixture.umpires, strict=True)
    )
    add("Umpires", f"{umpires} " if snapshot is not None else "")
    if snapshot is not None:
        condition, temperature, wind = fixture.weather
        add("Weather", f"{temperature} degrees, {condition}.")
        add("Wind", f"{wind}.")
    if state.first_pitch is not None:
        add("First pitch", f"{_clock(state.first_pitch, fixture.home.venue.utc_offset)}.")
    if state.duration is not None:
        add("T", f"{state.duration // 60}:{state.duration % 60:02d}.")
    if state.attendance_known:
        add("Att", f"{fixture.attendance:,}.")
    add("Venue", f"{fixture.home.venue.name}.")
    shown.append({"label": _long_date(state.official_date)})
    return shown


def _per_pitcher(pitchers: list[tuple[int, Mapping[str, int]]] | Any, names: Names, form: str) -> str:
    return "; ".join(f"{names[p]} {form.format_map(line)}" for p, line in pitchers) + "."


def _clock(moment: datetime, offset: int) -> str:
    local = moment + timedelta(hours=offset)
    return f"{(local.hour - 1) % 12 + 1}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def _long_date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
