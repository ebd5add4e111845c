"""Keeping drafts: who may, and coming back to them."""

import json
import re

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
    assert kept["Location"] in local_user.get("/interventi").content.decode()
    assert kept["Location"] not in anyone.get("/interventi").content.decode()


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


@pytest.fixture
def colleague(service):
    """Somebody else who opened the link, in a browser of their own."""
    from django.test import Client

    client = Client()
    client.get("/entra/" + (service / "entry-key").read_text(encoding="ascii"))
    return client


def seen(page: str) -> dict[str, str]:
    found = re.findall(r'name="(draft(?:_seen)?)" value="([^"]*)"', page)
    return dict(found)


def test_a_draft_is_listed_for_the_browser_that_keeps_it_alone(
    local_user, colleague, fields
) -> None:
    where = local_user.post("/interventi", fields)["Location"]
    assert where not in colleague.get("/interventi").content.decode()
    assert colleague.post(f"{where}/elimina").status_code == 403
    local_user.post("/esci")
    assert where in local_user.get("/interventi").content.decode()


def test_who_opens_the_draft_of_another_keeps_a_copy(local_user, colleague, fields) -> None:
    where = local_user.post("/interventi", fields)["Location"]
    opened = seen(colleague.get(where).content.decode())
    copy = colleague.post("/interventi", {**fields, **opened, "name": "Mia"})["Location"]
    assert copy != where
    assert "Mia" not in local_user.get(where).content.decode()


def test_the_second_of_two_windows_is_told_and_overwrites_nothing(local_user, fields) -> None:
    where = local_user.post("/interventi", fields)["Location"]
    first = seen(local_user.get(where).content.decode())
    second = dict(first)
    local_user.post("/interventi", {**fields, **first, "name": "Prima finestra"})
    told = local_user.post("/interventi", {**fields, **second, "name": "Seconda finestra"})
    assert told.status_code == 409
    page = told.content.decode()
    assert "modificata altrove" in page
    assert "Seconda finestra" in page
    assert "Prima finestra" in local_user.get(where).content.decode()
    again = local_user.post("/interventi", {**fields, **seen(page), "name": "Seconda finestra"})
    assert again.status_code == 302
    assert again["Location"] != where


def test_who_leaves_may_not_keep_a_draft_any_more(local_user, fields) -> None:
    assert local_user.post("/interventi", fields).status_code == 302
    assert local_user.get("/esci").status_code == 405
    assert local_user.post("/esci").status_code == 302
    assert local_user.post("/interventi", fields).status_code == 403


def test_another_entry_key_ends_the_sessions_of_before(local_user, fields, settings_of) -> None:
    settings_of(ENTRY_KEY="another key, of as many signs as the first one had, or more of them")
    assert local_user.post("/interventi", fields).status_code == 403


@pytest.fixture
def settings_of():
    from django.test import override_settings

    changed = []

    def change(**values: str) -> None:
        changed.append(override_settings(**values))
        changed[-1].enable()

    yield change
    for one in changed:
        one.disable()


def test_thousands_of_drafts_are_listed_by_pages(local_user, fields) -> None:
    from contado.site.models import Draft

    local_user.post("/interventi", fields)
    one = Draft.objects.latest("changed")
    many = [
        Draft(
            name=f"n{row}", geometry=one.geometry, declared=one.declared, owner=one.owner,
            west=0, east=0, south=0, north=0, snapshot=one.snapshot,
        )
        for row in range(300)
    ]  # fmt: skip
    Draft.objects.bulk_create(many)
    page = local_user.get("/interventi")
    assert page.content.decode().count("/elimina") == 50
    assert len(page.content) < 60_000
    assert "Pagina 1 di 7" in page.content.decode()
    assert local_user.get("/interventi?pagina=7").content.decode().count("/elimina") >= 1
    Draft.objects.filter(owner=one.owner).delete()
