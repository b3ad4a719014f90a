"""Views saved by name: any name of people is kept as data, and nothing is ever half written."""

import errno
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.faults import FaultError
from cchc_metrics.workspace.saved import LONGEST_NAME, SavedViews


def names(folder: Path) -> list[str]:
    return [view.name for view in SavedViews(folder).all()]


@pytest.mark.parametrize(
    "name",
    [
        "Giao ban tháng 11",
        "../../etc/passwd",
        "C:\\con",
        "<script>alert(1)</script>",
        "'; drop table unit; --",
        "会议 🗓",
        "a" * LONGEST_NAME,
        ".",
        "views.json",
    ],
)
def test_any_name_is_kept_as_it_is_and_goes_nowhere(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    SavedViews(folder).save(name, "linh-vuc", {"nam": "2023", "linh-vuc": "tthc"})

    view = SavedViews(folder).all()[0]
    assert (view.name, view.page, view.filters) == (name, "linh-vuc", {"nam": "2023", "linh-vuc": "tthc"})
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {"views.json", "views.lock"}


def test_renaming_keeps_the_place_and_deleting_takes_one(tmp_path: Path) -> None:
    saved = SavedViews(tmp_path)
    for name in ("một", "hai", "ba"):
        saved.save(name, "", {})
    saved.rename("hai", "Hai – mới")
    saved.delete("một")

    assert names(tmp_path) == ["Hai – mới", "ba"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "chưa đặt tên"),
        (" \t\n ", "chưa đặt tên"),
        ("\u202e\u200b", "chưa đặt tên"),
        ("a" * (LONGEST_NAME + 1), "dài 81 ký tự"),
        ("HỌP  tháng", "đã có"),
        ("họp tha\u0301ng", "đã có"),
    ],
)
def test_a_name_that_cannot_be_told_from_another_or_be_seen_is_refused(tmp_path: Path, name: str, words: str) -> None:
    saved = SavedViews(tmp_path)
    saved.save("Họp tháng", "", {})

    with pytest.raises(FaultError, match=words):
        saved.save(name, "", {})
    assert names(tmp_path) == ["Họp tháng"]


def test_a_view_may_be_renamed_to_other_capitals_of_itself(tmp_path: Path) -> None:
    saved = SavedViews(tmp_path)
    saved.save("họp", "", {})
    saved.rename("họp", "Họp")

    assert names(tmp_path) == ["Họp"]


def test_what_is_not_there_cannot_be_renamed_or_deleted(tmp_path: Path) -> None:
    saved = SavedViews(tmp_path)

    for act in (lambda: saved.rename("x", "y"), lambda: saved.delete("x")):
        with pytest.raises(FaultError, match="không có cách xem nào"):
            act()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "views.json").write_text("[{", encoding="utf-8")

    with pytest.raises(FaultError, match=r"views\.json"):
        SavedViews(tmp_path).all()


def test_many_may_save_at_once(tmp_path: Path) -> None:
    savers = [Thread(target=SavedViews(tmp_path).save, args=(f"cách {number}", "", {})) for number in range(20)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()

    assert sorted(names(tmp_path)) == sorted(f"cách {number}" for number in range(20))


@given(name=st.text(max_size=100))
def test_a_name_is_refused_or_found_again(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("w")
    try:
        kept = SavedViews(folder).save(name, "", {})
    except FaultError:
        assert names(folder) == []
    else:
        assert names(folder) == [kept.name]
        with pytest.raises(FaultError, match="đã có"):
            SavedViews(folder).save(name, "", {})


def test_a_folder_that_may_not_be_written_to_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", refuse)

    with pytest.raises(FaultError, match=r"views\.lock"):
        SavedViews(tmp_path).save("họp", "tong-quan", {})
