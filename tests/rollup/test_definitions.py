"""The .sql files of the roll-up give the columns that their headers promise."""

import datetime as dt

import duckdb
import pytest

from cchc_metrics.rollup.dossiers import SQL, Dossiers

QUESTIONS = sorted(path.stem for path in SQL.glob("*.sql"))
VALUES = {
    "dossier_counts": {"first_day": dt.date(2023, 1, 1), "last_day": dt.date(2023, 12, 31)},
    "dossier_faults": {"not_received": [], "withdrawn": [], "ended": [], "most": 1},
    "dossier_repeats": {"most": 1},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_header_and_statement_agree(name: str) -> None:
    sql = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    promised = [
        line.removeprefix("-- column: ").partition(" | ")[0]
        for line in sql.splitlines()
        if line.startswith("-- column: ")
    ]
    with duckdb.connect() as connection:
        columns = {name: number for number, name in enumerate(("code", "field", "status", "received"))}
        Dossiers(connection, connection.sql("select '1' as a, 'Hộ tịch' as b, '9' as c, '01/02/2023' as d"), columns)
        answer = connection.execute("from given" if name == "given" else sql, VALUES.get(name))

        assert [column[0] for column in answer.description or ()] == promised
