"""Help and wrong usage of the command line, in the language of messages."""

import re

import pytest

from contado.cli import main
from contado.cli.usage import translated

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
