"""The command on the figures that ship, and its promises to other programs."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cchc_metrics.cli import main
from tests.conftest import write_figures
from tests.documents.conftest import cell_of, fill

CONTRACT = [
    "unit_id",
    "indicator_id",
    "name",
    "area_id",
    "year",
    "numerator",
    "denominator",
    "value",
    "target",
    "operator",
    "previous",
    "change",
    "level",
    "direction",
    "direction_statistical",
    "pace",
    "flag",
    "method",
    "source_id",
    "sentence",
]


def figure(
    indicator: str, numerator: int, denominator: int, *, year: int = 2024, source: str = "mot-cua"
) -> dict[str, object]:
    """A row of figures of the commune."""
    counts = {"numerator": numerator, "denominator": denominator}
    return {"indicator_id": indicator, "unit_id": "nhat-quang", "year": year, **counts, "source_id": source}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


def run(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(main, [*words, "--workspace", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(folder: Path, *words: str) -> list[dict[str, Any]]:
    result = run(folder, "show", *words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_published_papi_of_hung_yen(folder: Path) -> None:
    papi = {row["year"]: row for row in rows(folder, "indices", "--unit", "hung-yen") if row["indicator_id"] == "papi"}

    assert list(papi[2021])[:20] == CONTRACT
    assert papi[2021]["value"] == 45.3659
    assert papi[2021]["change"] == pytest.approx(3.1961, abs=1e-9)
    assert papi[2021]["level"] == "met"
    assert papi[2018]["direction"] == papi[2018]["level"] == "not_comparable"
    assert papi[2018]["change"] is None
    assert papi[2022]["direction"] == "down"


def test_places_among_the_provinces(folder: Path) -> None:
    for year, rank, count in ((2021, 5, 60), (2020, 44, 63)):
        ranking = rows(folder, "ranking", "--index", "papi", "--year", str(year))
        mine = next(row for row in ranking if row["unit_id"] == "hung-yen")
        assert (mine["rank"], mine["ranked"]) == (rank, count)
        assert sum(row["rank"] is not None for row in ranking) == count


def test_units_beside_targets_sums_over_units_and_what_is_owed(folder: Path) -> None:
    cells = rows(folder, "matrix", "--year", "2025", "--indicator", "on-time")
    assert next(row["level"] for row in cells if row["unit_id"] == "nhat-quang") == "missed"
    with_counts = [row for row in cells if row["numerator"] is not None]
    total = next(row for row in rows(folder, "totals", "--year", "2025") if row["indicator_id"] == "on-time")
    assert (total["units"], total["units_added"]) == (len(cells), len(with_counts))
    assert total["numerator"] == sum(row["numerator"] for row in with_counts)
    # Hạn báo cáo năm 2024 là 20/12/2024; các số của xã đều là minh họa, nên chưa ai nộp.
    debts = rows(folder, "owed", "--unit", "nhat-quang", "--year", "2024", "--on", "2024-12-21")
    assert {(row["covered"], row["days"]) for row in debts} == {("missing", 1)}
    assert run(folder, "show", "matrix", "--year", "2025", "--area", "procedure").exit_code == 2


def test_eight_parts_add_up_to_the_change(folder: Path) -> None:
    changes = rows(folder, "change", "--unit", "hung-yen", "--index", "papi", "--from", "2020", "--to", "2021")

    assert [row["effect"] for row in changes] == ["part"] * 8 + ["remainder"]
    assert sum(row["change"] for row in changes) == pytest.approx(3.1961, abs=1e-9)


def test_a_rank_without_a_value_stays_one(folder: Path) -> None:
    row = next(
        row
        for row in rows(folder, "indices", "--unit", "hung-yen", "--year", "2020")
        if row["indicator_id"] == "par-index"
    )

    assert (row["value"], row["level"], row["reported_rank"], row["reported_of"]) == (None, "no_data", 22, 63)


def test_all_26_targets_of_the_commune(folder: Path) -> None:
    targets = rows(folder, "targets", "--unit", "nhat-quang", "--year", "2025")
    ladder = [
        row["target"]
        for row in rows(folder, "targets", "--unit", "nhat-quang")
        if row["indicator_id"] == "digitised-results"
    ]
    early = rows(folder, "targets", "--unit", "nhat-quang", "--year", "2022", "--area", "civil-service")

    assert len(targets) == 26
    assert {row["mark"] for row in targets} == {"SỐ LIỆU MINH HỌA"}
    assert ladder == [15, 35, 55, 75, 95]
    assert {row["level"] for row in early} == {"not_due"}


def test_mix_and_rate_of_a_ratio_over_groups(folder: Path) -> None:
    changes = rows(folder, "change", "--unit", "nhat-quang", "--index", "early", "--from", "2021", "--to", "2022")

    # 808/990 rồi 717/940.
    assert sum(row["change"] for row in changes) == pytest.approx(100 * 717 / 940 - 100 * 808 / 990, abs=1e-9)
    assert {row["effect"] for row in changes} == {"rate", "mix", "remainder"}


def test_a_changed_maximum_is_told_beside_parts_and_their_changes(folder: Path) -> None:
    about = ("--unit", "nhat-quang", "--index", "par-index")

    for words in (("change", *about, "--from", "2024", "--to", "2025"), ("parts", *about, "--year", "2025")):
        note = run(folder, "show", *words).stderr.replace("\N{NO-BREAK SPACE}", " ")
        assert "năm 2025 là 93 điểm, năm 2024 là 100 điểm, riêng việc này làm chỉ số −0,9 điểm %" in note
    assert "tối đa" not in run(folder, "show", "parts", "--unit", "hung-yen", "--index", "papi").stderr


@pytest.mark.parametrize(
    "words",
    [
        ("parts", "--unit", "hung-yen", "--index", "papi"),
        ("coverage", "--unit", "nhat-quang"),
        ("tasks", "--unit", "nhat-quang"),
        ("tasks", "--unit", "nhat-quang", "--area", "procedures"),
        ("indices", "--unit", "viet-nam", "--index", "dti"),
        ("targets", "--unit", "tien-tien"),
    ],
)
def test_every_question_answers_in_every_form(folder: Path, words: tuple[str, ...]) -> None:
    records = rows(folder, *words)
    table = run(folder, "show", *words, "--format", "csv").stdout
    text = run(folder, "show", *words).stdout

    assert len(records) > 0
    assert [len(row) for row in csv.reader(io.StringIO(table))] == [len(records[0])] * (len(records) + 1)
    assert len(text.splitlines()) > len(records)
    # The margin of a part of a survey is always shown.
    assert words[0] != "parts" or "interval_low" in text


def test_a_unit_that_the_plan_does_not_bind_has_no_targets(folder: Path) -> None:
    assert rows(folder, "targets", "--unit", "hung-yen") == []


def test_shipped_plan_and_figures_have_no_fault(folder: Path) -> None:
    assert run(folder, "check").exit_code == 0


def test_build_prints_its_path_and_builds_once(folder: Path) -> None:
    first = run(folder, "build").stdout.strip()
    stamp = Path(first).stat().st_mtime_ns

    assert run(folder, "build").stdout.strip() == first
    assert Path(first).stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    "words",
    [
        ("show", "indices", "--unit", "hung-yn"),
        ("show", "indices"),
        ("show", "change", "--unit", "hung-yen"),
        ("show", "targets", "--unit", "nhat-quang", "--area", "x"),
        ("nothing",),
        ("show", "ranking", "--index", "papi"),
    ],
)
def test_wrong_use_is_2(folder: Path, words: tuple[str, ...]) -> None:
    assert run(folder, *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--bad",), "không có tùy chọn «--bad»."),
        (("sho",), "không có lệnh «sho»; có phải là «show»?"),
        (("show", "indices"), "thiếu --unit."),
        (("show", "indices", "--unti", "x"), "không có tùy chọn «--unti»; có phải là «--unit»?"),
        (("show", "indices", "--unit"), "tùy chọn «--unit» cần một giá trị đi sau."),
        (("show", "indices", "--unit", "hung-yn"), "không có đơn vị nào mã «hung-yn»; có phải là «hung-yen»?"),
        (("show", "indices", "--unit", "hung-yen", "--year", "nay"), "--year: «nay» không phải số nguyên."),
        (("log", "--format", "xml"), "--format: «xml» không phải một trong: 'table', 'csv', 'json'."),
        (("submit", "/khong/co", "--unit", "hung-yen"), "FILES...: không có «/khong/co»."),
        (("build", "thua"), "thừa: thua."),
        (("build", "--plan"), "tùy chọn «--plan» cần một giá trị đi sau."),
        (
            ("decide", "--due", "31/12/2026"),
            "--due: «31/12/2026» không phải ngày dạng năm-tháng-ngày, ví dụ 2026-12-31.",
        ),
    ],
)
def test_wrong_use_is_told_in_vietnamese(words: tuple[str, ...], text: str) -> None:
    result = CliRunner().invoke(main, words)

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Lỗi: {text}"
    assert not re.search("Error|Usage:|Try ", result.stderr)


def test_the_nearest_known_name_is_offered(folder: Path) -> None:
    assert "có phải là «hung-yen»?" in run(folder, "show", "indices", "--unit", "hung-yn").stderr


def test_faults_go_to_stderr_with_1_and_nothing_is_stored(tmp_path: Path) -> None:
    bad = write_figures(
        tmp_path / "bad.csv",
        [figure("earyl", 2, 1, source="papi")],
    )

    for words in (("submit", str(bad), "--unit", "nhat-quang"), ("check", str(bad))):
        result = run(tmp_path / "w", *words)
        assert result.exit_code == 1
        assert "có phải là «early»? Cần: mã của" in result.stderr
        assert "2 lỗi; không có gì được lưu." in result.stderr
    assert not (tmp_path / "w" / "ledger.jsonl").exists()


def test_cautions_are_told_beside_faults_and_marked_with_them(tmp_path: Path) -> None:
    # 19 of 20 is few, and 5 of 4 cannot be.
    figures = write_figures(
        tmp_path / "it.csv",
        [
            figure("on-time", 19, 20),
            figure("early", 5, 4),
        ],
    )

    result = run(tmp_path, "submit", str(figures), "--unit", "nhat-quang")
    mark = run(tmp_path, "mark", str(figures), str(tmp_path / "it.xlsx"), "--unit", "nhat-quang")

    assert result.exit_code == 1
    assert "tử số 5 lớn hơn mẫu số 4" in result.stderr
    assert "Lưu ý: it.csv, dòng 2" in result.stderr
    assert "1 lỗi, 2 lưu ý" in mark.stdout


def test_cautions_are_told_when_nothing_changes(tmp_path: Path) -> None:
    figures = write_figures(tmp_path / "it.csv", [figure("on-time", 19, 20)])
    run(tmp_path, "submit", str(figures), "--unit", "nhat-quang")
    # Another file with the same figures.
    figures.write_text(figures.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    result = run(tmp_path, "submit", str(figures), "--unit", "nhat-quang")

    assert "Không có gì thay đổi" in result.stdout
    assert "Lưu ý: it.csv, dòng 2" in result.stderr


@pytest.mark.slow
def test_handing_in_and_undoing(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    own = write_figures(
        tmp_path / "own.csv",
        [figure("early", 70, 100, source="papi")],
    )

    dry = run(folder, "submit", str(own), "--unit", "nhat-quang", "--dry-run")
    assert dry.exit_code == 0
    assert not (folder / "ledger.jsonl").exists()

    text = run(folder, "submit", str(own), "--unit", "nhat-quang", "--by", "An").stdout
    # The ledger keeps UTC; people read the clock of Việt Nam.
    entry = json.loads((folder / "ledger.jsonl").read_text(encoding="utf-8"))
    moment = dt.datetime.fromisoformat(entry["at"]).astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert f"bút toán 1 · {moment:%d/%m/%Y %H:%M} · An · own.csv\n" in text
    assert "early 2024: Đạt → Chưa đạt" in text
    assert rows(folder, "targets", "--unit", "nhat-quang", "--year", "2024")[0]["mark"] is None
    assert (
        "tệp own.csv đã nộp rồi ở bút toán 1, ngày " in run(folder, "submit", str(own), "--unit", "nhat-quang").stdout
    )

    assert run(folder, "undo", "1", "--why", "nhầm").exit_code == 0
    log = json.loads(run(folder, "log", "--format", "json").stdout)
    assert [(line["action"], line["target"], line["why"]) for line in log] == [
        ("submit", None, ""),
        ("withdraw", 1, "nhầm"),
    ]
    assert log[1]["previous_hash"] == log[0]["hash"]


def test_every_command_says_what_it_does() -> None:
    def walk(command: Any) -> list[Any]:
        return [command, *(inner for one in getattr(command, "commands", {}).values() for inner in walk(one))]

    for command in walk(main):
        assert command.help, command.name
        options = [option for option in command.params if option.param_type_name == "option"]
        assert all(option.help for option in options), command.name


@pytest.mark.slow
def test_a_workbook_is_made_filled_in_marked_mended_and_handed_in(folder: Path, tmp_path: Path) -> None:
    out, copy = tmp_path / "so.xlsx", tmp_path / "sua.xlsx"
    about = ("--unit", "nhat-quang", "--year", "2024")
    result = run(folder, "template", *about, "--owner", "tai-chinh-ke-toan", str(out))
    assert (result.exit_code, result.stdout.strip()) == (0, str(out))
    book = load_workbook(out)
    fill(book, "recurrent-spending", numerator=7301.5, denominator=5120, source_id="Báo cáo quyết toán ngân sách xã")
    book.save(out)

    assert run(folder, "check", str(out)).exit_code == 1
    result = run(folder, "mark", str(out), str(copy), "--unit", "nhat-quang")
    assert (result.exit_code, result.stdout.strip()) == (0, f"{copy}: 1 lỗi, 0 lưu ý")
    book = load_workbook(copy)
    cell = cell_of(book, "recurrent-spending", "numerator")
    assert cell.comment.text.startswith("Lỗi: tử số 7.301,5 lớn hơn mẫu số 5.120")

    cell.value = 3100.5
    book.save(copy)
    result = run(folder, "submit", str(copy), "--unit", "nhat-quang", "--dry-run")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("template", "--unit", "nhat-qang", "--year", "2024"),
        ("template", "--unit", "nhat-quang"),
        ("template", "--unit", "nhat-quang", "--year", "2024", "--owner", "ke-toan"),
    ],
)
def test_a_workbook_asked_for_wrongly_is_wrong_use(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    out = tmp_path / "so.xlsx"

    assert run(folder, *words, str(out)).exit_code == 2
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("template", "--unit", "nhat-quang", "--year", "2024"),
        ("slides", "--unit", "nhat-quang", "--year", "2024"),
        ("report", "nam", "--unit", "nhat-quang", "--period", "2024"),
        ("handover", "--unit", "nhat-quang"),
    ],
)
def test_a_file_in_a_folder_that_is_not_there_is_wrong_use(
    folder: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = run(folder, *words, str(tmp_path / "khong-co" / "tep.docx"))

    assert result.exit_code == 2
    assert "không có thư mục" in result.stderr


def test_a_file_that_cannot_be_written_is_wrong_use_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    # No file system takes a name of so many letters.
    result = run(folder, "template", "--unit", "nhat-quang", "--year", "2024", str(tmp_path / f"{'s' * 300}.xlsx"))

    assert result.exit_code == 2
    assert "không ghi được" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_working_folder_that_cannot_be_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("", encoding="utf-8")
    result = run(tmp_path / "tep" / "trong-tep", "show", "indices", "--unit", "nhat-quang")

    assert result.exit_code == 2
    assert "không mở được thư mục làm việc" in result.stderr


def test_a_year_without_the_unit_is_a_fault(folder: Path, tmp_path: Path) -> None:
    result = run(folder, "template", "--unit", "nhat-quang", "--year", "2026", str(tmp_path / "so.xlsx"))

    assert result.exit_code == 1
    assert "Xã Nhật Quang không tồn tại trong năm này" in result.stderr


@pytest.mark.slow
def test_approving_locking_and_opening(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    own = write_figures(tmp_path / "own.csv", [figure("early", 70, 100, source="papi")])
    dry = run(folder, "submit", str(own), "--unit", "nhat-quang", "--by", "An", "--dry-run").stdout
    assert "sẽ thành một bút toán · An · nhat-quang · own.csv; chưa lưu gì" in dry
    assert "early 2024: Đạt → Chưa đạt" in dry
    run(folder, "submit", str(own), "--unit", "nhat-quang", "--by", "An")

    assert "bút toán 2 duyệt bút toán 1" in run(folder, "approve", "1", "--by", "Bình").stdout
    write_figures(own, [figure("early", 80, 100, source="papi")])
    refusal = run(folder, "submit", str(own), "--unit", "nhat-quang")
    assert (refusal.exit_code, "đã duyệt ở bút toán 2" in refusal.stderr) == (1, True)
    unlock = run(folder, "unlock", "--unit", "nhat-quang", "--period", "nam-2024", "--why", "sửa số", "--by", "Bình")
    assert "bút toán 3 mở khóa nhat-quang 2023-12-15..2024-12-14" in unlock.stdout
    # Số cả năm có kỳ kết thúc ngày 31/12, ngoài kỳ báo cáo năm đó.
    assert run(folder, "submit", str(own), "--unit", "nhat-quang").exit_code == 1
    run(folder, "unlock", "--unit", "nhat-quang", "--period", "2024", "--why", "sửa số", "--by", "Bình")

    assert run(folder, "submit", str(own), "--unit", "nhat-quang").exit_code == 0
    assert run(folder, "lock", "--unit", "nhat-quang", "--period", "2023", "--why", "đã gửi").exit_code == 0
    log = json.loads(run(folder, "log", "--format", "json").stdout)
    assert [line["action"] for line in log] == ["submit", "approve", "unlock", "unlock", "submit", "lock"]
    assert [line["state"] for line in log if line["action"] == "submit"] == ["approved", "waiting"]


@pytest.mark.slow
def test_what_people_wrote_runs_in_no_spreadsheet(tmp_path: Path) -> None:
    figures = write_figures(
        tmp_path / "=cmd.csv",
        [figure("on-time", 9, 10, year=2022)],
    )
    place = tmp_path / "workspace"
    assert run(place, "submit", str(figures), "--unit", "nhat-quang", "--by", "@An").exit_code == 0
    assert run(place, "undo", "1", "--why", "+1", "--by", "An").exit_code == 0

    entries = list(csv.DictReader(io.StringIO(run(place, "log", "--format", "csv").stdout)))
    assert [(row["by"], row["files"], row["why"]) for row in entries] == [("'@An", "'=cmd.csv", ""), ("An", "", "'+1")]
    targets = run(place, "show", "targets", "--unit", "nhat-quang", "--year", "2022", "--format", "csv").stdout
    assert {row["operator"] for row in csv.DictReader(io.StringIO(targets))} >= {"=", ">="}


@pytest.mark.parametrize(
    "words",
    [
        ["undo", "1"],
        ["lock", "--unit", "nhat-quang", "--period", "2022"],
        ["unlock", "--unit", "nhat-quang", "--period", "2022"],
    ],
)
def test_a_reason_is_never_blank(folder: Path, words: list[str]) -> None:
    result = run(folder, *words, "--why", "  ")

    assert result.exit_code == 2
    assert "cần một lý do" in result.stderr
