"""One side's players in the game: the batting order with its substitutes and who stands where in the field."""

from dataclasses import dataclass, replace

from statsapi_simulator.baseball.league import Club
from statsapi_simulator.baseball.people import Player


@dataclass(frozen=True, slots=True)
class SideState:
    """An immutable view of a side; every substitution gives a new one."""

    club: Club
    order: tuple[int, ...]
    """Who bats in each of the nine places now."""
    order_codes: tuple[tuple[int, str], ...]
    """Every player who has had a place and his code ('400' starter, '401' first substitute in the fourth place)."""
    field: tuple[tuple[str, int], ...]
    """Position code to player, the nine fielders (the pitcher among them)."""
    positions: tuple[tuple[int, tuple[str, ...]], ...]
    """Every player who has appeared with his positions in order."""
    pitchers: tuple[int, ...]
    bench: tuple[int, ...]
    bullpen: tuple[int, ...]
    next_place: int = 0
    batters: tuple[int, ...] = ()
    """The box score's list: batting order with substitutes in place, then pitchers."""

    @property
    def pitcher(self) -> int:
        return self.pitchers[-1]

    @property
    def catcher(self) -> int:
        return self.at("2")

    def at(self, position: str) -> int:
        """The fielder at a position code."""
        for code, player in self.field:
            if code == position:
                return player
        raise KeyError(position)

    def position_of(self, player: int) -> str:
        """The current position: of a fielder his place, else the last of his positions."""
        for code, fielder in self.field:
            if fielder == player:
                return code
        return dict(self.positions)[player][-1]

    def place_of(self, player: int) -> int:
        return self.order.index(player)

    def code_of(self, player: int) -> str | None:
        return dict(self.order_codes).get(player)

    def in_game(self) -> frozenset[int]:
        return frozenset(self.order) | {player for _, player in self.field}

    def due(self, ahead: int = 0) -> int:
        return self.order[(self.next_place + ahead) % 9]

    def advanced(self) -> "SideState":
        return replace(self, next_place=(self.next_place + 1) % 9)

    def with_batter(self, player: int, replaced: int, position: str) -> "SideState":
        """A pinch hitter, a pinch runner or a fielder from the bench takes another's place in the batting order."""
        place = self.place_of(replaced)
        used = sum(1 for _, code in self.order_codes if code[0] == str(place + 1))
        order = tuple(player if n == place else old for n, old in enumerate(self.order))
        batters = list(self.batters)
        batters.insert(batters.index(replaced) + 1, player)
        return replace(
            self,
            order=order,
            order_codes=(*self.order_codes, (player, f"{place + 1}{used:02d}")),
            positions=(*self.positions, (player, (position,))),
            bench=tuple(p for p in self.bench if p != player),
            batters=tuple(batters),
        )

    def with_fielder(self, player: int, position: str) -> "SideState":
        """A player already in the game takes a place in the field."""
        field_ = tuple((code, player if code == position else old) for code, old in self.field if old != player)
        if position not in dict(field_):
            field_ = (*field_, (position, player))
        known = dict(self.positions)
        before = known.get(player, ())
        if not before or before[-1] != position:
            known[player] = (*before, position)
        return replace(self, field=field_, positions=tuple(known.items()))

    def with_pitcher(self, player: int) -> "SideState":
        field_ = tuple((code, player if code == "1" else old) for code, old in self.field)
        return replace(
            self,
            field=field_,
            pitchers=(*self.pitchers, player),
            positions=(*self.positions, (player, ("1",))),
            bullpen=tuple(p for p in self.bullpen if p != player),
            batters=(*self.batters, player),
        )


def starting_side(club: Club, starter: Player, *, two_way: bool) -> SideState:
    """The nine (and the pitcher) who start: the first listed at each position, best bats first.

    With ``two_way`` the pitcher bats for himself as designated hitter.
    """
    chosen: dict[str, Player] = {}
    for player in club.hitters:
        if player.position not in chosen:
            chosen[player.position] = player
    if two_way:
        chosen["10"] = starter
    by_bat = sorted(chosen.items(), key=lambda item: -(item[1].contact + 0.7 * item[1].power))
    order = tuple(player.id for _, player in by_bat)
    field_ = (("1", starter.id), *((code, player.id) for code, player in by_bat if code != "10"))
    in_order = {player.id for player in chosen.values()}
    positions = tuple((player.id, ("1", "10") if two_way and player is starter else (code,)) for code, player in by_bat)
    if not two_way:
        positions = (*positions, (starter.id, ("1",)))
    return SideState(
        club=club,
        order=order,
        order_codes=tuple((player, f"{place + 1}00") for place, player in enumerate(order)),
        field=field_,
        positions=positions,
        pitchers=(starter.id,),
        bench=tuple(p.id for p in club.hitters if p.id not in in_order),
        bullpen=tuple(p.id for p in club.pitchers if p.id != starter.id),
        batters=order if two_way else (*order, starter.id),
    )
