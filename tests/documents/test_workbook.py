"""The workbook to fill in: made from the plan, filled in, saved, read back; nothing is lost on the way."""

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.content import Observation
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.inputs import add
from tests.conftest import DATA, examples, write_figures
from tests.documents.conftest import bytes_of, cell_of, columns, fill, row_of, sheet_of, workbook_in

WorkspaceMaker = Callable[..., Workspace]
UNIT, YEAR = "xa-thu", 2024
PLAN = DATA / "plans" / "mini"
# The values that an officer types into the workbook.
VALUES: dict[str, dict[str, Any]] = {
    "on-time": {"numerator": 911, "denominator": 912, "as_of": dt.date(2025, 1, 10), "note": "còn 1 hồ sơ"},
    "early": {"numerator": 0, "denominator": 0, "as_of": "15/01/2025"},
    "digitised": {"numerator": 8, "denominator": 10, "period": "01/01/2024 – 31/03/2024", "reported_value": 80.5},
    "satisfied": {"numerator": 174, "denominator": 200, "sample_size": 200, "flag": "tạm thời"},
    "recurrent": {"numerator": 5120.25, "denominator": 7301.125},
    "on-time@field/land": {"numerator": 400, "denominator": 401},
    "on-time@field/civil-status": {"numerator": 511, "denominator": 511},
    "papi": {"value": 44.2318, "reported_rank": 3, "reported_of": 17, "method": "cách mới"},
    "papi/papi-1": {"value": 5.1},
    "satisfaction": {"value": 86.25, "sample_size": 301, "note": "=1+1"},
    "satisfaction/sat-2": {"numerator": 10, "denominator": 11},
}


def book_of(workspace: Workspace, **options: Any) -> Any:
    return workbook_in(template(workspace, **{"unit": UNIT, "year": YEAR, **options}))


def read_back(workspace: Workspace, data: bytes, name: str = "so.xlsx") -> Any:
    return read(name, data, workspace.catalog, unit_id=UNIT)


