"""The house itself: permissions, migrations, secrets, tokens, words."""

import gettext
import re
import stat
from pathlib import Path

import pytest

import contado

SITE = Path(contado.__file__).parent / "site"


def routes(patterns, prefix=""):
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from routes(each.url_patterns, prefix + str(each.pattern))
        else:
            yield prefix + str(each.pattern), each.callback


def test_every_route_states_who_may_use_it(service) -> None:
    from django.urls import get_resolver

    found = dict(routes(get_resolver().url_patterns))
    assert len(found) > 15
    unstated = [
        path
        for path, view in found.items()
        if getattr(view, "permission", None) not in ("everyone", "local_user")
    ]
    assert unstated == []


def test_migrations_equal_models(service) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_checks_of_django_find_nothing(service) -> None:
    from django.core.checks import run_checks

    assert run_checks() == []


def test_secrets_are_made_on_first_use_and_only_their_owner_reads_them(service) -> None:
    for name in ("secret-key", "entry-key"):
        path = service / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text(encoding="ascii")) >= 50
    assert stat.S_IMODE(service.stat().st_mode) == 0o700


def test_the_database_keeps_a_log_ahead(service) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("path", ["/esito", "/area", "/interventi", "/fascicolo/json"])
def test_a_form_of_another_page_is_refused(service, path) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(path, {"name": "x"})
    assert answer.status_code == 403
    assert "ricaricarla" in answer.content.decode()


def test_geometry_is_a_plain_column() -> None:
    text = (SITE / "models.py").read_text(encoding="utf-8")
    assert "django.contrib.gis" not in text


def translations() -> gettext.GNUTranslations:
    with (SITE / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def said() -> set[str]:
    """Every string of templates and code that asks for a translation."""
    found: set[str] = set()
    for page in SITE.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        found |= set(re.findall(r'\{%\s*translate "([^"]+)"', text))
        for block in re.findall(
            r"\{% blocktranslate[^%]*%\}(.*?)\{% (?:plural|endblocktranslate)", text, re.DOTALL
        ):
            found.add(re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", " ".join(block.split())))
    for page in SITE.rglob("*.py"):
        found |= set(re.findall(r'\b_\(\s*"([^"]+)"', page.read_text(encoding="utf-8")))
    return found


def test_every_string_is_said_in_english() -> None:
    catalogue = translations()._catalog
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue}
    strings = said()
    assert len(strings) > 100
    assert sorted(text for text in strings if text not in known) == []


def test_the_compiled_words_are_those_of_the_text() -> None:
    text = (SITE / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', text, re.MULTILINE)
    assert len(pairs) > 100
    compiled = translations()
    assert [msgid for msgid, msgstr in pairs if compiled.gettext(msgid) != msgstr] == []


def test_vendored_files_have_their_licence_beside_them() -> None:
    for package in (SITE / "static/vendor").iterdir():
        assert (package / "LICENSE.txt").is_file(), package.name
    size = sum(
        file.stat().st_size for file in (SITE / "static/vendor").rglob("*") if file.is_file()
    )
    assert size < 4_000_000
