"""A ball in play: how it was hit and where it went."""

from random import Random

from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Hit

# position code: usual landing point in the feed's field coordinates (x, y) with its spread
_SPOTS = {
    "1": (128, 182, 6),
    "2": (121, 206, 8),
    "3": (154, 171, 9),
    "4": (145, 150, 11),
    "5": (102, 168, 12),
    "6": (114, 150, 11),
    "7": (68, 98, 19),
    "8": (126, 77, 20),
    "9": (185, 98, 18),
    "78": (70, 44, 5),
    "89": (188, 52, 8),
}
# how often a ball of a kind goes to a position
_GROUND = {"1": 6, "3": 12, "4": 27, "5": 22, "6": 31, "2": 2}
_AIR = {"7": 30, "8": 38, "9": 32}
_LINE = _AIR | {"4": 6, "6": 6, "5": 5, "3": 4}
_POPUP = {"2": 6, "3": 14, "4": 18, "5": 14, "6": 18, "1": 2, "7": 8, "8": 10, "9": 10}


def hit_ball(rng: Random, batter: Player, *, offense: float) -> Hit:
    """A swung ball in play."""
    trajectory = rng.choices(
        ("ground_ball", "line_drive", "fly_ball", "popup"),
        weights=(0.43, 0.21 * offense**0.3, 0.285 + 0.02 * batter.power, 0.075),
    )[0]
    if trajectory == "ground_ball":
        speed, angle = rng.gauss(84, 14), rng.gauss(-12, 12)
        location = _pick(rng, _GROUND)
        distance = rng.uniform(5, 110)
    elif trajectory == "line_drive":
        speed, angle = rng.gauss(94 + batter.power, 10), rng.gauss(16, 5)
        location = _pick(rng, _LINE)
        distance = rng.uniform(140, 330) if location in "789" else rng.uniform(60, 140)
    elif trajectory == "fly_ball":
        speed, angle = rng.gauss(92 + 1.5 * batter.power, 9), rng.gauss(36, 7)
        location = _pick(rng, _AIR)
        distance = max(180.0, 250 + (speed - 86) * 6.2 - abs(angle - 30) * 3 + rng.gauss(0, 12))
    else:
        speed, angle = rng.gauss(76, 10), rng.gauss(65, 8)
        location = _pick(rng, _POPUP)
        distance = rng.uniform(60, 240)
    return _hit(rng, speed, angle, distance, trajectory, location)


def bunt_ball(rng: Random, *, popup: bool) -> Hit:
    """A bunted ball, fielded near the plate."""
    location = rng.choices("1235", weights=(45, 25, 15, 15))[0]
    if popup:
        return _hit(rng, rng.gauss(40, 6), rng.gauss(55, 8), rng.uniform(15, 45), "bunt_popup", location)
    return _hit(rng, rng.gauss(35, 8), rng.gauss(-25, 12), rng.uniform(4, 30), "bunt_grounder", location)


def over_the_fence(rng: Random, hit: Hit) -> Hit:
    """The same ball, hit far enough to leave the park."""
    speed = max(hit.launch_speed, rng.uniform(97, 111))
    return _hit(
        rng, speed, rng.uniform(22, 37), rng.uniform(362, 452), "fly_ball", rng.choice(("7", "8", "9", "78", "89"))
    )


def through(rng: Random, hit: Hit) -> Hit:
    """The same ball, but past the infield: what a hit on the ground is fielded as."""
    if hit.location in ("7", "8", "9", "78", "89"):
        return hit
    if hit.location in ("1", "2") or (hit.trajectory.startswith("bunt")):
        return hit
    towards = {"3": "9", "4": rng.choice("89"), "5": "7", "6": rng.choice("78")}[hit.location]
    return _hit(rng, hit.launch_speed, hit.launch_angle, rng.uniform(130, 280), hit.trajectory, towards)


def _pick(rng: Random, shares: dict[str, int]) -> str:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _hit(rng: Random, speed: float, angle: float, distance: float, trajectory: str, location: str) -> Hit:
    x, y, spread = _SPOTS[location]
    hardness = "hard" if speed >= 103 else "soft" if speed < 60 else "medium"
    return Hit(
        launch_speed=round(min(max(speed, 18.0), 119.5), 1),
        launch_angle=float(round(angle)),
        distance=float(round(distance)),
        trajectory=trajectory,
        hardness=hardness,
        location=location,
        x=round(rng.gauss(x, spread / 2), 2),
        y=round(rng.gauss(y, spread / 2), 2),
    )
