"""Handing in, approving, locking and undoing, as an officer meets them."""

import datetime as dt
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.documents import reports
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger, _hash
from cchc_metrics.losses import FIRST
from cchc_metrics.text import ledger_words
from cchc_metrics.text.ledger_words import FigureChangeRow
from cchc_metrics.text.rows import records
from cchc_metrics.text.sentence import sentence
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

WorkspaceMaker = Callable[..., Workspace]
HandIn = Callable[..., int]
UNIT = "xa-thu"
EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}


def verdict(store: Any, indicator: str = "early", year: int = 2022) -> Mapping[Any, Any]:
    rows = metrics.targets(store, unit=UNIT, year=year)
    return rows[rows["indicator_id"] == indicator].to_dict("records")[0]


@pytest.fixture(scope="module")
def first_hand_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Mapping[str, Any]]], Path]:
    """A working folder with its store and one hand-in of these figures; tests only read it."""
    folders: dict[str, Path] = {}

    def folder_of(figures: Sequence[Mapping[str, Any]]) -> Path:
        key = json.dumps(figures)
        if key not in folders:
            folder = tmp_path_factory.mktemp("first")
            workspace = Workspace(folder / "workspace", "mini", DATA)
            workspace.submit([write_figures(folder / "figures.csv", figures)], unit_id=UNIT, by="An")
            workspace.build()
            folders[key] = workspace.folder
        return folders[key]

    return folder_of


@pytest.fixture
def hand_in(
    workspace: Workspace, tmp_path: Path, first_hand_in: Callable[[Sequence[Mapping[str, Any]]], Path]
) -> HandIn:
    """Hands in figures and gives the number of the entry; the same first ones are handed in once for all tests."""

    def number_of(*figures: Mapping[str, Any]) -> int:
        if not workspace.ledger.path.exists():
            shutil.copytree(first_hand_in(figures), workspace.folder, dirs_exist_ok=True)
            return 1
        entry = workspace.submit([write_figures(tmp_path / "figures.csv", figures)], unit_id=UNIT, by="An")
        assert entry is not None
        return entry.number

    return number_of


