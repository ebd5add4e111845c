"""The licence of what is derived follows from its inputs."""

import pytest

from contado.territory import LICENCES, derived_licence


@pytest.mark.parametrize(
    ("inputs", "licence", "public"),
    [
        ([], "CC0-1.0", True),
        (["CC0-1.0", "public-domain"], "CC0-1.0", True),
        (["CC-BY-4.0", "CC0-1.0"], "CC-BY-4.0", True),
        (["CC-BY-4.0", "ODbL-1.0", "IODL-2.0"], "ODbL-1.0", True),
        (["CC-BY-SA-4.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0", True),
        (["CC-BY-SA-4.0", "ODbL-1.0"], "reserved", False),
        (["CC-BY-4.0", "unstated"], "unstated", False),
        (["ODbL-1.0", "unstated", "reserved"], "reserved", False),
    ],
)
def test_the_derived_licence(inputs: list[str], licence: str, public: bool) -> None:
    found = derived_licence(inputs)
    assert (found.licence, found.public) == (licence, public)
    assert found.licence in LICENCES
    assert bool(found.blocked_by) is not public


def test_what_stands_in_the_way_is_named() -> None:
    assert derived_licence(["CC-BY-4.0", "unstated"]).blocked_by == ("unstated",)
    assert derived_licence(["CC-BY-SA-4.0", "ODbL-1.0"]).blocked_by == ("CC-BY-SA-4.0", "ODbL-1.0")
