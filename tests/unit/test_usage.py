"""Help and wrong usage of the command line, in the language of messages."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from typer._click.core import Command, Context
from typer.core import TyperGroup

import contado.cli
from contado.cli import app, main
from contado.cli.usage import _own_help, own_help, translated

sys.path.insert(0, str(Path(__file__).parent))
from test_languages import ITALIAN, NAMES

HOUSE = Path(contado.cli.__file__).parent

ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Arguments|Error|Missing|Show this|Try|Invalid|No such|required"
    r"|default|unexpected|valid|Possible|Did you mean|Choose|COMMAND|ARGS|OPTIONS)\b"
)


def told(capsys, monkeypatch, *words: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["contado", *words])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out + err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("asess", "Il comando «asess» non c'è. Forse 'assess'?"),
        ("assess", "Manca l'argomento 'FILE'."),
        ("assess x --territory y", "Manca l'opzione '--sheet'."),
        ("assess --vrong", "L'opzione --vrong non c'è"),
        ("assess x --territory", "L'opzione '--territory' vuole un valore."),
        ("verify a b c", "Argomenti in più: b c"),
        ("checklist --format doc", "«doc» non è tra 'pdf', 'html'."),
        ("checklist --help=si", "non vuole un valore."),
        ("serve x --port y", "Valore non valido per '--port': serve un numero intero"),
    ],
)
def test_wrong_usage_is_told_in_italian(capsys, monkeypatch, words: str, text: str) -> None:
    code, message = told(capsys, monkeypatch, *words.split())
    assert code == 2
    assert text in " ".join(message.replace("│", " ").split())
    assert ENGLISH.findall(message) == []


@pytest.mark.parametrize("words", ["", "territory", "assess -h", "warm night -h", "demo -h"])
def test_help_is_in_italian(capsys, monkeypatch, words: str) -> None:
    message = told(capsys, monkeypatch, *words.split())[1]
    assert "Mostra questo aiuto ed esce." in " ".join(message.replace("│", " ").split())
    assert ENGLISH.findall(message) == []


def test_in_english_the_words_of_the_library_stay(monkeypatch) -> None:
    monkeypatch.setenv("CONTADO_LANG", "en")
    assert translated("Missing option '--sheet'.") == "Missing option '--sheet'."


def _commands(command: Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, TyperGroup):
        for name in command.list_commands(Context(command)):
            below = command.get_command(Context(command), name)
            assert below is not None
            yield from _commands(below, *path, name)


COMMANDS = [" ".join(path) for path in _commands(typer.main.get_command(app))]


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_help_of_every_command_has_no_word_of_the_other_language(
    capsys, monkeypatch, language: str
) -> None:
    """In a row, in one process: a help that was English is Italian again."""
    monkeypatch.setenv("CONTADO_LANG", language)
    monkeypatch.setenv("COLUMNS", "300")
    other = {"en": ITALIAN, "it": re.compile(r"\b(of|and|with|the|from|to|is|not)\b")}[language]
    found = {}
    for command in COMMANDS:
        message = told(capsys, monkeypatch, *command.split(), "--help")[1]
        if strangers := other.findall(NAMES.sub("", message)):
            found[command] = strangers
    assert found == {}


def test_every_help_written_by_hand_has_its_english() -> None:
    """What is written in the code is on the left of the words, and nothing else is."""
    code = "\n".join(page.read_text("utf-8") for page in HOUSE.rglob("*.py"))
    for italian in yaml.safe_load((HOUSE / "help.yaml").read_text("utf-8")):
        assert italian.partition("\n")[0] in code, italian
    group = typer.main.get_command(app)
    for each in _by_hand(group):
        for text in [each.help, *(getattr(one, "help", None) for one in each.params)]:
            assert own_help(text) is None or own_help(text) in _own_help(), text


def _by_hand(command: Command) -> Iterator[Command]:
    """Yield the commands below one that no declaration makes."""
    yield command
    for name, below in getattr(command, "commands", {}).items():
        if name != "rainfall":  # a group that has its help from the analysis of its name
            yield from _by_hand(below)
