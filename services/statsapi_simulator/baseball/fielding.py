"""Who fields, who throws, who puts out: credits and the words of a play."""

from statsapi_simulator.baseball.lineup import SideState
from statsapi_simulator.baseball.records import Credit, Hit

FIELDER_WORDS = {
    "1": "pitcher",
    "2": "catcher",
    "3": "first baseman",
    "4": "second baseman",
    "5": "third baseman",
    "6": "shortstop",
    "7": "left fielder",
    "8": "center fielder",
    "9": "right fielder",
}
BASE_WORDS = {"1B": "1st", "2B": "2nd", "3B": "3rd", "score": "home", "4B": "home"}
FIELD_WORDS = {
    "7": "left field",
    "8": "center field",
    "9": "right field",
    "78": "left center field",
    "89": "right center field",
}


class Defense:
    """The nine in the field, with names for descriptions."""

    def __init__(self, side: SideState, names: dict[int, str]) -> None:
        self._side = side
        self._names = names

    def player(self, position: str) -> int:
        return self._side.at(position)

    def words(self, position: str) -> str:
        return f"{FIELDER_WORDS[position]} {self._names[self.player(position)]}"

    def opening_words(self, position: str) -> str:
        """The same at the beginning of a sentence."""
        words = self.words(position)
        return words[0].upper() + words[1:]

    def credit(self, position: str, kind: str) -> Credit:
        return Credit(self.player(position), position, kind)

    def assists_to(self, *positions: str) -> tuple[Credit, ...]:
        """A throw from fielder to fielder: assists for all but the last, who puts out."""
        *throwers, last = positions
        assists = [self.credit(position, "f_assist") for position in throwers if position != last]
        return (*assists, self.credit(last, "f_putout"))

    def outfield_assist(self, outfielder: str, *rest: str) -> tuple[Credit, ...]:
        """A throw from the outfield; the feed credits it twice, once as ``f_assist_of``."""
        first = (self.credit(outfielder, "f_assist"), self.credit(outfielder, "f_assist_of"))
        return (*first, *self.assists_to(*rest))

    def path_words(self, *positions: str) -> str:
        return " to ".join(self.words(position) for position in positions)


def outfielder_of(hit: Hit) -> str:
    """The outfielder who chases a ball; gaps belong to the center fielder."""
    return hit.location if hit.location in ("7", "8", "9") else "8"


def cover_second(fielder: str) -> str:
    """Who takes the throw at second base."""
    return "4" if fielder in ("5", "6", "1", "2") else "6"


def sharpness(hit: Hit) -> str:
    return {"hard": "sharp ", "soft": "soft "}.get(hit.hardness, "")
