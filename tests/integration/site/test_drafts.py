"""Keeping drafts: who may, and coming back to them."""

import json

import pytest


@pytest.fixture
def fields(lot) -> dict[str, str]:
    return {
        "name": "Bozza <1>", "on": "2024-06-01", "geometry": json.dumps(lot),
        "measures.NBS03.share": "25", "realisation.monitoring": "yes",
    }  # fmt: skip


def test_whoever_did_not_enter_may_not_keep_a_draft(anyone, fields) -> None:
    answer = anyone.post("/interventi", fields)
    assert answer.status_code == 403
    assert "contado serve" in answer.content.decode()


def test_a_wrong_key_lets_nobody_in(anyone, fields) -> None:
    assert anyone.get("/entra/wrong").status_code == 404
    assert anyone.post("/interventi", fields).status_code == 403


def test_a_kept_draft_has_an_address_that_everyone_may_read(local_user, anyone, fields) -> None:
    kept = local_user.post("/interventi", fields)
    assert kept.status_code == 302
    page = anyone.get(kept["Location"]).content.decode()
    assert "Bozza &lt;1&gt;" in page
    assert 'name="measures.NBS03.share" value="25"' in page
    assert 'id="scheda-norma-1"' in page
    assert kept["Location"] in anyone.get("/interventi").content.decode()


def test_keeping_again_changes_the_same_draft(local_user, fields) -> None:
    first = local_user.post("/interventi", fields)["Location"]
    draft = first.rpartition("/")[2]
    again = local_user.post("/interventi", {**fields, "draft": draft, "name": "Altro nome"})
    assert again["Location"] == first
    assert "Altro nome" in local_user.get(first).content.decode()


def test_a_draft_is_thrown_away_by_the_local_user_only(local_user, anyone, fields) -> None:
    where = local_user.post("/interventi", fields)["Location"]
    assert anyone.post(f"{where}/elimina").status_code == 403
    assert local_user.post(f"{where}/elimina").status_code == 302
    assert anyone.get(where).status_code == 404


def test_a_draft_with_problems_is_not_kept(local_user, fields) -> None:
    answer = local_user.post("/interventi", {**fields, "geometry": ""})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_draft_of_an_earlier_version_is_still_shown(anyone, lot) -> None:
    from importlib import import_module

    from contado.site.models import Draft

    typed = {
        "on": "2024-06-01",
        "share-NBS03": "12,5",
        "overlap-NBS03": "on",
        "share-NBS01": "0",
        "after-permeable": "80",
        "item-monitoring": "partly",
    }
    migration = import_module("contado.site.migrations.0002_declarations")
    kept = Draft.objects.create(
        name="Vecchia",
        geometry=json.dumps(lot),
        **dict.fromkeys(("west", "east"), 9.27),
        **dict.fromkeys(("south", "north"), 45.58),
        declared=migration.declaration("Vecchia", typed),
    )
    page = anyone.get(f"/interventi/{kept.pk}").content.decode()
    assert 'id="scheda-norma-1"' in page
    for field in (
        'name="measures.NBS03.share" value="12.5"',
        'name="measures.NBS03.overlapping" checked',
        'name="surfaces.after.permeable" value="80"',
        '<option value="partly" selected>',
    ):
        assert field in page
    assert 'name="measures.NBS01.share" value=""' in page
