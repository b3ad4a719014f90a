"""A working folder: hand-ins, undoing, saved views; an act that stops half-way changes nothing."""

import datetime as dt
import errno
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.faults import FaultError
from cchc_metrics.store import build_store
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.saved import LONGEST_NAME, SavedViews
from tests.conftest import DATA, write_figures

# For tests that must build a store of shipped figures themselves and not take that of another test.
REAL_BUILDS = pytest.mark.usefixtures("real_builds")
WorkspaceMaker = Callable[..., Workspace]
EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}


def verdict(workspace: Workspace, indicator: str = "early", year: int = 2022) -> Any:
    rows = metrics.targets(workspace.store, unit="xa-thu", year=year)
    return rows.set_index("indicator_id").loc[indicator]


def test_illustrative_figures_are_marked(workspace_of: WorkspaceMaker) -> None:
    row = verdict(workspace_of(demo=[EARLY]))

    assert (row["value"], row["mark"]) == (95, "SỐ LIỆU MINH HỌA")


@pytest.mark.slow
def test_a_unit_with_its_own_figures_shows_none_of_the_illustrative_ones(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of(demo=[EARLY, {**EARLY, "year": 2023}])
    own = write_figures(tmp_path / "own.csv", [{**EARLY, "numerator": 70}])

    workspace.submit([own], unit_id="xa-thu", by="An")

    assert verdict(workspace)["value"] == 70
    assert verdict(workspace)["mark"] is None or verdict(workspace).isna()["mark"]
    assert verdict(workspace, year=2023)["level"] == "no_data"


@pytest.mark.slow
def test_who_asks_for_approved_figures_is_shown_no_illustration_of_a_unit_that_waits_for_approval(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of(demo=[EARLY])
    own = write_figures(tmp_path / "own.csv", [{**EARLY, "numerator": 70}])
    entry = workspace.submit([own], unit_id="xa-thu", by="An")
    assert entry is not None

    rows = metrics.targets(workspace.view(approved_only=True), unit="xa-thu", year=2022).set_index("indicator_id")
    assert (rows.loc["early", "level"], bool(pd.isna(rows.loc["early", "mark"]))) == ("no_data", True)

    workspace.undo(entry.number, by="An", why="nhầm")
    rows = metrics.targets(workspace.view(approved_only=True), unit="xa-thu", year=2022).set_index("indicator_id")
    assert rows.loc["early", "value"] == 95


@pytest.mark.slow
def test_illustrative_figures_come_back_when_all_own_ones_are_withdrawn(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of(demo=[EARLY])
    own = write_figures(tmp_path / "own.csv", [{**EARLY, "numerator": 70}])
    entry = workspace.submit([own], unit_id="xa-thu", by="An")
    assert entry is not None

    workspace.undo(entry.number, by="An", why="nhầm")

    assert verdict(workspace)["value"] == 95
    history = metrics.history(workspace.store, unit="xa-thu", indicator="early")
    assert history["withdrawn"].tolist() == [False, True]


@pytest.mark.slow
def test_what_was_handed_in_last_counts(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    for numerator in (91, 89):
        file = write_figures(tmp_path / f"{numerator}.csv", [{**EARLY, "numerator": numerator}])
        workspace.submit([file], unit_id="xa-thu", by="An")

    assert verdict(workspace)["level"] == "missed"


@pytest.mark.slow
def test_the_same_file_twice_changes_nothing(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    file = write_figures(tmp_path / "own.csv", [EARLY])
    workspace.submit([file], unit_id="xa-thu", by="An")
    before = workspace.ledger.path.read_bytes()

    assert workspace.submit([file], unit_id="xa-thu", by="An") is None
    assert workspace.ledger.path.read_bytes() == before


def test_deleting_a_figure_turns_its_verdicts_to_no_data_and_nothing_else(workspace_of: WorkspaceMaker) -> None:
    figures = [
        {"indicator_id": indicator, "year": year, "numerator": 80 + year - 2020, "denominator": 100}
        for indicator in ("early", "online", "recurrent")
        for year in range(2020, 2026)
    ]
    gap = {"indicator_id": "recurrent", "year": 2023}
    full = workspace_of(published=figures)
    before = metrics.targets(full.store, unit="xa-thu").set_index(["indicator_id", "year"])
    short = workspace_of(published=[row for row in figures if {key: row[key] for key in gap} != gap])
    after = metrics.targets(short.store, unit="xa-thu").set_index(["indicator_id", "year"])

    differences = before.index[before["level"] != after["level"]]

    # The target of the year after is the figure that is gone.
    assert list(differences) == [("recurrent", 2023), ("recurrent", 2024)]
    assert after.loc[list(differences), "level"].tolist() == ["no_data", "no_previous"]


@REAL_BUILDS
def test_a_failed_build_leaves_the_store_before_untouched(workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of(published=[EARLY])
    path = workspace.build()
    bytes_before = path.read_bytes()
    workspace = workspace_of(published=[EARLY, EARLY])

    with pytest.raises(FaultError, match="trùng với"):
        workspace.build()

    assert path.read_bytes() == bytes_before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@REAL_BUILDS
def test_the_name_of_the_store_is_the_fingerprint_of_its_inputs(workspace_of: WorkspaceMaker) -> None:
    first = workspace_of(published=[EARLY]).build()
    same = workspace_of(published=[EARLY]).build()
    other = workspace_of(published=[{**EARLY, "numerator": 94}]).build()

    assert first == same
    assert first != other


@pytest.mark.slow
def test_a_running_dashboard_sees_a_new_figure(workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of(published=[EARLY])
    assert verdict(workspace)["value"] == 95
    time.sleep(0.01)
    workspace_of(published=[{**EARLY, "numerator": 60}])

    assert verdict(workspace)["value"] == 60


def test_a_file_put_in_the_place_of_another_with_its_size_and_time_is_seen(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of(published=[EARLY])
    assert verdict(workspace)["value"] == 95
    [path] = (tmp_path / "data" / "published").glob("*.csv")
    time_before = path.stat().st_mtime_ns
    copy = tmp_path / "copy.csv"
    copy.write_bytes(path.read_bytes().replace(b"95", b"60"))
    copy.replace(path)
    os.utime(path, ns=(time_before, time_before))

    assert verdict(workspace)["value"] == 60


@pytest.mark.slow
@REAL_BUILDS
def test_figures_that_change_during_a_build_never_stand_under_the_name_of_those_before(
    workspace_of: WorkspaceMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_of(published=[EARLY])

    def build_and_edit(*inputs: Any) -> None:
        monkeypatch.undo()
        workspace_of(published=[{**EARLY, "numerator": 60}])
        build_store(*inputs)

    monkeypatch.setattr("cchc_metrics.workspace.workspace.build_store", build_and_edit)
    assert verdict(workspace)["value"] == 60
    workspace_of(published=[EARLY])

    assert verdict(workspace)["value"] == 95


@pytest.mark.slow
def test_a_dashboard_that_runs_into_the_new_year_knows_that_it_has_begun(
    workspace_of: WorkspaceMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_of(published=[EARLY])
    for year in (2022, 2023):
        for room in ("workspace.folder", "workspace.workspace", "store.rows"):
            monkeypatch.setattr(f"cchc_metrics.{room}.today", lambda year=year: dt.date(year, 1, 1))
        assert workspace.store.frame("select present_year from plan")["present_year"].tolist() == [year]


@pytest.mark.slow
@pytest.mark.parametrize("sound", [slice(0, 0), slice(0, 100), slice(0, 4096), slice(0, 3 * 4096), slice(0, 50_000)])
def test_a_damaged_store_is_made_again(workspace_of: WorkspaceMaker, sound: slice) -> None:
    """All bytes after the first ones are damaged: the store cannot be opened, or opens and cannot be read."""
    workspace = workspace_of(published=[EARLY])
    path = workspace.build()
    data = path.read_bytes()
    path.write_bytes(data[sound] + bytes(byte ^ 0x55 for byte in data[sound.stop :]))

    assert verdict(workspace)["value"] == 95


@REAL_BUILDS
def test_a_store_cut_short_is_made_again(workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of(published=[EARLY])
    path = workspace.build()
    path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2])

    assert verdict(workspace)["value"] == 95


@pytest.mark.slow
@REAL_BUILDS
def test_stores_that_are_old_or_together_too_large_go_and_the_newest_stays(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of(demo=[EARLY])
    first = workspace.build()
    stores = {name: first.with_name(f"{name}.duckdb") for name in ("recent", "large", "old")}
    for path in stores.values():
        path.write_bytes(b"a store")
    os.truncate(stores["large"], 3_000_000_000)
    month_ago = time.time() - 31 * 24 * 3600
    os.utime(stores["old"], (month_ago, month_ago))
    os.utime(stores["large"], (time.time() - 60, time.time() - 60))

    workspace.submit([write_figures(tmp_path / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    last = workspace.build()

    assert last.exists()
    assert [name for name, path in stores.items() if path.exists()] == ["recent"]


def test_a_process_with_an_old_store_open_does_not_keep_a_new_one_from_being_built(
    workspace_of: WorkspaceMaker,
) -> None:
    reader = workspace_of(published=[EARLY])
    old = reader.store
    writer = workspace_of(published=[{**EARLY, "numerator": 60}])

    assert verdict(writer)["value"] == 60
    assert metrics.targets(old, unit="xa-thu", year=2022)["value"].dropna().tolist() == [95]


@REAL_BUILDS
def test_a_plan_with_figures_of_its_own_reads_none_of_those_beside_it(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    # The figures beside it are about a target that this plan does not have.
    workspace_of(published=[{"indicator_id": "of-another-plan", "year": 2022, "numerator": 1, "denominator": 2}])
    folder = tmp_path / "data" / "plans" / "another"
    shutil.copytree(DATA / "plans" / "mini", folder)
    head = folder / "plan.toml"
    head.write_text(head.read_text(encoding="utf-8").replace('id = "mini"', 'id = "another"'), encoding="utf-8")
    (folder / "published").mkdir()
    write_figures(
        folder / "published" / "figures.csv",
        [{"indicator_id": "early", "year": 2022, "numerator": 9, "denominator": 10}],
    )

    workspace = Workspace(tmp_path / "workspace", "another", tmp_path / "data")

    workspace.check()
    assert verdict(workspace)["value"] == 90


@pytest.mark.slow
@REAL_BUILDS
def test_the_same_figures_in_another_layer_are_another_store(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of(published=[EARLY])
    # A missing file alone would make another store.
    for path in (tmp_path / "data" / "demo").glob("*.csv"):
        path.unlink()
    assert verdict(workspace).isna()["mark"]
    path_before = workspace.build()
    for path in (tmp_path / "data" / "published").glob("*.csv"):
        path.rename(tmp_path / "data" / "demo" / path.name)

    assert workspace.build() != path_before
    assert verdict(workspace)["mark"] == "SỐ LIỆU MINH HỌA"


def test_a_check_of_unchanged_inputs_still_notices_a_damaged_file(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    workspace.submit([write_figures(tmp_path / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    workspace.check()
    (file,) = (workspace.folder / "files").iterdir()
    file.write_bytes(file.read_bytes() + b" ")

    with pytest.raises(FaultError, match="không còn nguyên"):
        workspace.check()


@pytest.mark.slow
def test_the_bytes_of_an_earlier_file_are_a_change_when_another_one_came_between(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    workspace = workspace_of()
    first = write_figures(tmp_path / "first.csv", [EARLY])
    second = write_figures(tmp_path / "second.csv", [{**EARLY, "numerator": 70}])
    for file in (first, second, first):
        assert workspace.submit([file], unit_id="xa-thu", by="An") is not None

    assert verdict(workspace)["value"] == 95
    assert workspace.submit([first], unit_id="xa-thu", by="An") is None


# What an older or less final figure of each year says, the one that replaces it, and why that needs a reason.
STEPS_BACK = {
    2021: ({"as_of": "2023-03-01"}, {"as_of": "2023-02-28"}, "số ngày 28/02/2023 thay cho số ngày 01/03/2023"),
    2022: ({"flag": "final"}, {"flag": "provisional"}, "thay cho số"),
    2023: ({"flag": "provisional"}, {"flag": "estimated"}, "thay cho số"),
}


@pytest.mark.slow
def test_an_older_or_less_final_figure_says_why_it_replaces_the_other(workspace: Workspace, tmp_path: Path) -> None:
    first = [{**EARLY, "year": year, **before} for year, (before, _, _) in STEPS_BACK.items()]
    later = [{**EARLY, "year": year, "numerator": 70, **after} for year, (_, after, _) in STEPS_BACK.items()]
    workspace.submit([write_figures(tmp_path / "one.csv", first)], unit_id="xa-thu", by="An")

    with pytest.raises(FaultError) as refusal:
        workspace.submit([write_figures(tmp_path / "two.csv", later)], unit_id="xa-thu", by="An")
    problems = [problem for _, _, problem in STEPS_BACK.values()]
    assert [fault.kind for fault in refusal.value.faults] == ["step-back"] * len(problems)
    assert all(part in fault.problem for part, fault in zip(problems, refusal.value.faults, strict=True))

    with_note = write_figures(tmp_path / "three.csv", [{**figure, "note": "đếm lại theo sổ gốc"} for figure in later])
    assert workspace.submit([with_note], unit_id="xa-thu", by="An") is not None
    assert [verdict(workspace, year=year)["value"] for year in STEPS_BACK] == [70] * len(problems)


@pytest.mark.slow
def test_a_newer_and_more_final_figure_needs_no_reason(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    before = {**EARLY, "flag": "provisional", "as_of": "2023-01-01"}
    after = {**EARLY, "numerator": 70, "flag": "final", "as_of": "2023-02-01"}

    for name, row in (("one", before), ("two", after)):
        assert workspace.submit([write_figures(tmp_path / f"{name}.csv", [row])], unit_id="xa-thu", by="An") is not None


@pytest.mark.slow
def test_what_became_known_later_is_not_known_on_a_day(workspace_of: WorkspaceMaker) -> None:
    """The figures of one commune are published, those of the other are illustrations."""
    figures = [{**EARLY, "as_of": "2023-07-10"}, {**EARLY, "year": 2023, "as_of": None}]
    workspace = workspace_of(published=figures, demo=[{**figure, "unit_id": "xa-cu"} for figure in figures])

    def values_on(day: dt.date) -> list[list[float]]:
        frames = (metrics.targets(workspace.view(as_known=day), unit=unit) for unit in ("xa-thu", "xa-cu"))
        return [rows.set_index("indicator_id").loc[["early"], "value"].dropna().tolist() for rows in frames]

    # The figure of 2023 has no day: it counts as known from the end of its year.
    assert values_on(dt.date(2020, 1, 1)) == [[], []]
    assert values_on(dt.date(2023, 7, 9)) == [[], []]
    assert values_on(dt.date(2023, 7, 10)) == [[95], [95]]
    assert values_on(dt.date(2023, 12, 31)) == [[95, 95], [95, 95]]


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
    saved_views = SavedViews(tmp_path)
    for name in ("một", "hai", "ba"):
        saved_views.save(name, "", {})
    saved_views.rename("hai", "Hai – mới")
    saved_views.delete("một")

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
    saved_views = SavedViews(tmp_path)
    saved_views.save("Họp tháng", "", {})

    with pytest.raises(FaultError, match=words):
        saved_views.save(name, "", {})
    assert names(tmp_path) == ["Họp tháng"]


def test_a_view_may_be_renamed_to_other_capitals_of_itself(tmp_path: Path) -> None:
    saved_views = SavedViews(tmp_path)
    saved_views.save("họp", "", {})
    saved_views.rename("họp", "Họp")

    assert names(tmp_path) == ["Họp"]


def test_what_is_not_there_cannot_be_renamed_or_deleted(tmp_path: Path) -> None:
    saved_views = SavedViews(tmp_path)

    for act in (lambda: saved_views.rename("x", "y"), lambda: saved_views.delete("x")):
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


@pytest.mark.slow
@given(name=st.text(max_size=100))
def test_a_name_is_refused_or_found_again(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("w")
    try:
        view = SavedViews(folder).save(name, "", {})
    except FaultError:
        assert names(folder) == []
    else:
        assert names(folder) == [view.name]
        with pytest.raises(FaultError, match="đã có"):
            SavedViews(folder).save(name, "", {})


def test_a_folder_that_may_not_be_written_to_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", refuse)

    with pytest.raises(FaultError, match=r"views\.lock"):
        SavedViews(tmp_path).save("họp", "tong-quan", {})