def by_series(content: Any) -> dict[str, Observation]:
    return {
        "/".join(filter(None, (row.indicator_id, row.part_id, row.breakdown_id, row.group_id))): row
        for _, row in content.observations
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One for all tests here, which only read it."""
    return Workspace(tmp_path_factory.mktemp("workspace"), "mini", DATA)


@pytest.fixture(scope="module")
def data(workspace: Workspace) -> bytes:
    book = book_of(workspace)
    for row_id, values in VALUES.items():
        fill(book, row_id, **values)
    fill(book, "task:viec-2", state="đang thực hiện", as_of=dt.date(2024, 6, 20), note="đã họp")
    return bytes_of(book)


def check_values(workspace: Workspace, data: bytes) -> None:
    result = read_back(workspace, data)
    rows = by_series(result)

    assert set(rows) == {row_id.replace("@", "/") for row_id in VALUES}
    for row_id, values in VALUES.items():
        row = rows[row_id.replace("@", "/")]
        numbers = {key: value for key, value in values.items() if isinstance(value, int | float)}
        assert {key: getattr(row, key) for key in numbers} == numbers
        assert (row.unit_id, row.year, row.source_id) == (UNIT, YEAR, "so-thu")
        assert row.note == values.get("note")
    assert rows["on-time"].as_of == dt.date(2025, 1, 10)
    assert rows["early"].as_of == dt.date(2025, 1, 15)
    assert (rows["digitised"].period_start, rows["digitised"].period_end) == (dt.date(2024, 1, 1), dt.date(2024, 3, 31))
    assert rows["satisfied"].flag == "provisional"
    assert rows["papi"].method == "cach-moi"
    assert rows["papi"].period_start is None
    [(_, report)] = result.task_reports
    assert (report.task_id, report.state, report.as_of, report.note) == (
        "viec-2",
        "in_progress",
        dt.date(2024, 6, 20),
        "đã họp",
    )


def test_what_is_typed_is_read(workspace: Workspace, data: bytes) -> None:
    check_values(workspace, data)


def test_what_libreoffice_saved_is_read_with_every_value_equal(
    workspace: Workspace, data: bytes, office: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(data)

    copy = office(path)

    check_values(workspace, copy.read_bytes())
    # LibreOffice has calculated the formulas, so the officer saw these values.
    book = load_workbook(copy, data_only=True)
    assert cell_of(book, "on-time", "ratio").value == pytest.approx(911 / 912)
    assert cell_of(book, "early", "ratio").value == "0/0"
    assert [cell.value for cell in book["Hướng dẫn"]["D"] if isinstance(cell.value, int)] == [5, 2, 2, 2, 0, 1]
    assert Workspace(tmp_path / "workspace", "mini", DATA).submit([copy], unit_id=UNIT, by="An") is not None


def test_an_empty_workbook_holds_nothing(workspace: Workspace) -> None:
    result = read_back(workspace, template(workspace, unit=UNIT, year=YEAR).data)

    assert (result.observations, result.task_reports, result.cautions) == ((), (), ())


def test_a_figure_is_known_by_its_cell(workspace: Workspace, data: bytes) -> None:
    places = {row.indicator_id: place for place, row in read_back(workspace, data).observations if row.part_id is None}

    book = load_workbook(io.BytesIO(data))
    assert places["digitised"] == f"so.xlsx, trang «TTHC», ô {cell_of(book, 'digitised', 'numerator').coordinate}"
    assert places["papi"] == f"so.xlsx, trang «Chỉ số», ô {cell_of(book, 'papi', 'value').coordinate}"


def test_rows_and_columns_are_found_wherever_they_stand(workspace: Workspace, data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    sheet = book["TTHC"]
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=3)]
    last = columns(sheet)["note"]
    for number, cells in enumerate([rows[0], rows[1], *reversed(rows[2:])], start=3):
        # The second and third columns change places as well.
        for column, value in enumerate([cells[0], cells[2], cells[1], *cells[3:]], start=1):
            sheet.cell(number, column).value = value
    assert last == columns(sheet)["note"]

    before = by_series(read_back(workspace, data))
    # The formulas still name the old rows, and have no value until a program works them out.
    assert by_series(read_back(workspace, bytes_of(book))) == before


def test_one_post_gets_its_own_rows_and_may_hand_in_alone(workspace: Workspace) -> None:
    book = book_of(workspace, owner="van-phong")

    ids = {cell.value for sheet in book.worksheets if sheet["A3"].value == "row_id" for cell in sheet["A"][4:]}
    assert ids - {"sum", None} == {
        "recurrent",
        "positions",
        "papi",
        "papi/papi-1",
        "papi/papi-2",
        "papi/papi-3",
        "satisfaction",
        "satisfaction/sat-1",
        "satisfaction/sat-2",
        "dti",
        "task:viec-2",
    }


def test_a_row_says_what_is_counted_what_is_asked_and_what_was_last_year(workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", "year": 2023, "numerator": 872, "denominator": 880},
            {"indicator_id": "on-time", "year": 2023, "numerator": 0, "denominator": 0},
            {"indicator_id": "satisfied", "year": 2023, "numerator": 174, "denominator": 200},
            {"indicator_id": "papi", "year": 2023, "value": 44.18, "method": "cach-cu"},
        ]
    )
    book = book_of(workspace)

    def entries(row_id: str, key: str) -> str:
        return str(cell_of(book, row_id, key).value).replace("\N{NO-BREAK SPACE}", " ")

    assert entries("early", "definition") == "Tử số: hồ sơ trước hạn\nMẫu số: hồ sơ đã giải quyết"
    assert entries("early", "target") == "≥ 80 %"
    assert entries("early", "last_year") == "872/880 = 99,09 %"
    assert entries("on-time", "last_year") == "không phát sinh (0/0)"
    assert entries("satisfied", "last_year") == "174/200 = 87 %, 200 phiếu"
    assert entries("digitised", "last_year") == "chưa có số liệu"
    assert entries("digitised", "target") == "≥ 75 %"
    assert entries("online", "target") == "≥ 80 % (hết năm 2025)"
    assert entries("recurrent", "target") == "thấp hơn năm 2023"
    assert entries("papi", "last_year") == "44,18 điểm"
    # The method is that of the year before unless the officer chooses another one.
    assert entries("papi", "method") == "cách cũ"
    assert entries("early", "source_id") == "Sổ thử"


def test_illustrative_figures_are_called_so_and_never_put_into_input_cells(workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of(
        demo=[{"indicator_id": "early", "year": year, "numerator": 9, "denominator": 10} for year in (2023, 2024)]
    )
    book = book_of(workspace, with_figures=True)

    assert str(cell_of(book, "early", "last_year").value).endswith("(minh họa)")
    assert cell_of(book, "early", "numerator").value is None
    assert cell_of(book, "early", "source_id").value is None


def test_only_input_cells_may_be_typed_into(workspace: Workspace) -> None:
    book = book_of(workspace)

    for sheet in book.worksheets:
        assert sheet.protection.sheet
    assert book.security.lockStructure
    sheet = sheet_of(book, "on-time")
    row = row_of(sheet, "on-time")
    open_keys = {key for key, letter in columns(sheet).items() if not sheet[f"{letter}{row}"].protection.locked}
    assert open_keys == {"period", "numerator", "denominator", "reported_value", "source_id", "as_of", "flag", "note"}
    assert sheet.freeze_panes == "C5"
    assert sheet.row_dimensions[3].hidden
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert len(lists) == 4
    assert all(formula.startswith("_cchc!") for formula in lists)
    assert {book[name].sheet_state for name in ("_cchc", "_goc")} == {"hidden"}


@pytest.mark.slow
def test_a_period_of_reports_may_be_chosen_and_quarters_add_up(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    for period, counts in (("01/01/2024 – 31/03/2024", (8, 10)), ("01/04/2024 – 30/06/2024", (45, 90))):
        book = book_of(workspace)
        fill(book, "early", period=period, numerator=counts[0], denominator=counts[1])
        path = tmp_path / f"{counts[0]}.xlsx"
        path.write_bytes(bytes_of(book))
        workspace.submit([path], unit_id=UNIT, by="An")

    row = metrics.targets(workspace.store, unit=UNIT, year=YEAR).set_index("indicator_id").loc["early"]
    assert (row["numerator"], row["denominator"], row["value"]) == (53, 100, 53)


def test_a_unit_that_ended_within_the_year_starts_with_its_own_days(workspace: Workspace) -> None:
    book = workbook_in(template(workspace, unit="xa-cu", year=2025))

    assert cell_of(book, "early", "period").value == "01/01/2025 – 30/06/2025"
    with pytest.raises(FaultError, match="Xã Cũ không tồn tại trong năm này"):
        template(workspace, unit="xa-cu", year=2026)


@pytest.fixture(scope="module")
def next_plan(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The second shipped plan, which has hamlets and answers of yes or no."""
    return Workspace(tmp_path_factory.mktemp("next-plan"), "tien-tien-2026-2030")


@pytest.mark.slow
@pytest.mark.parametrize(("word", "number"), [("đã duyệt", 1), ("chưa duyệt", 0), ("Đã duyệt", 1), (1, 1), (0, 0)])
def test_a_yes_or_no_is_chosen_in_its_words(next_plan: Workspace, word: str | int, number: int) -> None:
    book = workbook_in(template(next_plan, unit="tien-tien", year=2026))
    sheet, cell = sheet_of(book, "de-an-vi-tri"), cell_of(book, "de-an-vi-tri", "value")
    [rule] = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.cells]
    source = next(iter(next_plan.catalog.sources.values())).title
    fill(book, "de-an-vi-tri", value=word, flag="tạm thời", source_id=source)

    rows = by_series(read("so.xlsx", bytes_of(book), next_plan.catalog, unit_id="tien-tien"))

    assert rows["de-an-vi-tri"].value == number
    assert (rule.type, rule.formula1) == ("list", '"đã duyệt,chưa duyệt"')
    assert rule.prompt == "Chọn «đã duyệt» hoặc «chưa duyệt»."


