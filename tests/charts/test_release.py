"""The charts as a release publishes them name every image by its digest."""

from pathlib import Path

import pytest
import yaml

from chart_checks.release import ReleaseError, images, main, released_values
from chart_checks.rendering import CHARTS, OFFLINE, profile, render

DIGESTS = {name: f"sha256:{number:064x}" for number, name in enumerate(images(), start=1)}


def test_each_image_has_its_own_digest_and_the_registry(tmp_path: Path) -> None:
    pairs = [f"{name}={digest}" for name, digest in DIGESTS.items()]
    assert main([str(tmp_path), "1.2.3", "registry.example.org/ours", *pairs]) == 0
    values = yaml.safe_load((tmp_path / "baseball-stats" / "values.yaml").read_text(encoding="utf-8"))
    assert values["image"]["registry"] == "registry.example.org/ours"
    for chart in ("baseball-stats", "platform"):
        described = yaml.safe_load((tmp_path / chart / "Chart.yaml").read_text(encoding="utf-8"))
        assert (described["version"], described["appVersion"]) == ("1.2.3", "1.2.3")
    objects = render("baseball-stats", profile("baseball-stats", "kind"), OFFLINE, charts=tmp_path)
    deployments = {found["metadata"]["name"]: found for found in objects if found["kind"] == "Deployment"}
    (container,) = deployments["baseball-poller"]["spec"]["template"]["spec"]["containers"]
    assert container["image"] == (
        f"registry.example.org/ours/baseball-stats/api-poller:1.2.3@{DIGESTS['baseball-stats/api-poller']}"
    )


def test_the_charts_here_are_left_as_they_are(tmp_path: Path) -> None:
    before = (CHARTS / "baseball-stats" / "values.yaml").read_bytes()
    main([str(tmp_path), "1.2.3", "r", *(f"{name}={digest}" for name, digest in DIGESTS.items())])
    assert (CHARTS / "baseball-stats" / "values.yaml").read_bytes() == before


def test_an_image_without_digest_stops_the_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [f"{name}={digest}" for name, digest in DIGESTS.items() if name != "baseball-stats/migrations"]
    assert main([str(tmp_path), "1.2.3", "r", *pairs]) == 1
    assert capsys.readouterr().err == "no digest of baseball-stats/migrations\n"


def test_an_image_written_in_another_way_is_not_passed_over() -> None:
    with pytest.raises(ReleaseError, match="written in another way"):
        released_values('a:\n  image: {tag: "", repository: baseball-stats/api-poller, digest: ""}\n', "r", DIGESTS)
