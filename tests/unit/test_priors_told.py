"""Every shipped prior profile says what it takes for granted."""

import pytest

from dermagent.knowledge.base import read_yaml
from dermagent.knowledge.priors import about_prior, shipped_profiles
from dermagent.resources import KNOWLEDGE


def test_each_shipped_profile_says_what_it_means() -> None:
    assert set(read_yaml(KNOWLEDGE / "priors" / "about.yaml")) == set(shipped_profiles())


@pytest.mark.parametrize("name", ["mine.csv", "folder/mine.csv"])
def test_a_profile_of_the_users_own_is_named_without_its_folder(name: str) -> None:
    assert about_prior(name).startswith("Prior mine: ") and "own file" in about_prior(name)
