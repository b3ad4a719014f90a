"""A plan folder is read whole or refused whole, with every fault named, periods of reports and offices too."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import Fault, FaultError
from tests.conftest import DATA

MINI = DATA / "plans" / "mini"


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(FaultError) as refusal:
        load(folder)
    return refusal.value.faults


def edited(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    folder = tmp_path / "plan"
    shutil.copytree(MINI, folder)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_five_different_faults_are_listed_as_five(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("plan.toml", 'short = "TTHC"', 'shrot = "TTHC"\nshort = "TTHC"'),
        ("indicators.toml", 'kind = "by-year"', 'kind = "by-yaer"'),
        ("indicators.toml", 'owner = "unassigned"', 'owner = "unasigned"'),
        ("plan.toml", "due = 2025-12-31", 'due = "31/12/2025"'),
        ("indicators.toml", 'numerator = "chi thường xuyên"\n', ""),
    )

    faults = faults_of(folder)

    assert len(faults) == 5
    text = "\n".join(map(str, faults))
    assert "plan.toml · [[area]] thứ 1 (procedures) · shrot: không có khóa nào tên «shrot»; có phải là «short»?" in text
    assert "indicators.toml · [[target]] thứ 5 (online) · kind: «by-yaer»" in text
    assert "có phải là «by-year»?" in text
    assert "indicators.toml · [[target]] thứ 1 (on-time) · owner: không có chức danh nào mã «unasigned»" in text
    assert "plan.toml · [[task]] thứ 2 (viec-2) · due: «31/12/2025» không dùng được. Cần: ngày dạng" in text
    assert "indicators.toml · [[target]] thứ 6 (recurrent): «numerator» và «denominator» phải có cả hai" in text


def test_faults_of_one_row_neither_hide_nor_repeat_one_another(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("indicators.toml", 'owner = "unassigned"', 'owner = "unasigned"'),
        ("indicators.toml", 'kind = "annual"', 'kind = "anual"'),
        ("indicators.toml", "value = 100", 'value = "một trăm"'),
    )

    faults = [str(fault) for fault in faults_of(folder)]

    row = "indicators.toml · [[target]] thứ 1 (on-time) · "
    assert [line.removeprefix(row).partition(":")[0] for line in faults] == ["kind", "version[1].value", "owner"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("[[owner]]", "[[owner]", 1).encode(),
        lambda text: text.encode("utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, broken: Callable[[str], bytes]) -> None:
    folder = edited(tmp_path)
    (folder / "plan.toml").write_bytes(broken((folder / "plan.toml").read_text(encoding="utf-8")))

    assert [fault.place for fault in faults_of(folder)] == ["plan.toml"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("plan.toml", "[[task]]", "[[taks]]", "không có bảng nào tên «taks»; có phải là «task»?"),
        ("plan.toml", 'id = "viec-2"', 'id = "viec-1"', "mã «viec-1» đã có ở plan.toml · [[task]] thứ 1"),
        ("indicators.toml", 'id = "early"', 'id = "papi"', "mã «papi» đã có ở indicators.toml · [[index]] thứ 1"),
        ("plan.toml", "order = 1", 'order = "một"', "«một» không dùng được. Cần: số nguyên"),
        ("plan.toml", 'id = "tinh-a"', 'id = "Tỉnh A"', "mã chỉ gồm a-z"),
        ("plan.toml", "[plan]", "[plan", "không đúng cú pháp TOML"),
        ("indicators.toml", "due_year = 2025\n", "", "«due_year» phải có với loại by-year, milestone"),
        ("indicators.toml", "from_year = 2024", "from_year = 2021", "theo from_year tăng dần"),
        ("indicators.toml", "{ start = 15, step = 20,", "{ start = 15, stap = 20,", "có phải là «step»?"),
        ("plan.toml", 'successor = "xa-moi"', 'successor = "xa-moii"', "có phải là «xa-moi»?"),
        ("plan.toml", 'indicators = ["papi"]', 'indicators = ["papy"]', "có phải là «papi»?"),
        (
            "plan.toml",
            'document = "kh-01", place = "III"',
            'document = "kh-02", place = "III"',
            "không có văn bản nào mã",
        ),
    ],
)
def test_each_fault_says_where_and_what_to_do(tmp_path: Path, name: str, old: str, new: str, words: str) -> None:
    faults = faults_of(edited(tmp_path, (name, old, new)))

    assert any(words in str(fault) and fault.place.startswith(name) for fault in faults), [str(f) for f in faults]
    assert all(fault.expected and fault.remedy for fault in faults)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = edited(tmp_path)
    (folder / "plan.toml").write_bytes("Kế hoạch".encode("utf-16"))

    assert any("tệp UTF-8" in str(fault) for fault in faults_of(folder))


def test_a_file_saved_by_notepad_is_read(tmp_path: Path, mini: Catalog) -> None:
    folder = edited(tmp_path)
    for path in folder.glob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert load(folder) == mini


def test_an_empty_folder_is_no_plan(tmp_path: Path) -> None:
    assert "không có tệp .toml nào" in str(faults_of(tmp_path)[0])


def test_files_may_be_split_as_people_like(tmp_path: Path, mini: Catalog) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(MINI.glob("*.toml"), reverse=True)]
    (tmp_path / "all.toml").write_text("\n".join(texts), encoding="utf-8")

    assert load(tmp_path).targets == mini.targets


def test_a_ladder_counts_in_points_or_relatively(mini: Catalog) -> None:
    target = mini.targets["digitised"]
    version = target.version[0]
    relative = version.model_copy(update={"ladder": version.ladder.model_copy(update={"reading": "relative"})})

    assert [target.requirement(version, year, 2021) for year in mini.years] == [15, 35, 55, 75, 95]
    assert [target.requirement(relative, year, 2021) for year in mini.years] == [15, 18, 21.6, 25.92, 31.104]


PERIOD = """
[[period]]
id = "quy-9"
name = "Quý I"
order = 1
covers = "days"
first_day = {{ year = -1, month = 12, day = 15 }}
last_day = {{ month = {month}, day = {day} }}
due = {{ month = 3, day = 20 }}
cite = {{ document = "{document}" }}
"""


@pytest.mark.parametrize(
    ("month", "day", "document", "words"),
    [
        (2, 29, "kh-01", "không phải năm nào cũng có ngày 29 tháng 2"),
        (3, 25, "kh-01", "«due» không trước «last_day»"),
        (13, 1, "kh-01", "số không quá 12"),
        (3, 14, "cv-1", "không có văn bản nào mã «cv-1»"),
    ],
)
def test_a_period_that_cannot_be_is_refused(tmp_path: Path, month: int, day: int, document: str, words: str) -> None:
    folder = edited(tmp_path)
    (folder / "periods.toml").write_text(PERIOD.format(month=month, day=day, document=document), encoding="utf-8")

    assert words in "\n".join(map(str, faults_of(folder)))
