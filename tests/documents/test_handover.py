"""Hand-over packages and backups: another installation gives the same answers; a damaged one stores nothing."""

import csv
import datetime as dt
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.cli import main
from cchc_metrics.documents.handover import pack, unpack
from cchc_metrics.documents.sheets import archive_of
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger
from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.folder import LISTING, back_up, restore
from tests.conftest import DATA, write_figures

OWN = (
    {"indicator_id": "papi", "year": 2023, "value": 42.5, "method": "cach-moi"},
    {"indicator_id": "papi", "year": 2024, "value": 44.25, "method": "cach-moi", "reported_rank": 3, "reported_of": 9},
    {"indicator_id": "papi", "part_id": "papi-1", "year": 2023, "value": 5.5, "method": "cach-moi"},
    {"indicator_id": "papi", "part_id": "papi-1", "year": 2024, "value": 6.5, "method": "cach-moi"},
    {"indicator_id": "on-time", "year": 2024, "numerator": 911, "denominator": 912, "note": "=1+1"},
)
LATER = ({"indicator_id": "on-time", "year": 2024, "numerator": 912, "denominator": 912, "as_of": "2025-02-01"},)
WRONG = ({"indicator_id": "early", "year": 2023, "numerator": 1, "denominator": 3},)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A folder with a plan of its own, three hand-ins of which one is withdrawn and one approved."""
    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(DATA, folder / "work" / "data")
    write_figures(
        folder / "work" / "data" / "published" / "tinh.csv",
        [
            {"indicator_id": "papi", "unit_id": f"tinh-{name}", "year": year, "value": value, "method": "cach-moi"}
            for name, year, value in (("a", 2023, 41.25), ("a", 2024, 43.5), ("b", 2024, 43.5), ("c", 2024, 40))
        ],
    )
    workspace = Workspace.open(folder / "work", "mini")
    for number, figures in enumerate((OWN, LATER, WRONG), 1):
        workspace.submit([write_figures(folder / f"so-lieu-{number}.csv", figures)], unit_id="xa-thu", by="An")
    workspace.undo(3, by="An", why="nhầm")
    workspace.ledger.append("approve", by="Bình", target=1)
    workspace.decide(
        {
            "what": "Rà soát hồ sơ trễ",
            "owner_id": next(iter(workspace.catalog.owners)),
            "decided": dt.date(2024, 1, 10),
            "due": dt.date(2024, 2, 1),
        },
        unit_id="xa-thu",
        by="An",
    )
    (folder / "work" / "embargo.toml").write_text("[[embargo]]\nuntil = 2027-01-01\n", encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def package(first: Workspace) -> bytes:
    return pack(first, "xa-thu")[0]


def questions(workspace: Workspace) -> list[tuple[str, ...]]:
    """Every question of `cchc show` about the unit, in all years, and about its peers."""
    catalog = workspace.catalog
    years = [str(year) for year in range(2023, 2026)]
    unit = ("--unit", "xa-thu")
    requests = [("indices", *unit), ("targets", *unit), ("coverage", *unit), ("tasks", *unit)]
    requests += [("indices", *unit, "--index", index) for index in catalog.indices]
    requests += [("targets", *unit, "--area", area) for area in catalog.areas]
    requests += [("parts", *unit, "--index", index) for index in catalog.indices]
    requests += [("change", *unit, "--index", name, "--from", "2023", "--to", "2024") for name in ("papi", "on-time")]
    requests += [("ranking", "--index", "papi", "--year", year) for year in years]
    return [("show", *words) for words in requests] + [("log",), ("decisions", *unit, "--on", "2026-11-25")]


def output(folder: Path, words: tuple[str, ...]) -> str:
    result = CliRunner().invoke(main, [*words, "--format", "json", "--workspace", str(folder), "--plan", "mini"])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.slow
def test_another_installation_gives_the_same_answer_to_every_question(
    first: Workspace, package: bytes, tmp_path: Path
) -> None:
    summary = unpack(package, "goi.zip", tmp_path / "second")
    answers = {words: (output(first.folder, words), output(tmp_path / "second", words)) for words in questions(first)}

    assert (summary.unit, summary.entries, summary.own_plan, summary.different) == ("xa-thu", 6, True, ())
    assert [words for words, (here, there) in answers.items() if here != there] == []
    assert "44.25" in answers["show", "indices", "--unit", "xa-thu"][1]
    assert "nhầm" in answers["log",][1]
    assert Workspace.open(tmp_path / "second", "mini").store.path.name == first.store.path.name
    assert (tmp_path / "second" / "embargo.toml").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["second"]


@pytest.mark.slow
def test_a_package_of_the_same_plan_brings_only_what_was_handed_in(
    first: Workspace, package: bytes, tmp_path: Path
) -> None:
    summary = unpack(package, "goi.zip", tmp_path / "second", first.folder / "data")

    assert not summary.own_plan
    assert sorted(path.name for path in (tmp_path / "second").iterdir()) == ["embargo.toml", "files", "ledger.jsonl"]


@pytest.mark.slow
def test_the_same_figures_give_the_same_bytes(first: Workspace, package: bytes) -> None:
    assert pack(first, "xa-thu")[0] == package


@pytest.mark.slow
def test_a_unit_with_figures_of_its_own_is_not_said_to_have_illustrations(
    workspace_of: Callable[..., Workspace], tmp_path: Path
) -> None:
    figure = {"indicator_id": "early", "year": 2024, "numerator": 90, "denominator": 100}
    workspace = workspace_of(demo=[figure])

    def marks() -> tuple[bool, bool]:
        with zipfile.ZipFile(io.BytesIO(pack(workspace, "xa-thu")[0])) as archive:
            head = json.loads(archive.read("ban-ke.json"))
            return head["illustrative"], words.ILLUSTRATIVE_LONG in archive.read("DOC-TRUOC.txt").decode()

    assert marks() == (True, True)
    # From now on the illustration does not count, although it stays in the history of the figure.
    own = write_figures(tmp_path / "so.csv", [{**figure, "numerator": 70}])
    workspace.submit([own], unit_id="xa-thu", by="An")
    assert marks() == (False, False)


def test_its_tables_are_read_without_this_program(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        rows = {
            name: list(csv.DictReader(io.StringIO(archive.read(f"bang/{name}.csv").decode("utf-8-sig"))))
            for name in ("so-lieu", "chi-tieu", "so-cai", "nguon", "tu-dien", "muc-can-dat", "nhiem-vu")
        }
        book = load_workbook(io.BytesIO(archive.read("bang/tat-ca.xlsx")))
        assert archive.read("tep-da-nop/1-so-lieu-1.csv").decode().startswith("unit_id,")
        assert "tep-da-nop/3-so-lieu-3.csv" not in archive.namelist()

    uses = {(row["indicator_id"], row["numerator"]): row["use"] for row in rows["so-lieu"] if row["numerator"]}
    assert uses == {("on-time", "911"): "replaced", ("on-time", "912"): "in_use", ("early", "1"): "withdrawn"}
    on_time = next(row for row in rows["chi-tieu"] if (row["indicator_id"], row["year"]) == ("on-time", "2024"))
    assert (on_time["value"], on_time["level"]) == ("100", "met")
    assert [row["action"] for row in rows["so-cai"]] == ["submit", "submit", "submit", "withdraw", "approve", "decide"]
    assert {row["column"] for row in rows["tu-dien"] if row["table"] == "so-lieu"} == set(rows["so-lieu"][0])
    assert all(row["meaning"] for row in rows["tu-dien"])
    cells = [cell for row in book["so-lieu"].iter_rows() for cell in row]
    assert 911 in [cell.value for cell in cells]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_it_is_read_on_paper_and_names_only_what_it_holds(package: bytes, default_workspace: Workspace) -> None:
    for data in (package, pack(default_workspace, "nhat-quang")[0]):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names, text = archive.namelist(), archive.read("DOC-TRUOC.txt").decode()
            book = load_workbook(io.BytesIO(archive.read("bang/tat-ca.xlsx")))
        folders = [line.split()[0] for line in text.split("Trong gói có:")[1].splitlines() if line.startswith("    ")]
        tops = {name.split("/")[0] + ("/" if "/" in name else "") for name in names}
        assert {one for one in folders if "." not in one or one == "ban-ke.json"} == tops - {"DOC-TRUOC.txt"}
        assert "«" not in text
        for sheet in book:
            assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows == "$1:$1"
            # A column is as wide as its head, and no text runs under the next one.
            widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
            assert all(width > len(str(cell.value)) for width, cell in zip(widths, sheet[1], strict=True))


def package_with(package: bytes, change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive_of(change({name: archive.read(name) for name in archive.namelist()}))


def with_listing(parts: dict[str, bytes], **output: Any) -> dict[str, bytes]:
    listing = json.loads(parts["ban-ke.json"])
    return parts | {"ban-ke.json": json.dumps(listing | output).encode()}


def with_part(parts: dict[str, bytes], path: str, data: bytes) -> dict[str, bytes]:
    """The parts with one of them changed, and its hash in the list as well."""
    import hashlib

    files = json.loads(parts["ban-ke.json"])["files"] | {path: hashlib.sha256(data).hexdigest()}
    return with_listing(parts, files=files) | {path: data}


DAMAGES: Mapping[str, tuple[Callable[[dict[str, bytes]], Mapping[str, bytes]], list[str]]] = {
    "a table is changed": (lambda parts: parts | {"bang/nguon.csv": b"x"}, ["«bang/nguon.csv»: nội dung khác"]),
    "two parts are gone": (
        lambda parts: {
            name: data
            for name, data in parts.items()
            if name not in ("so-cai/ledger.jsonl", "ke-hoach/plans/mini/plan.toml")
        },
        ["«so-cai/ledger.jsonl»: thiếu", "«ke-hoach/plans/mini/plan.toml»: thiếu"],
    ),
    "a part too many": (lambda parts: parts | {"bang/la.csv": b"x"}, ["«bang/la.csv»: tệp không có trong bản kê"]),
    "a path that leads out": (
        lambda parts: parts | {"../ngoai.txt": b"x", "ke-hoach/plans/mini/../x": b"x"},
        ["«../ngoai.txt»: đường dẫn", "«ke-hoach/plans/mini/../x»: đường dẫn"],
    ),
    "an absolute path": (lambda parts: parts | {"/etc/x": b"x", "bang\\..\\x": b"x"}, ["«/etc/x»: đường dẫn"]),
    "no list": (
        lambda parts: {name: data for name, data in parts.items() if name != "ban-ke.json"},
        ["không có bản kê"],
    ),
    "a list that is none": (lambda parts: parts | {"ban-ke.json": b"[1]"}, ["không có bản kê"]),
    "a plan with a path for a name": (lambda parts: with_listing(parts, plan="../../x"), ["không có bản kê"]),
    "a later form": (lambda parts: with_listing(parts, format=2), ["gói dạng 2, chương trình này đọc dạng 1"]),
    "a ledger line changed by a careful hand": (
        lambda parts: with_part(
            parts, "so-cai/ledger.jsonl", parts["so-cai/ledger.jsonl"].replace(b'"by": "An"', b'"by": "Ai"', 1)
        ),
        ["ledger.jsonl, dòng 1"],
    ),
    "a ledger cut short": (
        lambda parts: with_part(
            parts, "so-cai/ledger.jsonl", b"\n".join(parts["so-cai/ledger.jsonl"].splitlines()[:3]) + b"\n"
        ),
        ["không kết thúc ở bút toán"],
    ),
    "a figure changed by a careful hand": (
        lambda parts: next(
            with_part(parts, name, data.replace(b"911", b"910"))
            for name, data in parts.items()
            if name.startswith("so-cai/files/") and b"911" in data
        ),
        ["tệp đã nộp không còn nguyên"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_package_names_what_is_damaged_and_stores_nothing(
    package: bytes, tmp_path: Path, damage: str
) -> None:
    change, texts = DAMAGES[damage]
    with pytest.raises(FaultError) as refusal:
        unpack(package_with(package, change), "goi.zip", tmp_path / "a" / "second")

    assert [part for part in texts if part not in str(refusal.value)] == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_bytes_lost_on_the_way_are_noticed(package: bytes, tmp_path: Path) -> None:
    middle = package.index(b"bang/chi-tieu.csv") + 2000
    for wreck in (package[: len(package) // 2], package[:middle] + b"\0" * 40 + package[middle + 40 :], b""):
        with pytest.raises(FaultError):
            unpack(wreck, "goi.zip", tmp_path / "second")
    assert not (tmp_path / "second").exists()


def test_a_folder_with_a_ledger_is_left_alone(first: Workspace, package: bytes) -> None:
    before = first.ledger.path.read_bytes()
    with pytest.raises(FaultError, match="thư mục làm việc trống"):
        unpack(package, "goi.zip", first.folder)
    assert first.ledger.path.read_bytes() == before


@pytest.mark.slow
def test_the_commands_say_the_same_code_at_both_ends(first: Workspace, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    sender = run(
        "handover", "--unit", "xa-thu", str(tmp_path / "goi.zip"), "--workspace", str(first.folder), "--plan", "mini"
    )
    receiver = run("handover-in", str(tmp_path / "goi.zip"), "--workspace", str(tmp_path / "second"))

    code = sender.rsplit("Mã gói: ", 1)[1].strip().rstrip(".")
    assert len(code) == 12
    assert f"Mã gói: {code}" in receiver
    assert "Xã Thử: 6 bút toán" in receiver
    assert "giống hệt" in receiver


def test_a_package_is_unpacked_inside_the_working_folder(
    package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed while it unpacks leaves nothing anywhere else."""
    during: list[str] = []
    monkeypatch.setattr(
        "cchc_metrics.documents.handover._check_ledger",
        lambda *_: during.extend(path.name for path in tmp_path.iterdir()),
    )

    unpack(package, "goi.zip", tmp_path / "second")

    assert during == ["second"]


