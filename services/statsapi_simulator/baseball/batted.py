"""What becomes of a ball in play."""

from statsapi_simulator.baseball.contact import over_the_fence, through
from statsapi_simulator.baseball.hits import Hits
from statsapi_simulator.baseball.legs import Outcome
from statsapi_simulator.baseball.outs import Outs
from statsapi_simulator.baseball.records import Hit


class BattedBall(Hits, Outs):
    """Decides one ball in play."""

    def resolve(self, hit: Hit) -> tuple[Outcome, Hit]:
        """The outcome and the ball as it went (a home run leaves the park, a ground single the infield)."""
        kind = self._kind(hit)
        if kind == "home_run":
            gone = over_the_fence(self.rng, hit)
            return self.home_run(gone), gone
        if kind in ("single", "double", "triple"):
            gone = through(self.rng, hit)
            return self.base_hit(kind, gone), gone
        if kind == "field_error":
            return self.error(hit), hit
        if hit.trajectory in ("ground_ball", "bunt_grounder"):
            return self.ground_out(hit), hit
        return self.air_out(hit), hit

    def _kind(self, hit: Hit) -> str:
        power, contact, speed = self.batter.power, self.batter.contact, self.batter.speed
        lift = self.offense
        if hit.trajectory == "ground_ball":
            weights = {"single": (0.235 + 0.015 * contact + 0.012 * speed) * lift, "double": 0.018 * lift, "out": 0.72}
            weights["field_error"] = 0.022
        elif hit.trajectory == "line_drive":
            weights = {"single": 0.48 * lift, "double": 0.155 * lift, "triple": 0.012 + 0.004 * speed, "out": 0.33}
            weights["home_run"] = 0.03 * lift
            weights["field_error"] = 0.004
        elif hit.trajectory == "fly_ball":
            far = max(0.0, (hit.distance - 290) / 100)
            weights = {"home_run": (0.075 + 0.16 * far + 0.03 * power) * lift, "double": 0.055 * lift, "single": 0.04}
            weights |= {"triple": 0.008, "out": 0.80, "field_error": 0.004}
        elif hit.trajectory == "bunt_grounder":
            weights = {"single": 0.12, "out": 0.85, "field_error": 0.03}
        else:
            weights = {"single": 0.012, "out": 0.985, "field_error": 0.003}
        weights = {key: max(value, 0.0) for key, value in weights.items()}
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]
