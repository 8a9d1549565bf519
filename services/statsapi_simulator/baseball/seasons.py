"""What a player did this season before today: counting lines that fit together, the same for every question."""

from functools import lru_cache
from random import Random

from statsapi_simulator.baseball.lines import BATTING_COUNTS, FIELDING_COUNTS, PITCHING_COUNTS, Line, empty
from statsapi_simulator.baseball.people import Player


@lru_cache(maxsize=4096)
def season_before(player_id: int, position: str, season: int, rank: int) -> tuple[Line, Line, Line]:
    """(batting, pitching, fielding). ``rank`` orders a club's players: the first ones play most."""
    rng = Random(f"season-{season}-{player_id}")
    pitches, bats = position in ("1", "Y"), position != "1"
    games = rng.randint(70, 98) if rank < 9 else rng.randint(12, 55)
    batting = _batting(rng, games) if bats else empty(BATTING_COUNTS)
    pitching = _pitching(rng, starter=13 <= rank < 18) if pitches else empty(PITCHING_COUNTS)
    return batting, pitching, _fielding(rng, position, games)


def season_of(player: Player, season: int, rank: int) -> tuple[Line, Line, Line]:
    return season_before(player.id, player.position, season, rank)


def _batting(rng: Random, games: int) -> Line:
    line = empty(BATTING_COUNTS)
    walks = round(games * rng.uniform(0.2, 0.55))
    at_bats = round(games * rng.uniform(3.1, 3.9))
    hits = round(at_bats * rng.gauss(0.246, 0.026))
    homers = round(at_bats * max(0.0, rng.gauss(0.033, 0.018)))
    doubles = min(round(at_bats * rng.uniform(0.03, 0.06)), max(hits - homers, 0))
    triples = min(round(at_bats * rng.uniform(0, 0.008)), max(hits - homers - doubles, 0))
    strikeouts = round(at_bats * rng.uniform(0.16, 0.31))
    hit_by_pitch, flies = rng.randint(0, 8), rng.randint(0, 5)
    outs = max(at_bats - hits - strikeouts, 0)
    grounders = round(outs * rng.uniform(0.36, 0.52))
    pops, liners = round(outs * 0.13), round(outs * 0.15)
    line.update(
        gamesPlayed=games,
        atBats=at_bats,
        hits=hits,
        homeRuns=homers,
        doubles=doubles,
        triples=triples,
        strikeOuts=strikeouts,
        baseOnBalls=walks,
        intentionalWalks=rng.randint(0, 3),
        hitByPitch=hit_by_pitch,
        sacFlies=flies,
        sacBunts=rng.randint(0, 2),
        groundOuts=grounders,
        popOuts=pops,
        lineOuts=liners,
        flyOuts=max(outs - grounders - pops - liners, 0),
        airOuts=max(outs - grounders, 0),
        runs=homers + round((hits - homers + walks) * rng.uniform(0.25, 0.4)),
        rbi=round(homers * 1.6 + (hits - homers) * rng.uniform(0.18, 0.3)),
        stolenBases=rng.randint(0, 22),
        caughtStealing=rng.randint(0, 6),
        groundIntoDoublePlay=rng.randint(0, 12),
        totalBases=hits + doubles + 2 * triples + 3 * homers,
        leftOnBase=round(at_bats * rng.uniform(0.35, 0.5)),
    )
    line["plateAppearances"] = at_bats + walks + hit_by_pitch + flies + line["sacBunts"]
    return line


def _pitching(rng: Random, *, starter: bool) -> Line:
    line = empty(PITCHING_COUNTS)
    games = rng.randint(13, 20) if starter else rng.randint(18, 45)
    outs = round(games * (rng.uniform(15, 18) if starter else rng.uniform(2.7, 3.4)))
    hits, walks = round(outs * rng.uniform(0.24, 0.34)), round(outs * rng.uniform(0.07, 0.14))
    strikeouts = round(outs * rng.uniform(0.22, 0.38))
    earned = round(outs * rng.uniform(0.09, 0.19))
    homers = min(hits, round(outs * rng.uniform(0.02, 0.05)))
    hit_batsmen = rng.randint(0, 8)
    in_field = max(outs - strikeouts, 0)
    grounders = round(in_field * rng.uniform(0.4, 0.55))
    pops, liners = round(in_field * 0.12), round(in_field * 0.12)
    pitches = round((outs + hits + walks) * rng.uniform(3.7, 4.0))
    wins, losses = rng.randint(0, 9 if starter else 4), rng.randint(0, 8 if starter else 4)
    saves = 0 if starter else rng.choice((0, 0, 0, 1, 2, 14))
    blown = 0 if starter else rng.randint(0, 3)
    line.update(
        gamesPlayed=games,
        gamesPitched=games,
        gamesStarted=games if starter else 0,
        outs=outs,
        hits=hits,
        baseOnBalls=walks,
        strikeOuts=strikeouts,
        earnedRuns=earned,
        runs=earned + rng.randint(0, 6),
        homeRuns=homers,
        doubles=min(hits - homers, round(hits * 0.2)),
        hitBatsmen=hit_batsmen,
        hitByPitch=hit_batsmen,
        groundOuts=grounders,
        popOuts=pops,
        lineOuts=liners,
        flyOuts=max(in_field - grounders - pops - liners, 0),
        airOuts=max(in_field - grounders, 0),
        numberOfPitches=pitches,
        pitchesThrown=pitches,
        strikes=round(pitches * 0.64),
        balls=pitches - round(pitches * 0.64),
        atBats=outs + hits,
        battersFaced=outs + hits + walks + hit_batsmen,
        wins=wins,
        losses=losses,
        saves=saves,
        blownSaves=blown,
        saveOpportunities=saves + blown,
        holds=0 if starter else rng.randint(0, 18),
        gamesFinished=0 if starter else rng.randint(0, 20),
        wildPitches=rng.randint(0, 6),
        stolenBases=rng.randint(0, 12),
        caughtStealing=rng.randint(0, 5),
        rbi=earned,
        inheritedRunners=0 if starter else rng.randint(2, 24),
    )
    return line


def _fielding(rng: Random, position: str, games: int) -> Line:
    line = empty(FIELDING_COUNTS)
    if position == "10":
        return line
    putouts, assists = {
        "1": (6, 9),
        "2": (640, 40),
        "3": (560, 45),
        "4": (130, 190),
        "5": (55, 140),
        "6": (100, 200),
        "Y": (7, 9),
    }.get(position, (170, 4))
    share = games / 95
    line["putOuts"], line["assists"] = round(putouts * share), round(assists * share)
    line["errors"] = rng.randint(0, 7)
    line["chances"] = line["putOuts"] + line["assists"] + line["errors"]
    line["gamesStarted"] = games
    if position == "2":
        line["stolenBases"], line["caughtStealing"] = rng.randint(20, 60), rng.randint(4, 18)
        line["passedBall"] = rng.randint(0, 5)
    return line