WorkspaceMaker = Callable[..., Workspace]
EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}


@pytest.fixture(scope="module")
def backup_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("package")
    workspace = Workspace(folder / "workspace", "mini", DATA)
    workspace.submit([write_figures(folder / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    workspace.saved_views.save("họp tháng", "tong-quan", {"nam": "2022"})
    back_up(workspace.folder, folder / "copy.zip")
    return (folder / "copy.zip").read_bytes()


def backup_with(backup_file: bytes, tmp_path: Path, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """A backup whose parts `change` has altered."""
    (tmp_path / "one.zip").write_bytes(backup_file)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return (tmp_path / "other.zip").read_bytes()


@pytest.mark.slow
def test_what_was_saved_comes_back(backup_file: bytes, workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"

    backup = restore(backup_file, "copy.zip", folder)

    workspace = Workspace(folder, "mini", workspace_of().plan_folder.parents[1])
    rows = metrics.targets(workspace.store, unit="xa-thu", year=2022).set_index("indicator_id")
    assert (backup.entries, rows.loc["early", "value"]) == (1, 95)
    assert [view.name for view in workspace.saved_views.all()] == ["họp tháng"]
    assert not list(folder.glob(".restore.*"))


def test_nothing_derived_is_saved(backup_file: bytes, tmp_path: Path) -> None:
    names: list[str] = []
    backup_with(backup_file, tmp_path, names.extend)

    assert {name.split("/")[0] for name in names} == {
        LISTING,
        "ledger.jsonl",
        "ledger.head",
        "files",
        "layouts.json",
        "views.json",
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda parts: parts.update({"ledger.jsonl": parts["ledger.jsonl"] + b" "}), "nội dung khác với bản kê"),
        (lambda parts: parts.pop("ledger.jsonl"), "thiếu tệp này"),
        (lambda parts: parts.update({"more.txt": b"x"}), "tệp không có trong bản kê"),
        (lambda parts: parts.update({"../outside.txt": b"x"}), "đường dẫn không được dùng"),
        (lambda parts: parts.pop(LISTING), "không có bản kê"),
    ],
)
def test_a_damaged_backup_is_told_and_nothing_is_stored(
    backup_file: bytes, tmp_path: Path, change: Callable[[dict[str, bytes]], Any], problem: str
) -> None:
    folder = tmp_path / "elsewhere"

    with pytest.raises(FaultError, match=problem):
        restore(backup_with(backup_file, tmp_path, change), "copy.zip", folder)

    assert not folder.exists()
    assert not (tmp_path / "outside.txt").exists()


def test_a_plan_may_be_called_as_a_folder_of_derived_files_is(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    originals = [
        "data/plans/store/plan.toml",
        "data/staging/a.csv",
        "ke-hoach/store/x/store/y",
        "ke-hoach/trial/views.json",
    ]
    products = ["store/a.duckdb", "trial/a/b.csv", "ke-hoach/store/store/a.duckdb", "ke-hoach/trial/staging/x"]
    for name in (*originals, *products):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")

    back_up(folder, tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert sorted({*archive.namelist()} - {LISTING}) == originals


def test_half_a_backup_is_no_backup(backup_file: bytes, tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="không mở được"):
        restore(backup_file[: len(backup_file) // 2], "copy.zip", tmp_path / "elsewhere")


def test_a_folder_in_use_is_left_alone(backup_file: bytes, workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of()
    workspace.lock("2022", unit_id="xa-thu", by="Chi", why="đã báo cáo")
    before = workspace.ledger.path.read_bytes()

    with pytest.raises(FaultError, match="đã có sổ hoặc số liệu"):
        restore(backup_file, "copy.zip", workspace.folder)

    assert workspace.ledger.path.read_bytes() == before


@pytest.mark.slow
def test_a_damaged_folder_is_not_saved(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    workspace.submit([write_figures(tmp_path / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    next((workspace.folder / "files").iterdir()).write_bytes(b"x")

    with pytest.raises(FaultError, match="không còn nguyên"):
        back_up(workspace.folder, tmp_path / "copy.zip")

    assert not (tmp_path / "copy.zip").exists()


def test_the_ledger_of_another_plan_is_saved_only_when_it_is_sound(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    folder = workspace_of().folder
    other = Ledger(folder / "ke-hoach" / "tien-tien")
    other.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    back_up(folder, tmp_path / "copy.zip")
    restore((tmp_path / "copy.zip").read_bytes(), "copy.zip", tmp_path / "elsewhere")
    assert len(Ledger(tmp_path / "elsewhere" / "ke-hoach" / "tien-tien").entries()) == 1

    other.path.write_bytes(other.path.read_bytes().replace(b"An", b"Em"))
    with pytest.raises(FaultError, match="dòng 1"):
        back_up(folder, tmp_path / "copy.zip")
