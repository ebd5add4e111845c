"""What a service keeps: its folder closed to others, its keys whole or not at all."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contado.errors import BadInput
from contado.site.state import kept_secret, open_state


def test_a_folder_that_others_may_read_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert stat.S_IMODE(open_state(folder).stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"half", b"\xff" * 64])
def test_a_key_that_is_not_whole_is_refused_with_the_way_out(tmp_path: Path, content) -> None:
    (tmp_path / "secret-key").write_bytes(content)
    with pytest.raises(BadInput) as refused:
        kept_secret(tmp_path, "secret-key")
    (problem,) = refused.value.problems
    assert problem.code == "site.bad_secret"
    assert "Cancellare il file" in problem.line("it")


def test_first_starts_at_once_take_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: kept_secret(tmp_path, "entry-key"), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["entry-key"]
