"""Several people at once: each gets the verdict of one's own area, as if alone."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from shapely.affinity import translate
from shapely.geometry import mapping, shape

# rasterio keeps its own warning back in a way that does not hold between threads
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.fixture
def lots(lot):
    first = shape(lot)
    return [mapping(translate(first, 0.002 * (at % 4), 0.002 * (at // 4))) for at in range(8)]


def _asked(lot, at: int) -> str:
    properties = {
        "id": f"lot-{at}", "name": f"Lotto {at}",
        "measures": [{"measure": "NBS01", "share": 0.1 * (at + 1)}],
    }  # fmt: skip
    feature = {"type": "Feature", "geometry": lot, "properties": properties}
    return json.dumps({"intervention": feature, "on": "2026-01-31"})


def _verdict(body: str) -> bytes:
    from django.db import connection
    from django.test import Client

    answer = Client().post("/api/v1/assess", body, content_type="application/json")
    connection.close()
    assert answer.status_code == 200
    return answer.content


def test_dossiers_asked_at_once_are_those_asked_one_by_one(service, lots):
    bodies = [_asked(lot, at) for at, lot in enumerate(lots)]
    alone = [_verdict(body) for body in bodies]
    with ThreadPoolExecutor(8) as people:
        together = list(people.map(_verdict, bodies * 3))
    assert together == alone * 3


def test_who_asks_first_after_a_change_of_the_ground_does_not_get_in_the_way(service, lots):
    """What a whole territory gives is worked out once, by whoever comes first."""
    from contado.site.ground import _opened

    body = _asked(lots[0], 0)
    alone = _verdict(body)
    _opened.cache_clear()  # the territory is opened anew: nothing of it is known
    with ThreadPoolExecutor(6) as people:
        assert set(people.map(_verdict, [body] * 6)) == {alone}