def test_another_answer_to_a_yes_or_no_is_one_fault(next_plan: Workspace) -> None:
    book = workbook_in(template(next_plan, unit="tien-tien", year=2026))
    source = next(iter(next_plan.catalog.sources.values())).title
    fill(book, "de-an-vi-tri", value="đang trình", flag="tạm thời", source_id=source)

    with pytest.raises(FaultError) as refusal:
        read("so.xlsx", bytes_of(book), next_plan.catalog, unit_id="tien-tien")

    [fault] = refusal.value.faults
    assert (fault.problem, fault.expected) == (
        "«đang trình» không phải câu trả lời",
        "«đã duyệt» hoặc «chưa duyệt»",
    )


def test_a_hamlet_is_asked_for_what_binds_it_alone(next_plan: Workspace) -> None:
    hamlet = next(unit.id for unit in next_plan.catalog.units.values() if unit.level == "hamlet")
    book = workbook_in(template(next_plan, unit=hamlet, year=2026))

    assert not {"Chỉ số", "Khảo sát"} & set(book.sheetnames)


def test_a_post_with_nothing_to_say_gets_no_workbook(workspace: Workspace) -> None:
    with pytest.raises(FaultError, match="không có số liệu nào để điền"):
        template(workspace, unit="tinh-a", year=YEAR, owner="unassigned")


@pytest.mark.slow
def test_the_workbook_of_a_post_has_what_a_meeting_gave_it_to_answer_for(workspace: Workspace) -> None:
    """The plan names nobody for on-time and viec-1; the meeting gives them to van-phong."""

    def rows(owner: str) -> set[str]:
        book = load_workbook(io.BytesIO(template(workspace, unit="xa-thu", year=YEAR, owner=owner).data))
        return {str(cell.value) for sheet in book for cell in sheet["A"]}

    answers = {"on-time", "viec-1"}
    assert {name.split(":")[-1] for name in rows("unassigned")} >= answers
    assert not {name.split(":")[-1] for name in rows("van-phong")} & answers

    for subject in sorted(answers):
        workspace.appoint({"subject": subject, "owner_id": "van-phong"}, unit_id="xa-thu", by="An")

    assert {name.split(":")[-1] for name in rows("van-phong")} >= answers


