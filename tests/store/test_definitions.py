"""The .sql files of store and roll-up say of themselves what is true."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import duckdb
import pytest
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.rollup.dossiers import SQL, Dossiers
from cchc_metrics.store import build_store, rows_of
from cchc_metrics.store import store as definitions
from cchc_metrics.store.store import column_comments
from cchc_metrics.text import ledger_words, rows, score_sentence
from cchc_metrics.views import ViewRequest, indices, scoring, search
from cchc_metrics.views.coverage import coverage_rows
from cchc_metrics.views.meeting import decision_rows
from cchc_metrics.workspace import Workspace

EVERY = [*definitions.table_definitions(), *definitions.view_definitions(), *definitions.check_definitions()]


@pytest.fixture(scope="module")
def built(mini: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "mini.duckdb"
    build_store(path, rows_of(mini))
    return path


@pytest.mark.parametrize(
    "definition", [*definitions.view_definitions(), *definitions.check_definitions()], ids=lambda one: one.name
)
def test_a_statement_runs_on_what_it_reads_and_on_nothing_less(definition: definitions.Definition, built: Path) -> None:
    def run(names: set[str]) -> None:
        with duckdb.connect() as connection:
            connection.execute("attach $path as built (read_only)", {"path": str(built)})
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


def answers(workspace: Workspace) -> Iterator[tuple[type, DataFrame]]:
    """Each type of row with the answer whose rows it stands for."""
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
    yield rows.ScoreStepRow, metrics.score_steps(store, **criteria, year=2024)
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
    # Rows of many units and of a report that is told by days have some of the columns of a verdict.
    of_one = set(get_type_hints(rows.VerdictRow))
    store = workspace.store
    assert set(get_type_hints(rows.UnitVerdictRow)) - of_one <= set(metrics.matrix(store, year=2024).columns)
    days = metrics.period_figures(store, unit="nhat-quang", period="quy-1", year=2024)
    assert set(get_type_hints(rows.PeriodRow)) - of_one <= set(days.columns)


def test_a_column_without_a_comment_stops_the_build(
    mini: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [replace(one, columns=dict([*one.columns.items()][:-1])) for one in definitions.table_definitions()]
    monkeypatch.setattr(definitions, "table_definitions", lambda: tuple(tables))

    with pytest.raises(definitions.ColumnMismatch):
        build_store(tmp_path / "mini.duckdb", rows_of(mini))

    assert list(tmp_path.iterdir()) == []


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


def test_viewers_cannot_write(built: Path) -> None:
    store = definitions.Store(built)

    with pytest.raises(duckdb.Error):
        store.frame("create table more as select 1 as one")


QUESTIONS = sorted(path.stem for path in SQL.glob("*.sql"))
VALUES = {
    "dossier_counts": {"first_day": dt.date(2023, 1, 1), "last_day": dt.date(2023, 12, 31)},
    "dossier_faults": {"not_received": [], "withdrawn": [], "ended": [], "most": 1},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_comments_and_statement_agree(name: str) -> None:
    sql = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        columns = {name: number for number, name in enumerate(("code", "field", "status", "received"))}
        Dossiers(connection, connection.sql("select '1' as a, 'Hộ tịch' as b, '9' as c, '01/02/2023' as d"), columns)
        answer = connection.execute("from dossier" if name == "dossier" else sql, VALUES.get(name))

        assert [column[0] for column in answer.description or ()] == list(column_comments(sql))
