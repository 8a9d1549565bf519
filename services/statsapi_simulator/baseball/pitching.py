"""One pitch: its type, flight and location, and what batter and umpire make of it."""

import math
from random import Random

from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Pitch

CALLS = {
    "B": "Ball",
    "*B": "Ball In Dirt",
    "C": "Called Strike",
    "S": "Swinging Strike",
    "W": "Swinging Strike (Blocked)",
    "T": "Foul Tip",
    "F": "Foul",
    "L": "Foul Bunt",
    "M": "Missed Bunt",
    "H": "Hit By Pitch",
    "D": "In play, no out",
    "E": "In play, run(s)",
    "X": "In play, out(s)",
    "VB": "Automatic Ball - Intentional",
    "VP": "Automatic Ball - Pitcher Pitch Timer Violation",
    "AC": "Automatic Strike - Batter Pitch Timer Violation",
}
STRIKES = frozenset({"C", "S", "W", "T", "F", "L", "M", "AC"})
BALLS = frozenset({"B", "*B", "VB", "VP"})
IN_PLAY = frozenset({"D", "E", "X"})

# Shares of ball, called strike, swinging strike, foul, in play, as they are thrown to an even count.
_EVEN = (0.352, 0.168, 0.108, 0.178, 0.185)
_SPIN = {"FF": 2290, "SI": 2150, "FC": 2400, "SL": 2440, "ST": 2560, "CU": 2520, "KC": 2480, "CH": 1760, "FS": 1420}
_RISE = {"FF": 16.0, "SI": 8.0, "FC": 9.0, "SL": 2.0, "ST": 1.0, "CU": -10.0, "KC": -9.0, "CH": 6.0, "FS": 3.0}


def decide_call(rng: Random, pitcher: Player, batter: Player, balls: int, strikes: int, *, offense: float) -> str:
    """B, C, S, F, X or H: what happens on the pitch. ``offense`` above 1 favours the batter."""
    ball, called, swinging, foul, in_play = _EVEN
    ball *= 1.0 - 0.06 * pitcher.control
    swinging *= 1.0 + 0.10 * pitcher.stuff - 0.12 * batter.contact
    if balls == 3:
        ball *= 0.78
        called *= 2.2 if strikes == 0 else 1.0
    if strikes == 2:
        called *= 0.42
        foul *= 1.35
        swinging *= 1.25
        ball *= 1.06
    if balls == 0 and strikes == 0:
        called *= 1.75
        swinging *= 0.7
        in_play *= 0.72
    in_play *= offense**0.4
    swinging /= offense**0.5
    weights = (max(ball, 0.05), called, max(swinging, 0.02), foul, in_play, 0.0028)
    return rng.choices("BCSFXH", weights=weights)[0]


def throw(rng: Random, pitcher: Player, batter: Player, call: str) -> Pitch:
    """The flight of a pitch that leads to the given call: strikes in or near the zone, balls off it."""
    codes = [code for code, _, _ in pitcher.arsenal] or ["FF"]
    weights = [share for _, share, _ in pitcher.arsenal] or [1.0]
    code = rng.choices(codes, weights=weights)[0]
    usual = {c: speed for c, _, speed in pitcher.arsenal}.get(code, 68.0)
    speed = round(rng.gauss(usual, 1.1), 1)
    top, bottom = batter.zone_top, batter.zone_bottom
    px, pz = _location(rng, call, top, bottom, batter)
    arm = -1.0 if pitcher.throws == "R" else 1.0
    rise = rng.gauss(_RISE[code], 1.8)
    run = rng.gauss(7.0 if code in ("FF", "SI", "CH", "FS") else -6.0, 2.5) * arm
    vy = -speed * 1.4667
    plate_time = 54.2 / (speed * 1.4667 * 0.945)
    flight = (
        rng.gauss(-8.0, 2.0) * (run / 7.0 if run else 1.0),
        rng.gauss(28.0, 2.5),
        -32.174 + rise * 1.2,
        rng.gauss(4.5, 2.0) * -arm,
        vy,
        rng.gauss(-4.5, 1.5),
        arm * abs(rng.gauss(1.9, 0.4)),
        50.0 + rng.uniform(-0.006, 0.006),
        rng.gauss(5.9, 0.25),
        run * 0.75,
        rise * 0.72,
    )
    vertical = round(rise - 28.0 * (95.0 / speed) ** 2, 1)
    return Pitch(
        code=code,
        start_speed=speed,
        end_speed=round(speed * rng.uniform(0.906, 0.924), 1),
        zone=zone_of(px, pz, top, bottom),
        px=px,
        pz=pz,
        zone_top=top,
        zone_bottom=bottom,
        spin=round(rng.gauss(_SPIN[code], 110)),
        spin_direction=round(rng.gauss(210 if arm < 0 else 150, 20)) % 360,
        plate_time=plate_time,
        extension=rng.gauss(6.4, 0.2),
        confidence=round(rng.uniform(0.84, 0.98), 2),
        flight=flight,
        breaks=(
            round(abs(run) * 2.6, 1),
            round(max(1.2, 5.0 - rise * 0.22), 1),
            24.0,
            vertical,
            round(rise, 1),
            round(-run, 1),
        ),
    )


def _location(rng: Random, call: str, top: float, bottom: float, batter: Player) -> tuple[float, float]:
    middle = (top + bottom) / 2
    if call == "C":
        return rng.uniform(-0.8, 0.8), rng.uniform(bottom + 0.02, top - 0.02)
    if call in ("B", "VP"):
        angle = rng.uniform(0, 2 * math.pi)
        reach = rng.uniform(1.08, 1.9)
        return reach * 0.86 * math.cos(angle), middle + reach * (top - bottom) / 2 * math.sin(angle)
    if call == "*B":
        return rng.gauss(0, 0.7), rng.uniform(-0.2, 0.7)
    if call == "H":
        inside = -1.0 if batter.bats != "L" else 1.0
        return inside * rng.uniform(1.6, 2.4), rng.uniform(1.5, 4.5)
    spread = 0.55 if call in ("X", "D", "E", "F") else 0.8
    return rng.gauss(0, spread), rng.gauss(middle, spread)


def zone_of(px: float, pz: float, top: float, bottom: float) -> int:
    """1 to 9 inside the zone (by rows from the top, catcher's view), 11 to 14 around it."""
    half = 17.0 / 24.0 + 0.12
    if abs(px) <= half and bottom <= pz <= top:
        column = min(2, int((px + half) / (2 * half) * 3))
        row = min(2, int((top - pz) / (top - bottom) * 3))
        return 1 + row * 3 + column
    upper = pz > (top + bottom) / 2
    return (11 if px < 0 else 12) if upper else (13 if px < 0 else 14)
