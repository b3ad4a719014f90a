"""A plan folder is read whole or refused whole; the plan that ships and the dictionary say what they should."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.catalog.catalog import TABLES
from cchc_metrics.catalog.keys import as_markdown, dictionary, skeleton
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.workspace import APP, Workspace
from tests.conftest import DATA

MINI = DATA / "plans" / "mini"


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(FaultError) as refusal:
        load(folder)
    return refusal.value.faults


def plan_with(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    folder = tmp_path / "plan"
    shutil.copytree(MINI, folder)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_five_different_faults_are_listed_as_five(tmp_path: Path) -> None:
    folder = plan_with(
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
    folder = plan_with(
        tmp_path,
        ("indicators.toml", 'owner = "unassigned"', 'owner = "unasigned"'),
        ("indicators.toml", 'kind = "annual"', 'kind = "anual"'),
        ("indicators.toml", "value = 100", 'value = "một trăm"'),
    )

    faults = [str(fault) for fault in faults_of(folder)]

    row = "indicators.toml · [[target]] thứ 1 (on-time) · "
    assert [line.removeprefix(row).partition(":")[0] for line in faults] == ["kind", "version[1].value", "owner"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("[[owner]]", "[[owner]", 1).encode(),
        lambda text: text.encode("utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, damage: Callable[[str], bytes]) -> None:
    folder = plan_with(tmp_path)
    (folder / "plan.toml").write_bytes(damage((folder / "plan.toml").read_text(encoding="utf-8")))

    assert [fault.place for fault in faults_of(folder)] == ["plan.toml"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("plan.toml", "[[task]]", "[[taks]]", "không có bảng nào tên «taks»; có phải là «task»?"),
        ("plan.toml", 'id = "viec-2"', 'id = "viec-1"', "mã «viec-1» đã có ở plan.toml · [[task]] thứ 1"),
        ("indicators.toml", 'id = "early"', 'id = "papi"', "mã «papi» đã có ở indicators.toml · [[index]] thứ 1"),
        ("plan.toml", "order = 1", 'order = "một"', "«một» không dùng được. Cần: số nguyên"),
        ("plan.toml", 'id = "tinh-a"', 'id = "Tỉnh A"', "mã chỉ gồm a-z"),
        ("plan.toml", "[plan]", "[plan", "không đúng cú pháp TOML ở dòng 3, cột 6: tên bảng thiếu ngoặc vuông đóng"),
        (
            "indicators.toml",
            "value = 80",
            "value = 80,5",
            "dòng 83, cột 57: dòng không có dạng khóa = giá trị",
        ),
        (
            "indicators.toml",
            "value = 80",
            "value = 800",
            "giá trị 800 ngoài giới hạn của đơn vị đo «percent». Cần: từ 0",
        ),
        ("indicators.toml", "value = 80", "value = -5", "giá trị -5 ngoài giới hạn"),
        ("indicators.toml", "value = 80", "value = nan", "«nan» không dùng được. Cần: một số hữu hạn"),
        ("indicators.toml", 'operator = "<"', 'operator = ">="', "«operator» của loại falling là «<»"),
        ("indicators.toml", "due_year = 2025", "due_year = 2035", "2035 không là năm của kế hoạch. Cần: từ"),
        ("plan.toml", 'successor = "xa-moi"', 'successor = "xa-cu"', "trở lại chính «xa-cu»"),
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
    faults = faults_of(plan_with(tmp_path, (name, old, new)))

    assert any(words in str(fault) and fault.place.startswith(name) for fault in faults), [str(f) for f in faults]
    assert all(fault.expected and fault.remedy for fault in faults)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = plan_with(tmp_path)
    (folder / "plan.toml").write_bytes("Kế hoạch".encode("utf-16"))

    assert any("tệp UTF-8" in str(fault) for fault in faults_of(folder))


def test_a_file_saved_by_notepad_is_read(tmp_path: Path, mini: Catalog) -> None:
    folder = plan_with(tmp_path)
    for path in folder.glob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert vars(load(folder)) == vars(mini)


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
    folder = plan_with(tmp_path)
    (folder / "periods.toml").write_text(PERIOD.format(month=month, day=day, document=document), encoding="utf-8")

    assert words in "\n".join(map(str, faults_of(folder)))


# Kế hoạch 09/KH-UBND, mục II.1 và II.2.e: id, lĩnh vực, loại, phép so, mức của năm 2025.
TARGETS = {
    "legal-procedure": ("institutions", "annual", "=", 100),
    "legal-dissemination": ("institutions", "annual", "=", 100),
    "legal-inspection": ("institutions", "annual", "=", 100),
    "on-time": ("procedures", "annual", "=", 100),
    "early": ("procedures", "annual", ">=", 80),
    "digitised-results": ("procedures", "ladder", ">=", 95),
    "internal-electronic": ("procedures", "by-year", ">=", 80),
    "online-payment-offered": ("procedures", "by-year", "=", 100),
    "online-payment-share": ("procedures", "by-year", ">=", 50),
    "online-offered": ("procedures", "by-year", "=", 100),
    "national-portal": ("procedures", "by-year", ">=", 80),
    "online-dossiers": ("procedures", "by-year", "=", 100),
    "satisfaction-tthc": ("procedures", "by-year", ">=", 90),
    "satisfaction-land": ("procedures", "by-year", ">=", 85),
    "internal-procedures-published": ("procedures", "by-year", ">=", 90),
    "interagency-online": ("procedures", "by-year", "=", 100),
    "no-resubmission": ("procedures", "by-year", ">=", 80),
    "one-stop-recorded": ("procedures", "by-year", "=", 100),
    "satisfaction-service": ("organisation", "by-year", ">=", 90),
    "satisfaction-health-education": ("organisation", "by-year", ">=", 85),
    "job-positions": ("civil-service", "milestone", "=", 100),
    "networked-work": ("civil-service", "by-year", "=", 100),
    "qualified-staff": ("civil-service", "by-year", "=", 100),
    "recurrent-spending": ("public-finance", "falling", "<", None),
    "work-files-online": ("digital-government", "by-year", ">=", 60),
    "official-email": ("digital-government", "annual", "=", 100),
}


@pytest.fixture(scope="module")
def plan() -> Catalog:
    data = APP / "data"
    return load(data / "plans" / "nhat-quang-2021-2025", [data / "published", data / "demo"])


def test_every_target_stands_as_in_the_plan(plan: Catalog) -> None:
    answers = {
        target.id: (target.area, target.kind, target.operator, target.requirement(target.version[-1], 2025, 2021))
        for target in plan.targets.values()
    }

    assert answers == TARGETS


def test_the_ladder_of_digitised_results(plan: Catalog) -> None:
    target = plan.targets["digitised-results"]

    assert [target.requirement(target.version[0], year, 2021) for year in plan.years] == [15, 35, 55, 75, 95]


def test_four_indices_must_rise_and_dti_stands_apart(plan: Catalog) -> None:
    assert [index.id for index in plan.indices.values() if index.headline] == [
        "par-index",
        "papi",
        "ict-index",
        "satisfaction",
    ]
    assert not plan.indices["dti"].headline
    assert len(plan.indices["papi"].part) == 8


def test_nobody_is_named_for_procedures(plan: Catalog) -> None:
    assert plan.owner_of_area("procedures") == "unassigned"
    assert not plan.owners["unassigned"].assigned
    assert plan.owners["unassigned"].name == "Chưa phân công"


def test_tasks_and_owners_and_systems_are_all_there(plan: Catalog) -> None:
    tasks = [task.area for task in plan.tasks.values()]

    assert [tasks.count(area) for area in plan.areas] == [4, 7, 5, 5, 2, 5, 8]
    assert len([owner for owner in plan.owners.values() if owner.assigned]) == 7
    assert len(plan.systems) == 11


def test_the_commune_and_its_successor(plan: Catalog) -> None:
    commune = plan.units["nhat-quang"]

    assert (commune.code, str(commune.valid_to), commune.successor) == ("12415", "2025-06-30", "tien-tien")
    assert plan.units["tien-tien"].code == "12424"


def test_the_breaks_that_the_method_names(plan: Catalog) -> None:
    assert {"papi-2018", "ict-dti", "sipas-2023", "merger-2025"} <= set(plan.breaks)
    assert all(row.reason for row in plan.breaks.values())


@pytest.mark.parametrize(
    ("kind", "first_day", "last_day", "due"),
    [
        ("quy-1", "2024-12-15", "2025-03-14", "2025-03-20"),
        ("6-thang", "2024-12-15", "2025-06-14", "2025-06-20"),
        ("quy-3", "2025-06-15", "2025-09-14", "2025-09-20"),
        ("nam", "2024-12-15", "2025-12-14", "2025-12-20"),
    ],
)
def test_the_periods_of_reports_have_their_days(
    plan: Catalog, kind: str, first_day: str, last_day: str, due: str
) -> None:
    assert [day.isoformat() for day in plan.periods[kind].dates(2025)] == [first_day, last_day, due]


FILL = {
    "[điền: số/KH-UBND]": "01/KH-UBND",
    "[điền: Kế hoạch số/KH-UBND]": "Kế hoạch 01/KH-UBND",
    "[điền: Xã …]": "Xã Thử",
    "[điền: Văn phòng HĐND và UBND]": "Văn phòng HĐND và UBND",
}


def new_plan(folder: Path, fill: dict[str, str]) -> Path:
    for name, text in skeleton("xa-thu-2026-2030").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        for placeholder, words in fill.items():
            text = text.replace(placeholder, words)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_new_folder_lists_what_is_to_be_filled_in_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as refusal:
        load(new_plan(tmp_path, {}))

    assert {fault.kind for fault in refusal.value.faults} == {"missing-value"}
    assert all("chưa điền: «[điền" in str(fault) for fault in refusal.value.faults)


def test_a_new_folder_that_is_filled_in_is_a_plan(tmp_path: Path) -> None:
    folder = new_plan(tmp_path, FILL)
    for file in folder.glob("*.toml"):
        file.write_text(re.sub(r"\[điền: ([^\]]+)\]", r"\1", file.read_text(encoding="utf-8")), encoding="utf-8")

    plan = load(folder)

    assert (plan.plan.id, plan.units["xa"].name) == ("xa-thu-2026-2030", "Xã Thử")
    assert (len(plan.targets), len(plan.tasks), len(plan.indices)) == (1, 1, 1)


def test_every_example_of_the_dictionary_is_taken(tmp_path: Path) -> None:
    """The optional keys too: in the new folder each stands behind a #, with a valid value."""
    folder = new_plan(tmp_path, FILL)
    file = folder / "units.toml"
    tables = file.read_text(encoding="utf-8").split("\n\n")
    with_all_keys = [
        re.sub(r"^# (code|note) = ", r"\1 = ", table, flags=re.MULTILINE) if "\n[[unit]]\n" in table else table
        for table in tables
    ]
    assert with_all_keys != tables
    file.write_text("\n\n".join(with_all_keys), encoding="utf-8")
    with pytest.raises(FaultError) as refusal:
        load(folder)

    assert not [fault for fault in refusal.value.faults if "[[unit]]" in str(fault)]


