"""The store: the comments of its .sql files are true; a store that grew act by act equals one built from nothing."""

import datetime as dt
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import duckdb
import pytest
from pandas import NA, DataFrame, Series
from pandas.testing import assert_frame_equal

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.rollup.dossiers import SQL, Dossiers
from cchc_metrics.store import FigureList, Store, build_store, definitions, in_memory_store, rows_of
from cchc_metrics.store import rows as store_rows
from cchc_metrics.store.definitions import column_comments, table_definitions
from cchc_metrics.store.store import SETTINGS, ColumnMismatch, _define
from cchc_metrics.text import ledger_words, rows, score_sentence
from cchc_metrics.views import ViewRequest, indices, scoring, search
from cchc_metrics.views.meeting import decision_rows
from cchc_metrics.views.targets import coverage_rows
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.inputs import Reader, add
from cchc_metrics.workspace.workspace import Folder
from tests.conftest import DATA, write_figures

EVERY = [*definitions.table_definitions(), *definitions.view_definitions(), *definitions.check_definitions()]


@pytest.fixture(scope="module")
def mini_store(mini: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "mini.duckdb"
    build_store(path, rows_of(mini))
    return path


@pytest.mark.parametrize(
    "definition", [*definitions.view_definitions(), *definitions.check_definitions()], ids=lambda one: one.name
)
def test_a_statement_runs_on_what_it_reads_and_on_nothing_less(
    definition: definitions.Definition, mini_store: Path
) -> None:
    def run(names: set[str]) -> None:
        with duckdb.connect() as connection:
            connection.execute("attach $path as built (read_only)", {"path": str(mini_store)})
            for name in names:
                connection.table(f"built.{name}").limit(0).create(name)
            connection.execute(definition.sql)

    reads = set(definition.reads)

    assert reads
    run(reads)
    for name in reads:
        with pytest.raises(duckdb.CatalogException):
            run(reads - {name})


@pytest.mark.parametrize("definition", EVERY, ids=lambda one: one.name)
def test_every_definition_says_what_its_row_and_columns_are(definition: definitions.Definition) -> None:
    assert definition.row
    assert definition.columns
    assert all(definition.columns.values())


NEEDS = [(one, need) for one in definitions.view_definitions() for need in one.needs]


@pytest.mark.parametrize(("definition", "need"), NEEDS, ids=lambda one: getattr(one, "name", one))
def test_a_table_whose_query_is_not_asked_would_have_no_rows(
    definition: definitions.Definition, need: str, tmp_path: Path, workspace: Workspace
) -> None:
    """Nor other columns: the query is asked of the shipped figures, without the rows of what it needs."""
    shipped = shutil.copy(Workspace.open(tmp_path / "shipped").store.path, tmp_path / "copy.duckdb")
    columns = "select column_name, data_type from duckdb_columns() where table_name = $name"
    with duckdb.connect(shipped) as connection:
        real = connection.execute(columns, {"name": definition.name}).fetchall()
        connection.execute("delete from NEED; drop table NAME".replace("NEED", need).replace("NAME", definition.name))
        [count] = connection.execute(definition.sql).fetchone() or ()

    assert count == 0
    empty = workspace.store.frame(columns, name=definition.name)
    assert list(zip(empty["column_name"], empty["data_type"], strict=True)) == real


def answers(workspace: Workspace) -> Iterator[tuple[type, DataFrame]]:
    """Each type of row with the answer that has such rows."""
    store, plan, day = workspace.store, workspace.catalog, dt.date(2024, 12, 31)
    own = {"unit": "nhat-quang"}
    criteria = own | {"criteria": str(metrics.criteria_sets(store, **own)["set_id"].iloc[0])}
    ratio, index, years = "on-time", "par-index", {"from_year": 2023, "to_year": 2024}
    score = workspace.assessments.preview_publication(unit_id="nhat-quang", criteria=criteria["criteria"], year=2023)
    yield rows.AreaRow, metrics.area_counts(store, **own, year=2024)
    yield rows.ChangeRow, metrics.change(store, **own, index=index, **years)
    yield rows.ChangeRow, metrics.change(store, **own, index=ratio, **years)
    yield rows.CoverageStateRow, coverage_rows(store, plan, **own)
    yield rows.CriteriaSetRow, metrics.criteria_sets(store, **own)
    yield rows.CriterionRow, metrics.score_tree(store, **criteria, year=2024)
    yield rows.DecisionDayRow, decision_rows(store, ViewRequest("nhat-quang", 2024, on=day))
    yield rows.DecisionReportRow, metrics.decision_reports(store, decision=1)
    yield rows.FeedbackRow, metrics.feedback(store, **own, on=day)
    yield rows.FeedbackShareRow, metrics.feedback_shares(store, **own)
    yield rows.GroupRow, metrics.groups(store, **own, indicator=ratio)
    yield rows.NoteRow, metrics.notes(store, **own, year=2024)
    yield rows.OpenFeedbackRow, metrics.open_feedback(store, **own, on=day)
    yield rows.OwedRow, metrics.owed(store, on=day)
    yield rows.RankRow, metrics.ranking(store, index=index, year=2024)
    yield scoring.ScoreStepRow, metrics.score_steps(store, **criteria, year=2024)
    yield rows.ScoreTotalRow, metrics.score_totals(store, **criteria)
    yield rows.SpanRow, metrics.span_verdicts(store, **own)
    yield rows.SubmissionRow, metrics.history(store, **own, indicator=ratio)
    yield rows.TallyRow, metrics.tallies(store, **own)
    yield rows.TallySubmissionRow, metrics.tally_history(store, **own)
    yield rows.TaskRow, metrics.tasks(store, **own)
    yield rows.TotalRow, metrics.totals(store)
    yield rows.VerdictRow, metrics.attention(store, **own, year=2024).assign(days_missing=0)
    yield search.CriterionNameRow, metrics.criterion_names(store, **own)
    yield indices.ComparisonRow, metrics.compare(store, units=["nhat-quang"], indicators=[index], **years)
    yield scoring.BandRow, metrics.next_band(store, **criteria, year=2024)
    yield scoring.LossRow, metrics.point_losses(store, **criteria, year=2024)
    yield scoring.LossSumRow, metrics.point_losses_by(store, **criteria, year=2024)
    yield scoring.ScoreChangeRow, metrics.score_change(store, **criteria, **years)
    yield scoring.ScorePeerRow, metrics.score_peers(store, **criteria, year=2024)
    yield ledger_words.EntryRow, workspace.log()
    yield ledger_words.FigureChangeRow, score.figures
    yield ledger_words.FlipRow, score.flips
    yield score_sentence.PointChangeRow, score.criteria


def test_typed_rows_have_the_columns_and_the_closed_words_of_the_answers(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)

    for row, answer in answers(workspace):
        hints = get_type_hints(row)
        assert set(hints) <= set(answer.columns), row
        for column, hint in hints.items():
            if get_origin(hint) is Literal:
                assert set(answer[column]) <= set(get_args(hint)), (row, column)
    # Rows of many units, and those of a report about days, have only some of the columns of a verdict.
    of_one = set(get_type_hints(rows.VerdictRow))
    store = workspace.store
    assert set(get_type_hints(rows.UnitVerdictRow)) - of_one <= set(metrics.matrix(store, year=2024).columns)
    days = metrics.period_figures(store, unit="nhat-quang", period="quy-1", year=2024)
    assert set(get_type_hints(rows.PeriodRow)) - of_one <= set(days.columns)


def test_a_column_without_a_comment_stops_the_build(
    mini: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [replace(one, columns=dict([*one.columns.items()][:-1])) for one in definitions.table_definitions()]
    monkeypatch.setattr("cchc_metrics.store.store.table_definitions", lambda: tuple(tables))

    with pytest.raises(ColumnMismatch):
        build_store(tmp_path / "mini.duckdb", rows_of(mini))

    assert list(tmp_path.iterdir()) == []


def test_a_program_replaced_while_it_runs_builds_by_the_statements_with_which_it_began(
    mini: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("definitions", "rows"):
        monkeypatch.setattr(f"cchc_metrics.store.{module}.SQL", tmp_path, raising=False)
    for name in ("table_definitions", "view_definitions", "check_definitions", "_views"):
        getattr(definitions, name).cache_clear()
    build_store(tmp_path / "mini.duckdb", rows_of(mini))

    assert Store(tmp_path / "mini.duckdb").frame("select unit_id from binding")["unit_id"].tolist()


def test_a_store_in_memory_holds_nothing_of_the_one_before(mini: Catalog) -> None:
    """Its instance of DuckDB is used again; one that is closed twice goes to one store only."""
    rows = rows_of(mini)
    first = in_memory_store(rows, ["unit", "unit_layer"])
    first.close()
    first.close()
    second, third = (in_memory_store(rows | {"unit": units}, ["unit"]) for units in (rows["unit"][:1], []))

    assert [len(store.frame("select * from unit")) for store in (second, third)] == [1, 0]
    names = second.frame(
        "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"
    )
    assert "unit_layer" not in set(names["table_name"])
    with pytest.raises(duckdb.ConnectionException):
        first.frame("select * from unit")


def test_comments_are_read_from_behind_the_columns() -> None:
    sql = """with other as (
    select inner_column -- not a column of the statement
    from somewhere
)
select
    one, -- the first
    case
        when two > 1 then 2
    end as second, -- the second
    other.third as "third" -- the third
from other
"""

    assert definitions.column_comments(sql) == {"one": "the first", "second": "the second", "third": "the third"}


def test_answers_are_the_frames_that_duckdb_makes(mini_store: Path) -> None:
    """Missing values of every type that the store has, and columns of which nothing or all is missing."""
    sql = """
        select * from (values
            (1, 1::bigint, 0.5, true, 'a', date '2025-01-02', timestamp '2025-01-02 03:04', ['x', 'y']),
            (null, null, null, null, null, null, null, null),
            (3, 2, 1.5, false, 'Đ', date '1900-01-01', timestamp '2199-01-01', [])
        ) as t(int, big, float, bool, text, day, moment, list)
        where $which is null or coalesce(int, 0) = $which
    """
    store = Store(mini_store)
    with duckdb.connect() as connection:
        for which in (None, 0, 1, 7):
            frame = connection.execute(sql, {"which": which}).df()
            frame["list"] = Series([None if row is NA else row for row in frame["list"]], dtype="object")
            answer = store.frame(sql, which=which)
            # DuckDB keeps text in Arrow, which takes longer in frames as small as these.
            for text in (answer["text"], frame["text"]):
                assert text.dtype == ("str" if which in (None, 1) else "object")
            assert_frame_equal(answer, frame.astype({"text": answer["text"].dtype}))
    store.close()


def test_viewers_cannot_write(mini_store: Path) -> None:
    store = Store(mini_store)

    with pytest.raises(duckdb.Error):
        store.frame("create table more as select 1 as one")


QUESTIONS = sorted(path.stem for path in SQL.glob("*.sql"))
VALUES = {
    "dossier_counts": {"first_day": dt.date(2023, 1, 1), "last_day": dt.date(2023, 12, 31)},
    "dossier_faults": {"not_received": [], "withdrawn": [], "ended": [], "has_field": True, "most": 1},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_comments_and_statement_agree(name: str) -> None:
    sql = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        columns = {name: number for number, name in enumerate(("code", "field", "status", "received"))}
        Dossiers(connection, connection.sql("select '1' as a, 'Hộ tịch' as b, '9' as c, '01/02/2023' as d"), columns)
        answer = connection.execute("from dossier" if name == "dossier" else sql, VALUES.get(name))

        assert [column[0] for column in answer.description or ()] == list(column_comments(sql))


UNITS = ("xa-thu", "xa-cu", "xa-moi", "tinh-a", "tinh-b")
# A named run does more: CCHC_ACTS=400 pytest tests/test_store.py.
ACTS = int(os.environ.get("CCHC_ACTS", "10"))


def tables_in(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(path, read_only=True, config=SETTINGS) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        return {name: connection.sql(f"from {name} order by all").fetchall() for name in sorted(names)}


def same_as_from_nothing(workspace: Workspace, path: Path, sources: tuple[Any, Any], where: Path) -> None:
    build_store(where, workspace._inputs.rows(workspace.catalog, *sources))
    grown, fresh = tables_in(path), tables_in(where)
    assert [name for name in fresh if grown[name] != fresh[name]] == []
    assert grown.keys() == fresh.keys()


def hand_in(workspace: Workspace, chance: random.Random, folder: Path) -> object:
    unit = chance.choice(UNITS)
    rows = [
        {
            "unit_id": unit,
            "indicator_id": indicator,
            "year": year,
            "numerator": chance.randint(0, 100),
            "denominator": 100,
            "note": "số mới",
        }
        for indicator in chance.sample(["early", "on-time", "digitised"], 2)
        for year in chance.sample([2022, 2023, 2024], 2)
        if unit != "xa-moi"
    ]
    rows = rows or [{"unit_id": unit, "indicator_id": "early", "year": 2025, "numerator": 1, "denominator": 2}]
    return workspace.submit([write_figures(folder / f"{chance.random()}.csv", rows)], unit_id=unit, by="An")


def of_some_entry(act: Callable[..., object]) -> Callable[[Workspace, random.Random, Path], object]:
    return lambda workspace, chance, _: act(workspace, chance.randint(1, max(1, len(workspace.ledger.entries()))))


DECISION = {"what": "Rà soát hồ sơ", "owner_id": "van-phong", "decided": "2022-12-01", "due": "2022-12-31"}
RANDOM_ACTS: list[Callable[[Workspace, random.Random, Path], object]] = [
    hand_in,
    hand_in,
    of_some_entry(lambda workspace, number: workspace.undo(number, by="An", why="nhầm")),
    of_some_entry(lambda workspace, number: workspace.approve(number, by="Chi")),
    of_some_entry(lambda workspace, number: workspace.follow(number, {"state": "in_progress"}, by="Chi")),
    lambda workspace, chance, _: workspace.decide(DECISION, unit_id=chance.choice(UNITS), by="Chi"),
    lambda workspace, chance, _: workspace.lock("2021", unit_id=chance.choice(UNITS), by="Chi", why="đã báo cáo"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_acts_every_table_is_that_of_a_store_built_from_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)
    workspace.build()
    for act in [hand_in, *chance.choices(RANDOM_ACTS, k=ACTS)]:
        # An act that is not allowed is refused and changes nothing.
        with suppress(FaultError):
            act(workspace, chance, tmp_path)
        workspace.build()

    request: tuple[tuple[dt.date | None, bool], ...] = ((None, False), (None, True))
    for number, (day, approved_only) in enumerate(request):
        sources = workspace._in_force(day, approved_only=approved_only)
        path = workspace.view(day, approved_only).path
        same_as_from_nothing(workspace, path, sources, tmp_path / f"{number}.duckdb")


@pytest.mark.slow
def test_a_hand_in_reads_no_other_unit_and_builds_nothing_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)
    row = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}
    other = workspace.submit(
        [write_figures(tmp_path / "a.csv", [{**row, "unit_id": "xa-cu"}])], unit_id="xa-cu", by="An"
    )
    workspace.build()
    assert other is not None
    monkeypatch.setattr("cchc_metrics.workspace.workspace.build_store", None)
    # The file of the other unit cannot be read any more, and is not needed.
    (workspace.folder / "files" / other.files[0].sha256).unlink()
    again = Workspace(workspace.folder, "mini", DATA)

    entry = again.submit([write_figures(tmp_path / "b.csv", [row])], unit_id="xa-thu", by="An")
    again.approve(2, by="Chi")

    assert entry is not None
    assert isinstance(again, Folder)
    assert set(again.store.frame("select unit_id from observation")["unit_id"]) == {"xa-thu", "xa-cu"}


GOOD = {
    "indicator_id": "early",
    "unit_id": "xa-thu",
    "year": "2022",
    "period_start": "2022-01-01",
    "period_end": "2022-03-31",
    "numerator": "95",
    "denominator": "100",
    "value": "",
    "reported_value": "95.5",
    "sample_size": "",
    "part_id": "",
    "breakdown_id": "",
    "group_id": "",
    "method": "",
    "reported_rank": "",
    "reported_of": "",
    "flag": "final",
    "source_id": "so-thu",
    "as_of": "2022-04-01",
    "note": "",
}
ODD = {
    "indicator_id": ("papi", "index", "Early", " early", "", "ealry"),
    "unit_id": ("Xã Thử", "xa-cu", "tinh-a", "XA-THU", "xa-thu ", "99"),
    "year": ("2021", "1989", "2099", "22", "2022.0", "hai", ""),
    "period_start": ("", "01/01/2022", "2022-02-30", "2022-04-01", "2020-01-01", "2022-1-1", "20220101"),
    "period_end": ("", "31/03/2022", "2023-01-01", "2022-02-29", "2022-12-31 00:00"),
    "numerator": ("", "101", "95.0", "1.234", "1e2", "-1", "0095", "95 hồ sơ", "không", "-", "9999999999"),
    "denominator": ("", "0", "94", "100.5", "1_00", "１００"),
    "value": ("95", "0.5", "12.345", "0", "nan", "7,5"),
    "reported_value": ("", "95.555", "101", "95.1234", "-3", "95%", "0.1234567890123456"),
    "sample_size": ("30", "0", "1.0", "3000000000"),
    "part_id": ("papi-1", "x"),
    "breakdown_id": ("field", "x"),
    "group_id": ("justice", "x"),
    "method": ("m", "x", "cach-cu", "Cách cũ"),
    "reported_rank": ("5", "0", "05"),
    "reported_of": ("4", "60", "+60"),
    "flag": ("provisional", "FINAL", ""),
    "source_id": ("x", ""),
    "as_of": ("", "2022-13-01", "2099-01-01", "1/4/2022"),
    "note": (
        *("ghi chu", "ghi chú", "  ghi", "ghi\u00a0", "\u200bghi", "=1+1", "ghi  chú", "\x07"),
        *("a; b;c", "a|b", "a\tb", ";" * 10),
    ),
}


def odd_lists() -> list[str]:
    """A list of figures to each odd cell, and lists that are odd as a whole."""
    texts = [
        ",".join(GOOD) + end + ",".join({**GOOD, column: cell}.values()) + end
        for column, cells in ODD.items()
        for cell in (GOOD[column], *cells)
        if "," not in cell
        for end in ("\n", "\r\n")
    ]
    return [
        *texts,
        texts[0] + texts[0].splitlines()[1],
        texts[0] + "\n",
        texts[0] + "a,b\n",
        "\ufeff" + texts[0],
        texts[0][:-1],
        # Of three decimals one alone reads two ways; beside 95.5 or 0.5 it does not, and beside 95,5 again.
        *(
            ",".join(GOOD) + "\n" + "".join(",".join({**score, **cells}.values()) + "\n" for cells in source)
            for score in [GOOD | {"indicator_id": "papi", "numerator": "", "denominator": "", "reported_value": ""}]
            for source in (
                [{"value": "37.512"}],
                [{"value": "37.512"}, {"value": "41.25", "year": "2021"}],
                [{"value": "37.512"}, {"value": "0.512", "period_end": "2022-06-30"}],
                [{"value": "37.512"}, {"value": "41.25", "period_end": "2022-06-30"}],
                [{"value": "37.512", "reported_value": "37.5"}],
                [{"value": "37.512", "note": "41.25"}],
            )
        ),
    ]


def test_what_is_read_in_columns_is_what_python_reads(workspace: Workspace) -> None:
    """A list that is read in columns has the same rows as read by Python, and no fault."""
    texts = odd_lists()
    by_python: list[int] = []

    def rows(number: int, text: str, *, count: bool) -> dict[str, list[dict[str, Any]]]:
        by_python.extend([number] if count else [])
        values: dict[str, list[dict[str, Any]]] = {}
        with suppress(FaultError):
            source = read("a.csv", text.encode(), workspace.catalog, unit_id="xa-thu")
            add(values, source, workspace.catalog, layer="own", entry=number, approval=None)
        return values

    lists = [
        FigureList(
            name="a.csv",
            layer="own",
            entry=number,
            unit_id="xa-thu",
            withdrawn=False,
            approval=None,
            text=partial(str, text),
            rows=partial(rows, number, text, count=True),
        )
        for number, text in enumerate(texts)
    ]
    every = [row for at, text in enumerate(texts) for row in rows(at, text, count=False).get("observation", ())]
    tables = frozenset(table.name for table in table_definitions())
    stores = []
    for observations, source in (([], lists), (every, [])):
        with duckdb.connect(config=SETTINGS) as connection:
            _define(connection, {**rows_of(workspace.catalog), "observation": observations}, tables, source)
            stores.append(connection.sql("from observation order by all").fetchall())

    only = {row[1] for row in {*stores[0]} - {*stores[1]}}
    assert [texts[at].splitlines()[1:] for at in sorted(only)] == []
    assert stores[0] == stores[1]
    assert 20 < len(by_python) < len(texts) - 20, "some are read in columns, some are left to Python"


@pytest.mark.slow
@pytest.mark.usefixtures("real_builds")
def test_the_long_lists_that_ship_are_read_in_columns_with_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_line: list[str] = []
    read_file = Reader.read

    def spy(self: Reader, name: str, *others: Any) -> Any:
        by_line.append(name)
        return read_file(self, name, *others)

    monkeypatch.setattr(Reader, "read", spy)
    in_columns = Workspace.open(tmp_path / "columns").store.frame("from observation order by all")
    assert {"published/papi.csv", "demo/dossiers.csv", "demo/targets.csv"}.isdisjoint(by_line)
    monkeypatch.setattr(store_rows, "header_of", lambda _: None)
    line_by_line = Workspace.open(tmp_path / "lines").store.frame("from observation order by all")

    assert "published/papi.csv" in by_line
    assert_frame_equal(in_columns, line_by_line)