def flips(workspace: Workspace, tmp_path: Path, *figures: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    preview = workspace.preview([write_figures(tmp_path / "look.csv", figures)], unit_id=UNIT)
    return [
        tuple(row[key] for key in ("indicator_id", "year", "verdict", "before", "after"))
        for row in preview.flips.to_dict("records")
    ]


def test_a_preview_names_every_verdict_that_would_flip_and_stores_nothing(
    workspace: Workspace, hand_in: HandIn, tmp_path: Path
) -> None:
    hand_in({**EARLY, "year": 2021, "numerator": 92}, EARLY)
    before = workspace.ledger.path.read_bytes()

    # 95 % đạt từ 90 % trở lên và hơn 92 % năm trước; 85 % thì không đạt và kém năm trước.
    answers = flips(workspace, tmp_path, {**EARLY, "numerator": 85})

    assert answers == [("early", 2022, "level", "met", "missed"), ("early", 2022, "direction", "up", "down")]
    assert workspace.ledger.path.read_bytes() == before
    assert not list((workspace.folder / "trial").iterdir())


def test_a_year_in_which_nothing_was_counted_is_not_told_as_one_without_a_figure(
    workspace: Workspace, hand_in: HandIn, tmp_path: Path
) -> None:
    hand_in({**EARLY, "year": 2021, "numerator": 92}, EARLY)

    assert flips(workspace, tmp_path, {**EARLY, "numerator": 0, "denominator": 0}) == [
        ("early", 2022, "level", "met", "no_activity")
    ]


@pytest.mark.slow
def test_a_preview_tells_figures_added_changed_and_taken_away(
    workspace: Workspace, hand_in: HandIn, tmp_path: Path
) -> None:
    number = hand_in(EARLY)
    file = write_figures(tmp_path / "more.csv", [{**EARLY, "numerator": 96}, {**EARLY, "year": 2023}])

    changes = workspace.preview([file], unit_id=UNIT).changes.set_index("year")
    undone = workspace.preview_undo(number).changes.set_index("year")

    assert changes.loc[2022, ["kind", "before", "after"]].tolist() == ["changed", 95, 96]
    assert changes.loc[2023, "kind"] == "added"
    assert undone.loc[2022, "kind"] == "gone"


def changes(workspace: Workspace, tmp_path: Path, figure: Mapping[str, Any]) -> tuple[str, ...]:
    """What a preview says of one figure: what it is now and what it will be, in words."""
    preview = workspace.preview([write_figures(tmp_path / "look.csv", [figure])], unit_id=UNIT)
    [cells] = [ledger_words.change_cells(row, {}) for row in records(preview.changes, FigureChangeRow)]
    return tuple(cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells[3:5])


def test_a_correction_below_the_decimals_of_its_unit_stands_among_the_figures_that_change(
    workspace: Workspace, hand_in: HandIn, tmp_path: Path
) -> None:
    # 44.998 trên 50.000 là 89,996 %, 45.002 là 90,004 %: cần 90 % trở lên.
    figure = {**EARLY, "numerator": 44_998, "denominator": 50_000}
    hand_in(figure)

    assert flips(workspace, tmp_path, {**figure, "numerator": 45_002})[0][2:] == ("level", "missed", "met")
    assert changes(workspace, tmp_path, {**figure, "numerator": 45_002}) == (
        "89,996 % (44.998/50.000)",
        "90,004 % (45.002/50.000)",
    )
    # Đổi sang số khác hẳn, số cũ cũng không đọc như đã đạt khi còn thiếu.
    assert changes(workspace, tmp_path, {**figure, "numerator": 40_000})[0] == "89,996 % (44.998/50.000)"
    # Cùng số đó, mẫu số khác, là một thay đổi mà người đọc thấy được.
    assert changes(workspace, tmp_path, {**figure, "numerator": 22_499, "denominator": 25_000}) == (
        "89,996 % (44.998/50.000)",
        "89,996 % (22.499/25.000)",
    )


def test_a_figure_that_stays_is_told_with_what_changes_beside_it(workspace: Workspace, tmp_path: Path) -> None:
    """The same number from another source: what is told is the source, not «95 %» becoming «95 %»."""
    workspace.submit([write_figures(tmp_path / "own.csv", [EARLY])], unit_id=UNIT, by="An")
    again = write_figures(tmp_path / "look.csv", [{**EARLY, "note": "đối chiếu lại"}])

    rows = records(workspace.preview([again], unit_id=UNIT).changes, FigureChangeRow)

    [cells] = [ledger_words.change_cells(row, {}) for row in rows]
    assert cells[3:5] == ("95\N{NO-BREAK SPACE}% (95/100)", "như cũ, chỉ khác ghi chú")
    assert ledger_words.value_changes(rows) == []


@pytest.mark.slow
def test_what_is_previewed_is_what_handing_in_then_does(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    """A preview builds only what it needs of one unit; handing in builds everything."""
    workspace = workspace_of(published=[{**EARLY, "unit_id": "xa-cu", "year": 2021}, {**EARLY, "year": 2021}])
    file = write_figures(tmp_path / "more.csv", [{**EARLY, "numerator": 80}, {**EARLY, "year": 2023}])

    preview = workspace.preview([file], unit_id=UNIT)
    entry, result = workspace.hand_in([file], unit_id=UNIT, by="An")

    assert entry is not None
    assert not preview.flips.empty
    for name in ("changes", "tasks", "flips"):
        pd.testing.assert_frame_equal(getattr(preview, name), getattr(result, name))
    assert (preview.new_files, preview.repeats, preview.cautions) == (result.new_files, result.repeats, result.cautions)


def test_a_jump_asks_for_a_note_and_blocks_nothing(workspace: Workspace, tmp_path: Path) -> None:
    # Mặc định: một phần tư thang phần trăm, 25 điểm %: 92 sau 66 thì hỏi; 91, hoặc có ghi chú, thì không.
    rates = {"early": (66, 92, ""), "online": (66, 91, ""), "recurrent": (66, 92, "thêm người trực")}
    figures = [
        {"indicator_id": indicator, "year": year, "numerator": numerator, "denominator": 100, "note": note}
        for indicator, (before, after, note) in rates.items()
        for year, numerator in ((2022, before), (2023, after))
    ]
    file = write_figures(tmp_path / "jump.csv", figures)

    [caution] = workspace.preview([file], unit_id=UNIT).cautions

    assert caution.place == "jump.csv, dòng 3"
    assert "+26 điểm %" in caution.problem.replace("\xa0", " ")
    assert workspace.submit([file], unit_id=UNIT, by="An") is not None


@pytest.mark.slow
def test_the_same_figures_in_another_file_change_nothing(workspace: Workspace, hand_in: HandIn, tmp_path: Path) -> None:
    hand_in(EARLY)
    again = tmp_path / "again.csv"
    columns = {"unit_id": UNIT, "flag": "final", "source_id": "so-thu", **EARLY}
    again.write_text(",".join(columns) + "\n" + ",".join(map(str, columns.values())) + "\n", encoding="utf-8")

    assert workspace.preview([again], unit_id=UNIT).empty
    assert workspace.submit([again], unit_id=UNIT, by="An") is None


@pytest.mark.slow
def test_a_new_file_with_the_name_of_a_known_one_is_taken_in(workspace: Workspace, tmp_path: Path) -> None:
    old, new = (write_figures(tmp_path / "so.csv", [{**EARLY, "year": year}]).read_bytes() for year in (2022, 2023))
    workspace.submit([("so.csv", old)], unit_id=UNIT, by="An")

    preview = workspace.preview([("so.csv", old), ("so.csv", new)], unit_id=UNIT)

    assert preview.new_files == (("so.csv", new),)
    assert preview.repeats == (("so.csv", 1, today()),)
    assert preview.changes["year"].tolist() == [2023]


@pytest.mark.slow
def test_states_of_tasks_are_told_beside_figures(workspace: Workspace) -> None:
    head = "task_id,unit_id,state,as_of\n"
    first = f"{head}viec-1,xa-thu,done,2023-03-01\nviec-2,xa-thu,in_progress,2023-03-01\n".encode()
    second = f"{head}viec-1,xa-thu,done,2023-03-01\nviec-2,xa-thu,done,2023-06-01\n".encode()

    _, preview = workspace.hand_in([("viec.csv", first)], unit_id=UNIT, by="An")
    assert ledger_words.summary(preview) == ["thêm tình trạng của 2 nhiệm vụ"]
    assert ledger_words.summary(workspace.preview([("viec.csv", second)], unit_id=UNIT)) == ["cập nhật 1 nhiệm vụ"]
    assert ledger_words.summary(workspace.preview_undo(1)) == ["2 nhiệm vụ không còn tình trạng"]


def test_two_files_that_say_different_things_of_one_figure_are_refused_together(
    workspace: Workspace, tmp_path: Path
) -> None:
    one, same, other = (
        write_figures(tmp_path / f"{name}.csv", [{**EARLY, "numerator": numerator}])
        for name, numerator in (("a", 95), ("b", 95), ("c", 50))
    )

    with pytest.raises(FaultError, match=r"c\.csv, dòng 2: khác với a\.csv, dòng 2"):
        workspace.preview([one, other], unit_id=UNIT)

    assert workspace.preview([one, same], unit_id=UNIT).changes["after"].tolist() == [95]


@pytest.mark.slow
def test_a_hand_in_is_provisional_until_it_is_approved(workspace: Workspace, hand_in: HandIn) -> None:
    number = hand_in(EARLY)
    assert verdict(workspace.store)["flag"] == "provisional"
    assert "Số tạm thời." in sentence(verdict(workspace.store))

    workspace.approve(number, by="Bình")

    assert verdict(workspace.store)["flag"] == "final"
    with pytest.raises(FaultError, match="không có lần nộp nào như vậy đang chờ duyệt"):
        workspace.approve(number, by="Bình")


def test_a_break_that_a_figure_is_handed_in_with_holds_before_anybody_approves_it(
    workspace: Workspace, hand_in: HandIn
) -> None:
    hand_in({**EARLY, "year": 2021}, {**EARLY, "flag": "break"})

    row = verdict(workspace.store)

    assert (row["flag"], row["direction"], row["level"]) == ("provisional", "not_comparable", "met")
    assert "không so với năm trước vì nguồn ghi có thay đổi (cách tính hoặc địa bàn vừa đổi)" in sentence(row)


@pytest.mark.slow
def test_approved_figures_alone_can_be_shown(workspace: Workspace, hand_in: HandIn) -> None:
    workspace.approve(hand_in(EARLY), by="Bình")
    hand_in({**EARLY, "year": 2023})

    assert verdict(workspace.view(approved_only=True))["value"] == 95
    assert verdict(workspace.view(approved_only=True), year=2023)["level"] == "no_data"
    assert verdict(workspace.store, year=2023)["level"] == "met"


@pytest.mark.slow
def test_an_approved_figure_is_changed_only_after_it_is_opened(workspace: Workspace, hand_in: HandIn) -> None:
    number = hand_in(EARLY)
    workspace.approve(number, by="Bình")
    before = workspace.ledger.path.read_bytes()

    with pytest.raises(FaultError, match="đã duyệt ở bút toán 2"):
        hand_in({**EARLY, "numerator": 80})
    with pytest.raises(FaultError, match="đã duyệt ở bút toán 2"):
        workspace.undo(number, by="An", why="nhầm")
    assert workspace.ledger.path.read_bytes() == before

    workspace.lock("2022", unit_id=UNIT, by="Bình", why="sửa số đếm", unlock=True)
    hand_in({**EARLY, "numerator": 80})

    assert verdict(workspace.store)["flag"] == "provisional"
    unlock = workspace.ledger.entries()[2]
    assert (unlock.action, unlock.why, unlock.details["first_day"]) == ("unlock", "sửa số đếm", "2022-01-01")


def test_a_period_that_was_opened_before_a_figure_was_approved_does_not_leave_it_open(
    workspace: Workspace, hand_in: HandIn
) -> None:
    number = hand_in(EARLY)
    workspace.lock("2022", unit_id=UNIT, by="Bình", why="đã gửi báo cáo")
    workspace.lock("2022", unit_id=UNIT, by="Bình", why="số sai", unlock=True)
    workspace.approve(number, by="Bình")

    with pytest.raises(FaultError, match="đã duyệt ở bút toán 4"):
        hand_in({**EARLY, "numerator": 80})

    workspace.lock("2022", unit_id=UNIT, by="Bình", why="số sai", unlock=True)
    assert hand_in({**EARLY, "numerator": 80}) == 6


@pytest.mark.slow
def test_an_approved_figure_handed_in_again_unchanged_stays_approved(workspace: Workspace, hand_in: HandIn) -> None:
    workspace.approve(hand_in(EARLY), by="Bình")
    hand_in(EARLY, {**EARLY, "year": 2023})

    assert verdict(workspace.store)["flag"] == "final"
    assert verdict(workspace.store, year=2023)["flag"] == "provisional"


@pytest.mark.slow
def test_a_locked_period_takes_nothing_in_until_it_is_unlocked(workspace: Workspace, hand_in: HandIn) -> None:
    hand_in(EARLY)
    workspace.lock("2023", unit_id=UNIT, by="Bình", why="đã gửi báo cáo")

    with pytest.raises(FaultError, match="nằm trong kỳ đã khóa ở bút toán 2"):
        hand_in({**EARLY, "year": 2023})
    hand_in({**EARLY, "year": 2024})
    workspace.lock("2023", unit_id=UNIT, by="Bình", why="số sai", unlock=True)

    assert hand_in({**EARLY, "year": 2023}) == 5


def test_a_lock_closes_and_an_unlock_opens_one_unit_only(workspace: Workspace, hand_in: HandIn) -> None:
    workspace.lock("2023", unit_id="xa-cu", by="Bình", why="đã gửi báo cáo")
    hand_in({**EARLY, "year": 2023})

    workspace.lock("2022", unit_id=UNIT, by="Bình", why="đã gửi báo cáo")
    workspace.lock("2022", unit_id="xa-cu", by="Bình", why="số sai", unlock=True)
    with pytest.raises(FaultError, match="nằm trong kỳ đã khóa ở bút toán 3"):
        hand_in(EARLY)


@pytest.mark.parametrize("words", ["", "20225", "quy-9-2025", "2025-13-01..2025-12-31", "2025-03-01..2025-01-01"])
def test_a_period_that_nobody_can_read_is_refused(workspace: Workspace, words: str) -> None:
    with pytest.raises(FaultError, match="không đọc được kỳ này"):
        workspace.lock(words, unit_id=UNIT, by="Bình", why="thử")


def set_dates(ledger: Ledger, moments: list[str]) -> None:
    """Give the entries of the ledger other moments and new hashes, as if it had been written then."""
    previous, lines = FIRST, []
    for line, at in zip(ledger.path.read_text(encoding="utf-8").splitlines(), moments, strict=True):
        body = {**json.loads(line), "at": at, "previous_hash": previous}
        body.pop("hash")
        previous = _hash(body)
        lines.append(json.dumps({**body, "hash": previous}, ensure_ascii=False, sort_keys=True))
    ledger.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for memory in (ledger.head, ledger.path.parent / "store" / "ledger.head"):
        memory.unlink()


@pytest.mark.slow
def test_the_dashboard_as_it_was_known_on_a_day(workspace: Workspace, hand_in: HandIn) -> None:
    first = hand_in(EARLY)
    workspace.undo(first, by="An", why="nhầm")
    hand_in({**EARLY, "numerator": 80})
    # 17:30 giờ quốc tế đã là ngày hôm sau ở Việt Nam.
    set_dates(workspace.ledger, ["2023-01-10T17:30:00+00:00", "2023-02-01T02:00:00+00:00", "2023-03-01T02:00:00+00:00"])

    levels = [verdict(workspace.view(dt.date(2023, *day)))["level"] for day in ((1, 10), (1, 11), (2, 1), (3, 1))]

    assert levels == ["no_data", "met", "no_data", "missed"]


def test_two_sessions_handing_in_at_once_leave_one_consistent_state(workspace: Workspace, tmp_path: Path) -> None:
    """Cả hai tệp đều đúng khi đứng riêng, nhưng hai kỳ chồng nhau: chỉ một tệp được nhận."""
    # Neither period contains the other, for then the longer one would replace the shorter one.
    periods = (("2022-01-01", "2022-06-30"), ("2022-04-01", "2022-09-30"))
    files = [
        write_figures(tmp_path / f"{first}.csv", [{**EARLY, "period_start": first, "period_end": last}])
        for first, last in periods
    ]
    texts: list[object] = []

    def hand(file: Path) -> None:
        try:
            texts.append(workspace.submit([file], unit_id=UNIT, by="An"))
        except FaultError as error:
            texts.append(str(error))

    sessions = [Thread(target=hand, args=[file]) for file in files]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join()

    assert sum(isinstance(one, str) and "chồng lên kỳ" in one for one in texts) == 1
    assert len(workspace.ledger.entries()) == 1
    assert verdict(workspace.store)["value"] == 95


def test_a_name_with_folders_in_it_goes_nowhere(workspace: Workspace, tmp_path: Path) -> None:
    data = write_figures(tmp_path / "own.csv", [EARLY]).read_bytes()

    entry = workspace.submit([("..\\..\\../so.csv", data)], unit_id=UNIT, by="An")

    assert entry is not None
    assert entry.files[0].name == "so.csv"
    assert metrics.history(workspace.store, unit=UNIT, indicator="early")["place"].tolist() == ["so.csv, dòng 2"]


def test_a_name_of_another_code_page_is_taken_in(workspace: Workspace, tmp_path: Path) -> None:
    """Old programs name a file in another code page; Python gives such a name letters that cannot be written."""
    file = write_figures(tmp_path / "a.csv", [EARLY])

    entry = workspace.submit([("s\udcf6.csv", file.read_bytes())], unit_id=UNIT, by="An")

    assert entry
    assert [one.name for one in entry.files] == ["s?.csv"]


@pytest.mark.slow
def test_a_file_that_is_not_read_any_more_takes_no_other_down(workspace: Workspace, hand_in: HandIn) -> None:
    """An older program accepted a file that this one refuses: the fault names its entry, all other figures count."""
    hand_in(EARLY)
    old = workspace.ledger.submit([("cu.csv", b"khong,phai,bang\n1,2,3\n")], unit_id=UNIT, by="An").number

    assert verdict(workspace.store)["value"] == 95
    with pytest.raises(FaultError) as refusal:
        workspace.check()
    (fault,) = refusal.value.faults
    assert fault.place.startswith(f"bút toán {old}, cu.csv")
    assert (f"rút bút toán {old}" in fault.remedy, f"cchc undo {old}" in fault.command) == (True, True)
    _, preview = workspace.hand_in(
        [
            (
                "moi.csv",
                (
                    b"indicator_id,unit_id,year,value,numerator,denominator,flag,source_id\n"
                    b"on-time,xa-thu,2022,,90,100,final,so-thu\n"
                ),
            )
        ],
        unit_id=UNIT,
        by="An",
    )
    assert fault in preview.cautions
    assert verdict(workspace.store)["value"] == 95

    workspace.undo(old, by="An", why="chương trình mới không đọc tệp này")
    workspace.check()
    assert verdict(workspace.store)["value"] == 95


@pytest.mark.parametrize(
    ("kind", "form"), [("nam", "docx"), ("mot-trang", "docx"), ("phu-luc", "xlsx"), ("trinh-chieu", "pptx")]
)
def test_documents_and_slides_say_that_a_file_is_not_read_any_more(
    workspace: Workspace, hand_in: HandIn, kind: str, form: str
) -> None:
    hand_in(EARLY)
    for name in ("cu.csv", "cu-nua.csv"):
        workspace.ledger.submit([(name, b"khong,phai,bang\n1,2,3\n")], unit_id=UNIT, by="An")

    file = reports.document(workspace, reports.request(workspace, kind=kind, unit=UNIT, year=2022), form)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        text = unescape("".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")))

    assert "2 tệp đã nộp nay không đọc được nữa — số liệu trong đó không có ở đây" in text


def test_no_illustration_takes_the_place_of_a_file_that_is_not_read_any_more(
    workspace_of: Callable[..., Workspace],
) -> None:
    workspace = workspace_of(demo=[EARLY])
    assert verdict(workspace.store)["value"] == 95
    workspace.ledger.submit([("cu.csv", b"khong,phai,bang\n1,2,3\n")], unit_id=UNIT, by="An")

    assert not metrics.units(workspace.store).set_index("unit_id").loc[UNIT, "illustrative"]
    assert verdict(workspace.store)["level"] == "no_data"


HEAD = "indicator_id,unit_id,year,period_start,period_end,numerator,denominator,flag,source_id\n"


def overlapping(workspace: Workspace, *spans: str) -> list[int]:
    """Hand-ins that an older program accepted, each about its days of 2022; this program refuses them together."""
    rows = [f"{HEAD}on-time,{UNIT},2022,{span},9,10,final,so-thu\n".encode() for span in spans]
    return [workspace.ledger.submit([("a.csv", row)], unit_id=UNIT, by="An").number for row in rows]


@pytest.mark.slow
def test_entries_that_contradict_each_other_after_an_upgrade_can_be_withdrawn(workspace: Workspace) -> None:
    spans = ("2022-01-01,2022-06-30", "2022-04-01,2022-09-30", "2022-05-01,2022-10-31")
    _, second, third = overlapping(workspace, *spans)
    with pytest.raises(FaultError, match="chồng lên"):
        workspace.check()

    workspace.undo(second, by="An", why="trùng kỳ")
    assert workspace.contradictions()
    workspace.undo(third, by="An", why="trùng kỳ")
    assert not workspace.contradictions()
    workspace.check()
    assert [entry.target for entry in workspace.ledger.entries() if entry.action == "withdraw"] == [second, third]


def test_approved_or_locked_entries_that_contradict_each_other_are_withdrawn_after_an_unlock(
    workspace: Workspace,
) -> None:
    first, second = overlapping(workspace, "2022-01-01,2022-06-30", "2022-04-01,2022-09-30")
    workspace.approve(first, by="Bình")
    workspace.approve(second, by="Bình")

    # Cả hai đã duyệt: không rút được khi chưa mở khóa, và cách sửa nói mở khóa kỳ nào.
    with pytest.raises(FaultError, match="mở khóa kỳ này ở trang Số liệu") as refusal:
        workspace.undo(second, by="An", why="trùng kỳ")
    assert f"unlock --unit {UNIT} --period 2022" in refusal.value.faults[0].command
    workspace.lock("2022", unit_id=UNIT, by="Bình", why="hai kỳ chồng nhau", unlock=True)
    workspace.lock("2022-09-01..2022-09-30", unit_id=UNIT, by="Bình", why="đã chốt")
    with pytest.raises(FaultError, match="kỳ đã khóa"):
        workspace.undo(second, by="An", why="trùng kỳ")
    workspace.lock("2022", unit_id=UNIT, by="Bình", why="hai kỳ chồng nhau", unlock=True)
    workspace.undo(second, by="An", why="trùng kỳ")

    assert not workspace.contradictions()
    with pytest.raises(FaultError, match="99"):
        workspace.preview_undo(99)


def test_a_fault_of_the_shipped_figures_is_no_contradiction_of_the_ledger(workspace_of: WorkspaceMaker) -> None:
    figure = {"indicator_id": "early", "unit_id": UNIT, "year": 2022, "numerator": 9, "denominator": 10}
    workspace = workspace_of(published=[figure])
    (number,) = overlapping(workspace, "2022-01-01,2022-06-30")
    for file in (workspace.figure_folders[0].folder).glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").replace(UNIT, "xa-la"), encoding="utf-8")

    with pytest.raises(FaultError, match="xa-la"):
        workspace.undo(number, by="An", why="thử")
    assert len(workspace.ledger.entries()) == 1