def test_the_dictionary_has_every_table_and_every_key() -> None:
    tables = {table.name: {key.name for key in table.keys} for table in dictionary()}

    assert {name: set(model.model_fields) for name, model in TABLES.items()}.items() <= tables.items()
    assert tables["Stage"] == {"year", "value"}
    assert all(key.text and key.example for table in dictionary() for key in table.keys)
    assert "| `due_year` | số nguyên |" in as_markdown()


def test_a_key_that_is_missing_is_told_with_its_meaning_and_an_example(tmp_path: Path) -> None:
    folder = new_plan(tmp_path, FILL)
    (folder / "one.toml").write_text('[[target]]\nid = "a"\n[[target.version]]\nvalue = 80\n', encoding="utf-8")

    with pytest.raises(FaultError) as refusal:
        load(folder)

    faults = {
        fault.place.rpartition(" · ")[2]: fault for fault in refusal.value.faults if fault.problem == "thiếu khóa này"
    }
    assert {"measure", "cite", "version[1].from_year"} <= set(faults)
    assert faults["measure"].expected.startswith("đo bằng: đếm đủ (count)")
    assert faults["version[1].from_year"].expected == "năm đầu áp dụng"
    assert faults["version[1].from_year"].remedy == "thêm khóa vào bảng, ví dụ from_year = 2026"


def test_a_plan_is_called_as_its_folder(tmp_path: Path) -> None:
    shutil.copytree(DATA / "plans" / "mini", tmp_path / "data" / "plans" / "khac")

    with pytest.raises(FaultError, match=r"«mini» khác tên thư mục của kế hoạch\. Cần: «khac»"):
        _ = Workspace(tmp_path / "w", "khac", tmp_path / "data").catalog
