"""The .sql files of the roll-up give the columns that their comments name."""

import datetime as dt

import duckdb
import pytest

from cchc_metrics.rollup.dossiers import SQL, Dossiers
from cchc_metrics.store.store import column_comments

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
