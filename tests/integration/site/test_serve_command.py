"""`contado serve` and `contado demo` as a person runs them."""

import json
import socket
import subprocess
import sys
import urllib.request

import pytest

RUN = [sys.executable, "-c", "from contado.cli import main; main()"]


def run(*words: str, **more):
    return subprocess.run([*RUN, *words], capture_output=True, text=True, timeout=200, **more)


def test_serve_prints_the_page_and_the_entry_and_answers(territory_folder, tmp_path) -> None:
    command = [*RUN, "serve", "--territory", str(territory_folder), "--state", str(tmp_path / "s")]
    process = subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        page, entry = (process.stdout.readline().split()[-1] for _ in range(2))
        try:
            with urllib.request.urlopen(page + "api/v1/status", timeout=60) as answer:
                said, headers = json.load(answer), str(answer.headers)
        finally:
            process.terminate()
    assert said["status"] == "ok"
    assert "CPython" not in headers
    assert entry.startswith(page + "entra/")
    assert (tmp_path / "s" / "contado.sqlite3").is_file()


def test_serve_of_no_territory_says_so_and_makes_nothing(tmp_path) -> None:
    done = run("serve", "--territory", str(tmp_path / "none"), "--state", str(tmp_path / "s"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "s").exists()


def test_a_taken_port_is_named(territory_folder, tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(
            "serve", "--territory", str(territory_folder), "--state", str(tmp_path), "--port", port
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr


@pytest.mark.timeout(250)
def test_demo_builds_assesses_and_says_where_to_look_twice(tmp_path) -> None:
    words = ("demo", "--dir", "d", "--area", "108", "--cell", "100", "--no-serve")
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "dossier.pdf" in done.stdout
    # As if another version had judged the example: the next run makes it anew.
    next(tmp_path.glob("d/fascicoli/*/dossier.json")).write_text("{}", "utf-8")
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    dossier = json.loads(next(tmp_path.glob("d/fascicoli/*/dossier.json")).read_text("utf-8"))
    assert [verdict["sheet"] for verdict in dossier["verdicts"]] == [
        "scheda-norma-1",
        "scheda-norma-2",
    ]
