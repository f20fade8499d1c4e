"""Sites that share mean vectors: pooled as if they had shared the images, and nothing of a single patient."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.index import index as commands
from dermagent.encoders.protocol import encoded
from dermagent.errors import InputError
from dermagent.imaging.synth import render, save_png
from dermagent.index.build import conditions_of
from dermagent.index.federated import (
    Centroid,
    PooledCentroids,
    SiteCentroids,
    nearest_conditions,
    pool_centroids,
    site_centroids,
)
from dermagent.index.store import Index, IndexEntry, write_index
from tests.unit.encoders.test_encoders import Colours

LABELS = ("scabies", "urticaria", "melanoma")
Rows = np.ndarray  # type: ignore[type-arg]


class Wide(Colours):
    """Only its name and size are used."""

    name, dimension = "wide", 16


def made(folder: Path, seed: int, *, each: int = 8, flip: float = 1.0) -> tuple[Index, Rows, list[IndexEntry]]:
    """An index of three conditions, patients of two images each, one rare condition, one label of the site's own."""
    rng = np.random.default_rng(seed)
    centres = flip * np.random.default_rng(99).normal(size=(len(LABELS), 16))
    rows, entries = [], []
    for number, label in enumerate((*LABELS, "leprosy", "as Mrs Smith has it")):
        images = 2 * each if label in LABELS else 4
        for n in range(images):
            centre = centres[number] if label in LABELS else 0.0
            rows.append(centre + 0.2 * rng.normal(size=16))
            entries.append(
                IndexEntry(
                    sha256=f"{seed:04d}{number:04d}{n:056d}",
                    name=f"secret-{seed}-{number}-{n}.png",
                    label=label,
                    conditions=conditions_of(label),
                    patient=f"patient-{seed}-{number}-{n // 2}",
                )
            )
    vectors = encoded(np.array(rows))
    write_index(folder, vectors, entries, Wide(), {})
    return Index(folder), vectors, entries


@pytest.fixture
def three(tmp_path: Path) -> list[tuple[Index, Rows, list[IndexEntry]]]:
    sizes = (5, 9, 12)
    return [made(tmp_path / str(n), n, each=each) for n, each in enumerate(sizes, start=1)]


def test_row_39_pooled_means_are_those_of_all_images(three: list[tuple[Index, Rows, list[IndexEntry]]]) -> None:
    pooled = pool_centroids([site_centroids(one, site=f"site {n}") for n, (one, _, _) in enumerate(three)])
    rows = np.concatenate([vectors for _, vectors, _ in three]).astype(float)
    labels = [entry.label for _, _, entries in three for entry in entries]
    assert [one.condition for one in pooled.centroids] == sorted(LABELS)
    for one in pooled.centroids:
        mean = rows[[label == one.condition for label in labels]].mean(axis=0)
        assert np.allclose(one.vector, mean / np.linalg.norm(mean), atol=1e-12)
        assert one.n == labels.count(one.condition)
    assert pooled.lower_bound  # leprosy, of two patients a site, stayed at home
    found = nearest_conditions(pooled.centroids, rows[:1])
    assert found[0][0][0] == "scabies" and len(found[0]) == 3


def test_row_39_what_is_shared_holds_nothing_of_a_single_patient(
    three: list[tuple[Index, Rows, list[IndexEntry]]],
) -> None:
    for held, vectors, entries in three:
        shared = site_centroids(held, site="a")
        text = shared.model_dump_json()
        for entry in entries:
            assert entry.name not in text and entry.sha256 not in text and entry.patient not in text
        assert "Smith" not in text and "leprosy" not in text
        assert (shared.withheld_conditions, shared.unmapped_images) == (1, 4)
        people = {c: {e.patient for e in entries if e.label == c} for c in LABELS}
        assert all(len(people[one.condition]) >= 5 for one in shared.centroids)
        sent = np.array([one.vector for one in shared.centroids])
        assert np.abs(sent[:, None] - vectors[None]).max(axis=2).min() > 1e-3  # none is an image's own vector
        keys = set(json.loads(text)) | {key for one in json.loads(text)["centroids"] for key in one}
        assert keys == set(SiteCentroids.model_fields) | set(Centroid.model_fields)


