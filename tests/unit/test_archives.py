"""Archives from strangers are opened without harm, or refused with every reason."""

import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contado.archives import Limits, checked_size, unpacked
from contado.errors import BadInput


def packed(path: Path, members: dict[str, bytes], mode: int | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if mode is not None:
                info.external_attr = mode << 16
            archive.writestr(info, content)
    return path


def codes_of(path: Path, limits: Limits | None = None) -> list[str]:
    with pytest.raises(BadInput) as caught, unpacked(path, limits or Limits()):
        pytest.fail("the archive was opened")
    for problem in caught.value.problems:
        assert problem.line("it")
        assert problem.line("en")
    return [problem.code for problem in caught.value.problems]


def test_members_keep_their_folders_and_the_folder_goes_away(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"lot/a.shp": b"x", "b.txt": b"y", "__MACOSX/c": b"z"})
    with unpacked(archive) as folder:
        found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert found == {"lot/a.shp", "b.txt"}
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt",
        "a/../../out.txt",
        "/etc/out.txt",
        "C:/out.txt",
        "..\\out.txt",
        "a\nb.txt",
        "x" * 300,
        "..",
    ],
)
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    archive = packed(tmp_path / "a.zip", {name: b"x"})
    assert "archives.leaves_folder" in codes_of(archive)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"link": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777)
    assert codes_of(archive) == ["archives.link"]


def test_a_bomb_that_says_its_size_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"zeros": b"\0" * (8 << 20)})
    assert codes_of(archive) == ["archives.bomb"]


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"zeros": b"\0" * (8 << 20)})
    content = archive.read_bytes().replace(struct.pack("<L", 8 << 20), struct.pack("<L", 100))
    archive.write_bytes(content)
    assert codes_of(archive) == ["archives.damaged"]


def test_the_total_size_has_a_limit_whatever_the_ratio(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"a": bytes(range(256)) * 8, "b": bytes(range(256)) * 8})
    assert codes_of(archive, Limits(total=4000)) == ["archives.bomb"]


def test_members_that_share_the_same_bytes_are_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"a": b"\0" * (3 << 20), "b": b"\0" * (3 << 20)})
    assert codes_of(archive) == ["archives.bomb"]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {f"{i}.txt": b"x" for i in range(20)})
    assert codes_of(archive, Limits(members=10)) == ["archives.too_many"]


def test_a_directory_too_long_to_read_is_refused_unread(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {f"{i}".rjust(200, "n"): b"" for i in range(60)})
    assert codes_of(archive, Limits(members=10)) == ["archives.too_many"]


@pytest.mark.parametrize("name", ["inner.zip", "inner.7z", "data.csv.gz"])
def test_an_archive_in_an_archive_is_refused_by_name(tmp_path: Path, name: str) -> None:
    assert codes_of(packed(tmp_path / "a.zip", {name: b"x"})) == ["archives.nested"]


def test_an_archive_in_an_archive_is_refused_by_content(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a": b"x"}).read_bytes()
    assert codes_of(packed(tmp_path / "a.zip", {"data.bin": inner})) == ["archives.nested"]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"a.txt": b"x"})
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)
    assert codes_of(archive) == ["archives.encrypted"]


@pytest.mark.parametrize("names", [("a.txt", "A.TXT"), ("a", "a/b"), ("a/b", "a//b"), ("a/", "a")])
def test_members_that_would_overwrite_each_other_are_refused(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    archive = packed(tmp_path / "a.zip", dict.fromkeys(names, b""))
    assert codes_of(archive) == ["archives.twice"]


def test_all_problems_of_all_members_come_at_once(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"../a": b"x", "b.zip": b"x", "/c": b"x"})
    assert codes_of(archive) == [
        "archives.leaves_folder",
        "archives.nested",
        "archives.leaves_folder",
    ]


def test_what_is_not_a_zip_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "a.zip"
    page.write_text("not a zip")
    assert codes_of(page) == ["archives.not_a_zip"]


def test_a_file_is_checked_before_it_is_read(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("12345")
    empty = tmp_path / "empty"
    empty.touch()
    assert checked_size(page, 5) == 5
    for path, limit, code in (
        (page, 4, "archives.too_large"),
        (empty, 4, "archives.empty"),
        (tmp_path, 4, "archives.not_a_file"),
        (tmp_path / "none", 4, "archives.no_file"),
        (Path("a\0b"), 4, "archives.no_file"),
        (Path("/dev/zero"), 4, "archives.not_a_file"),
    ):
        with pytest.raises(BadInput) as caught:
            checked_size(path, limit)
        assert [p.code for p in caught.value.problems] == [code]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_archive_is_opened_or_refused_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    content = bytearray(packed(path, {"a.txt": b"some text", "b/c.txt": b"more"}).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(BadInput), unpacked(path) as folder:
        assert folder.is_dir()
