"""The .sql files of store and roll-up say of themselves what is true."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import duckdb
import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.rollup.dossiers import SQL, Dossiers
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.store import store as definitions
from cchc_metrics.store.store import column_comments
from cchc_metrics.text import rows

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


def test_typed_rows_have_the_columns_of_the_answers(built: Path) -> None:
    store, day = Store(built), dt.date(2022, 12, 31)
    answers = {
        rows.AreaRow: metrics.area_counts(store, unit="xa-thu", year=2022),
        rows.CriterionRow: metrics.score_tree(store, unit="xa-thu", criteria="bo-thu", year=2022),
        rows.DecisionRow: metrics.decisions(store, unit="xa-thu", on=day),
        rows.ScoreStepRow: metrics.score_steps(store, unit="xa-thu", criteria="bo-thu", year=2022),
        rows.ScoreTotalRow: metrics.score_totals(store, unit="xa-thu", criteria="bo-thu"),
        rows.SpanRow: metrics.span_verdicts(store, unit="xa-thu"),
        rows.TaskRow: metrics.tasks(store, unit="xa-thu"),
        rows.VerdictRow: metrics.attention(store, unit="xa-thu", year=2022).assign(days_missing=0),
    }

    for row, answer in answers.items():
        assert set(get_type_hints(row)) == set(answer.columns), row
    # A report that is told by days has some of the columns of a verdict.
    days = metrics.period_figures(store, unit="xa-thu", period="quy-1", year=2022)
    assert set(days.columns) <= set(get_type_hints(rows.PeriodRow))


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