def test_row_39_one_patient_photographed_often_is_withheld(tmp_path: Path) -> None:
    entries = [
        IndexEntry(sha256=f"{n:064d}", name="x", label="scabies", conditions=("scabies",), patient="one")
        for n in range(20)
    ]
    write_index(tmp_path, encoded(np.random.default_rng(0).normal(size=(20, 16))), entries, Wide(), {})
    shared = site_centroids(Index(tmp_path), site="a")
    assert shared.centroids == () and shared.withheld_conditions == 1
    with pytest.raises(InputError, match="every condition's mean was withheld"):
        nearest_conditions(pool_centroids([shared]).centroids, np.ones((1, 16)))


def test_row_39_sites_that_look_alike_make_a_group_of_their_own(tmp_path: Path) -> None:
    sites = [
        site_centroids(made(tmp_path / name, seed, flip=flip)[0], site=name)
        for name, seed, flip in (("a", 1, 1.0), ("b", 2, 1.0), ("c", 3, -1.0))
    ]
    pooled = pool_centroids(sites)
    assert sorted(group.sites for group in pooled.groups) == [("a", "b"), ("c",)]
    assert pooled.distances["a"]["b"] < 0.5 < pooled.distances["a"]["c"] == pooled.distances["c"]["a"]
    assert pooled.distances["a"]["a"] == 0.0
    assert pooled.of_sites_like("b") == pool_centroids(sites[:2]).centroids
    assert len(pool_centroids(sites, cut=2.0).groups) == 1
    with pytest.raises(InputError, match="no site 'z'"):
        pooled.of_sites_like("z")


def test_row_39_sites_without_a_common_condition_are_apart() -> None:
    def site(name: str, condition: str, encoder: str = "e") -> SiteCentroids:
        one = Centroid(condition=condition, n=9, vector=(1.0, 0.0))
        return SiteCentroids(
            site=name,
            encoder=encoder,
            encoder_sha256="0",
            least_patients=5,
            centroids=(one,),
            withheld_conditions=0,
            unmapped_images=0,
        )

    pooled = pool_centroids([site("a", "scabies"), site("b", "urticaria")])
    assert pooled.distances["a"]["b"] == 1.0 and len(pooled.groups) == 2
    for wrong in ([], [site("a", "scabies")] * 2, [site("a", "scabies"), site("b", "scabies", encoder="f")]):
        with pytest.raises(InputError):
            pool_centroids(wrong)
    with pytest.raises(ValueError, match="rows of 2 numbers"):
        nearest_conditions(pooled.centroids, np.ones((1, 3)))


def test_row_39_the_commands_share_pool_and_find(tmp_path: Path) -> None:
    for name in ("a", "b"):
        images = tmp_path / name
        images.mkdir()
        lines = ["image,label,patient"]
        for n in range(10):
            drawn = render(np.random.default_rng(n), kind=("mole", "papules")[n % 2], size=64)
            save_png(drawn, images / f"{n}.png")
            lines.append(f"{n}.png,{LABELS[n % 2]},p{n}")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines))

    encoder = ["--encoder", "tests.unit.encoders.test_encoders:Colours"]

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(commands, list(arguments), catch_exceptions=False, standalone_mode=False)
        assert done.return_value == 0, done.output
        return done.stdout

    shared = []
    for name in ("a", "b"):
        table, folder = str(tmp_path / f"{name}.csv"), str(tmp_path / f"{name}.index")
        call("build", str(tmp_path / name), "--labels", table, "--out", folder, *encoder)
        shared.append(tmp_path / f"{name}.json")
        shared[-1].write_text(call("share", folder, "--site", name))
    pooled = tmp_path / "pooled.json"
    pooled.write_text(call("pool", *map(str, shared)))
    assert PooledCentroids.model_validate_json(pooled.read_text()).sites == ("a", "b")
    found = json.loads(call("nearest", str(pooled), str(tmp_path / "a" / "0.png"), "--like", "a", *encoder))
    assert {one["condition"] for one in found} == {"scabies", "urticaria"}
    with pytest.raises(InputError, match="written by `dermagent index share`"):
        call("pool", str(tmp_path / "a.csv"))
    with pytest.raises(InputError, match="written by `dermagent index pool`"):
        call("nearest", str(shared[0]), str(tmp_path / "a" / "0.png"), *encoder)
