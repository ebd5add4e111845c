"""From what is typed to a verdict: as parts of the page, as a page, as JSON, as files."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

AS_PARTS = {"Accept": "application/json"}
CHECKLIST = {
    f"realisation.{item}": "yes"
    for item in (
        "treated_area",
        "native_species",
        "soil_depth",
        "maintenance_plan",
        "sewer_disconnection",
        "accessibility",
        "visibility",
        "monitoring",
    )
}


def typed(lot, **more) -> dict[str, str]:
    return {
        "name": "Piazza",
        "on": "2024-06-01",
        "geometry": json.dumps(lot),
        "measures.NBS01.share": "60",
        **more,
    }


def outcomes(client, fields) -> list[str]:
    import re

    answer = client.post("/esito", fields, headers=AS_PARTS).json()
    return re.findall(r'class="outcome tone-(\w+)"', answer["summary"])


def test_the_verdict_of_both_sheets_comes_with_every_reason(anyone, lot) -> None:
    answer = anyone.post("/esito", typed(lot), headers=AS_PARTS).json()
    for criterion in ("A1", "A2", "A3", "B1", "C1", "C8"):
        assert f'id="scheda-norma-1-{criterion}"' in answer["verdict"]
        assert f'id="scheda-norma-2-{criterion}"' in answer["verdict"]
    assert "scheda-norma-1" in answer["summary"]
    assert "flag-assumption" in answer["verdict"]


def test_the_effects_stand_in_a_table_those_on_temperature_included(anyone, lot) -> None:
    page = anyone.post("/esito", typed(lot)).content.decode()
    assert "effects-table" in page
    assert "Volume di deflusso della pioggia di riferimento" in page
    assert "Temperatura dell&#x27;aria" in page
    assert re.search(r"<td[^>]*>2\d,\d\d °C", page)
    english = anyone.post("/en/esito", typed(lot)).content.decode()
    assert "They are reported and not judged." in english


def test_answers_change_the_verdict(anyone, lot) -> None:
    good = outcomes(anyone, typed(lot, **CHECKLIST))
    bad = outcomes(
        anyone, typed(lot, **dict.fromkeys(CHECKLIST, "no"), **{"measures.NBS01.share": ""})
    )
    assert len(good) == len(bad) == 2
    assert good != bad


def test_a_measure_left_open_lists_the_classes_still_possible(anyone, lot) -> None:
    answer = anyone.post("/esito", typed(lot), headers=AS_PARTS).json()
    everything = answer["summary"] + answer["verdict"]
    assert "senza risposta" in everything


def test_the_page_works_without_scripts(anyone, lot) -> None:
    page = anyone.post("/esito", typed(lot)).content.decode()
    assert 'id="scheda-norma-1"' in page
    assert 'value="Piazza"' in page
    assert 'name="measures.NBS01.share" value="60"' in page


def test_a_file_is_judged_without_scripts_and_fills_the_form(anyone, lot) -> None:
    feature = {
        "type": "Feature",
        "geometry": lot,
        "properties": {
            "id": "a1",
            "name": "Da file",
            "measures": [{"measure": "NBS02", "share": 0.4}],
            "realisation": {"visibility": "partly"},
        },
    }
    file = SimpleUploadedFile("area.geojson", json.dumps(feature).encode())
    page = anyone.post("/esito", {"file": file, "on": "2024-06-01"}).content.decode()
    assert 'id="scheda-norma-1"' in page
    assert 'value="Da file"' in page
    assert 'name="measures.NBS02.share" value="40"' in page


def test_reading_a_file_returns_geometry_and_fields(anyone, lot) -> None:
    feature = {"type": "Feature", "geometry": lot, "properties": {"id": "a1", "name": "Da file"}}
    file = SimpleUploadedFile("area.geojson", json.dumps(feature).encode())
    answer = anyone.post("/area", {"file": file}, headers=AS_PARTS).json()
    assert answer["fields"]["name"] == "Da file"
    (ring,) = answer["geometry"]["coordinates"]
    assert min(ring[:-1]) == pytest.approx(min(lot["coordinates"][0][:-1]), abs=1e-8)


def test_typed_vertices_are_an_area(anyone) -> None:
    for separator in (" ", ";", "\t", ", ", "; "):
        pairs = (
            ("521400", "5047900"),
            ("521460", "5047900"),
            ("521460", "5047950"),
            ("521400", "5047950"),
        )
        vertices = "\n".join(separator.join(pair) for pair in pairs)
        fields = {"coordinates": vertices, "crs": "EPSG:32632"}
        answer = anyone.post("/area", fields, headers=AS_PARTS).json()
        assert len(answer["geometry"]["coordinates"][0]) == 5, separator


def test_vertices_that_are_no_numbers_are_refused_beside_them(anyone) -> None:
    fields = {"coordinates": "1 2\n3 quattro\n5 6", "crs": "EPSG:32632"}
    answer = anyone.post("/area", fields, headers=AS_PARTS)
    assert answer.status_code == 422
    assert "<strong>" in answer.json()["errors"]["coordinates"]


def test_all_problems_stand_beside_their_fields_at_once(anyone, lot) -> None:
    wrong = typed(
        lot,
        **{
            "measures.NBS01.share": "80",
            "measures.NBS02.share": "70",
            "surfaces.before.sealed": "abc",
            "realisation.visibility": "maybe",
        },
    )
    answer = anyone.post("/esito", wrong, headers=AS_PARTS)
    errors = answer.json()["errors"]
    assert answer.status_code == 422
    assert errors["surfaces"]
    assert errors["realisation"]
    assert "tone-" not in answer.json()["summary"]


def test_too_much_treated_is_said_beside_the_measures(anyone, lot) -> None:
    much = {"measures.NBS01.share": "80", "measures.NBS02.share": "70"}
    errors = anyone.post("/esito", typed(lot, **much), headers=AS_PARTS).json()["errors"]
    assert errors["measures"]
    over = typed(lot, **much, **{"measures.NBS02.overlapping": "on"})
    assert anyone.post("/esito", over, headers=AS_PARTS).status_code == 200


@pytest.mark.parametrize(
    "geometry",
    [
        "",
        "{",
        "[" * 100_000,
        '{"type": "Point", "coordinates": [9.2, 45.5]}',
        "null",
        "3",
        '{"type": "Polygon", "coordinates": [[[12, 41], [12.1, 41], [12.1, 41.1], [12, 41]]]}',
        '{"type": "Polygon", "coordinates": [[[9, 45], [9.1, 46], [9.1, 45], [9, 46], [9, 45]]]}',
        '{"type": "Polygon", "coordinates": [[["<script>", 45.6]]]}',
    ],
)
def test_an_area_that_is_none_is_refused_in_words(anyone, lot, geometry) -> None:
    answer = anyone.post("/esito", typed(lot, geometry=geometry), headers=AS_PARTS)
    assert answer.status_code == 422
    assert "<strong>" in answer.json()["errors"]["area"]
    assert "<script>" not in answer.content.decode()


def test_what_is_typed_comes_back_escaped(anyone, lot) -> None:
    page = anyone.post("/esito", typed(lot, name='<img src=x onerror="alert(1)">')).content.decode()
    assert "<img" not in page


@pytest.mark.parametrize("day", ["2024-13-01", "ieri", "99999-01-01"])
def test_a_day_that_is_none_is_refused(anyone, lot, day) -> None:
    assert anyone.post("/esito", typed(lot, on=day), headers=AS_PARTS).status_code == 422


def test_a_file_that_is_too_large_is_refused(anyone) -> None:
    from django.test import override_settings

    with override_settings(UPLOAD_LIMIT=100):
        file = SimpleUploadedFile("area.geojson", b" " * 101)
        answer = anyone.post("/area", {"file": file}, headers=AS_PARTS)
    assert answer.status_code == 422
    assert "<strong>" in answer.json()["errors"]["file"]


def test_a_body_that_is_too_large_is_refused_unread(anyone) -> None:
    answer = anyone.post("/esito", headers={"Content-Length": str(10**9)})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.geojson", "a\x00b.geojson", "x" * 500 + ".geojson", ".geojson", "a.exe"],
)
def test_a_hostile_file_name_is_only_a_name(anyone, lot, name) -> None:
    feature = {"type": "Feature", "geometry": lot, "properties": {"id": "a1"}}
    file = SimpleUploadedFile("f", json.dumps(feature).encode())
    file._name = name
    answer = anyone.post("/area", {"file": file}, headers=AS_PARTS)
    assert answer.status_code in (200, 422)


def test_the_api_gives_the_dossier(anyone, lot) -> None:
    body = {
        "on": "2024-06-01",
        "intervention": {"type": "Feature", "geometry": lot, "properties": {"id": "a"}},
    }
    answer = anyone.post("/api/v1/assess", body, content_type="application/json").json()
    assert [verdict["sheet"] for verdict in answer["verdicts"]] == [
        "scheda-norma-1",
        "scheda-norma-2",
    ]
    assert answer["disclaimer"]["it"].startswith("Valori proposti")


def test_the_api_measures_every_effect_and_its_dossier_verifies(
    anyone, lot, territory_folder, tmp_path
) -> None:
    from contado.documents import verify
    from contado.territory import Territory

    properties = {"id": "a", "measures": [{"measure": "NBS01", "share": 0.5}]}
    feature = {"type": "Feature", "geometry": lot, "properties": properties}
    body = {"on": "2024-06-01", "intervention": feature}
    answer = anyone.post("/api/v1/assess", body, content_type="application/json")
    air = next(one for one in answer.json()["effects"] if one["fact"] == "heat.air_temperature")
    assert air["difference"]["value"] is not None
    path = tmp_path / "dossier.json"
    path.write_bytes(answer.content)
    assert verify(path, Territory.open(territory_folder)).repeats


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"intervention": 3}',
        '{"intervention": {}, "on": 5}',
        "[" * 100_000,
    ],
)
def test_the_api_says_what_is_wrong_as_a_problem(anyone, body) -> None:
    answer = anyone.post("/api/v1/assess", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["problems"]


def test_a_day_before_any_norm_is_a_problem_and_not_a_failure(anyone, lot) -> None:
    feature = {"type": "Feature", "geometry": lot, "properties": {"id": "a"}}
    body = {"on": "1950-01-01", "intervention": feature}
    answer = anyone.post("/api/v1/assess", body, content_type="application/json")
    assert answer.status_code in (200, 422)
    fields = typed(lot, on="1950-01-01")
    assert anyone.post("/esito", fields, headers=AS_PARTS).status_code == answer.status_code


def test_the_api_takes_json_only_so_that_no_other_page_can_call_it(anyone) -> None:
    assert anyone.post("/api/v1/assess", "{}", content_type="text/plain").status_code == 415


@pytest.mark.parametrize(
    ("form", "kind", "first"),
    [
        ("json", "application/json", b"{"),
        ("html", "text/html", b"<!"),
        ("pdf", "application/pdf", b"%PDF"),
        ("gpkg", "application/geopackage", b"SQLite"),
    ],
)
def test_the_dossier_is_downloaded_in_every_format(anyone, lot, form, kind, first) -> None:
    answer = anyone.post(f"/fascicolo/{form}", typed(lot))
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.lstrip().startswith(first)


def test_the_dossier_downloaded_verifies(anyone, lot, territory_folder, tmp_path) -> None:
    from contado.documents import verify
    from contado.territory import Territory

    path = tmp_path / "dossier.json"
    path.write_bytes(anyone.post("/fascicolo/json", typed(lot)).content)
    assert verify(path, Territory.open(territory_folder)).repeats


def test_a_dossier_of_no_area_is_a_page_that_says_so(anyone) -> None:
    answer = anyone.post("/fascicolo/pdf", {"name": "x"})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