counts = st.integers(0, 10**7).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
days = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2025, 12, 31))
notes = st.none() | st.text("abcđêợ=+-@ \n.,'\"<>&", min_size=1, max_size=12).filter(
    lambda entries: entries.strip() != ""
)
score = st.decimals(0, 10, places=4).map(float)
flags = st.sampled_from(["final", "provisional", "estimated", "break", "low_reliability"])


@st.composite
def figures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Figures of a year as an officer could have handed them in: any subset, any period, with or without a day."""
    answers: list[dict[str, Any]] = []
    for series in draw(st.sets(st.sampled_from(["on-time", "digitised", "satisfied", "recurrent"]))):
        pairs = draw(st.lists(counts, min_size=1, max_size=2))
        for number, (numerator, denominator) in enumerate(pairs):
            part = (
                {}
                if len(pairs) == 1
                else {"period_start": dt.date(YEAR, 6 * number + 1, 1), "period_end": dt.date(YEAR, 6 * number + 6, 30)}
            )
            answers.append({"indicator_id": series, "numerator": numerator, "denominator": denominator, **part})
    if draw(st.booleans()):
        answers += [
            {
                "indicator_id": "early",
                "breakdown_id": "field",
                "group_id": group,
                "numerator": numerator,
                "denominator": denominator,
            }
            for group, (numerator, denominator) in zip(
                ("land", "civil-status"), draw(st.tuples(counts, counts)), strict=True
            )
        ]
    for part in draw(st.sets(st.sampled_from([None, "papi-1", "papi-3"]))):
        answers.append(
            {
                "indicator_id": "papi",
                "part_id": part or "",
                "value": draw(score),
                "method": draw(st.sampled_from(["", "cach-cu", "cach-moi"])),
                "reported_rank": draw(st.none() | st.integers(1, 63)),
            }
        )
    return [
        {**figure, "year": YEAR, "as_of": draw(days), "note": draw(notes), "flag": draw(flags)} for figure in answers
    ]


@pytest.mark.slow
@examples(3)
@for_any(figures())
def test_figures_put_into_a_workbook_and_handed_in_again_change_nothing(rows: list[dict[str, Any]]) -> None:
    catalog = load(PLAN)
    values = rows_of(catalog)
    with tempfile.TemporaryDirectory() as folder:
        own = write_figures(Path(folder) / "own.csv", rows)
        add(values, read(own.name, own.read_bytes(), catalog), catalog, layer="own", entry=1)
        before = store_of(Path(folder) / "before.duckdb", values)

        here = cast("Workspace", SimpleNamespace(store=before, catalog=catalog, plan_folder=PLAN))
        again = read("again.xlsx", template(here, unit=UNIT, year=YEAR, with_figures=True).data, catalog)
        assert len(again.observations) == len(rows)
        add(values, again, catalog, layer="own", entry=2)

        assert everything(store_of(Path(folder) / "after.duckdb", values)) == everything(before)


def store_of(path: Path, rows: Any) -> Store:
    build_store(path, rows)
    return Store(path)


def everything(store: Store) -> list[str]:
    """Every verdict, group, part and figure of the unit, without its place in a file."""
    frames = [
        metrics.indices(store, unit=UNIT),
        metrics.targets(store, unit=UNIT),
        metrics.parts(store, unit=UNIT, index="papi"),
        metrics.submissions(store, unit=UNIT, year=YEAR),
        metrics.figures(store, unit=UNIT, year=YEAR),
        metrics.groups(store, unit=UNIT, indicator="early"),
    ]
    return [frame.to_json(orient="records", date_format="iso", double_precision=15) for frame in frames]


@pytest.fixture(scope="module")
def blank(workspace: Workspace) -> bytes:
    return template(workspace, unit=UNIT, year=YEAR).data


@pytest.mark.slow
@examples(10)
@for_any(
    st.dictionaries(
        st.sampled_from(["on-time", "early", "satisfied", "on-time@channel/online"]),
        st.fixed_dictionaries({"counts": counts, "as_of": days, "note": notes}),
        min_size=1,
    )
)
def test_any_counts_days_and_notes_come_back_as_they_were(
    mini: Catalog, blank: bytes, entries: dict[str, dict[str, Any]]
) -> None:
    book = load_workbook(io.BytesIO(blank))
    for row_id, values in entries.items():
        fill(
            book,
            row_id,
            numerator=values["counts"][0],
            denominator=values["counts"][1],
            as_of=values["as_of"],
            note=values["note"],
        )

    rows = by_series(read("so.xlsx", bytes_of(book), mini, unit_id=UNIT))

    assert {name: ((row.numerator, row.denominator), row.as_of, row.note) for name, row in rows.items()} == {
        row_id.replace("@", "/"): (values["counts"], values["as_of"], values["note"])
        for row_id, values in entries.items()
    }
