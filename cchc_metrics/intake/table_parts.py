"""The tables that stand in one: beside each other, a year in each row, a month or a quarter over the columns."""

import datetime as dt
from dataclasses import replace

from cchc_metrics.intake.form_columns import HALF_YEAR, TableColumns
from cchc_metrics.intake.headers import OF_PERIOD
from cchc_metrics.intake.periods import calendar_days, is_near
from cchc_metrics.intake.table_rows import looks_like_data
from cchc_metrics.intake.tables import Table, plain

LEAST_PERIODS = 2


class TableParts(TableColumns):
    """One table as far as what it consists of."""

    def parts(self) -> list[Table]:
        """The tables that a table consists of: itself, those beside each other, or one for each period in it.

        Years in the rows are a period each; so are months and quarters over the columns, where none of them is that
        of the whole.
        """
        table = self._table
        apart = self._side_by_side()
        if len(apart) > 1:
            return [part for each in apart for part in self._of_table(each).parts()]
        period = self._period()
        years = self._years() if period is None else {}
        if years:
            return [replace(table, body=[at], days=days) for at, days in years.items()]
        year = period[1].year if period is not None else None
        of_column = {at: next(filter(OF_PERIOD.fullmatch, table.paths[at]), "") for at in self._columns.candidates}
        names = list(dict.fromkeys(of_column.values()))
        days = {name: calendar_days(name, year) for name in names}
        is_own = period is not None and any(is_near(each, period[:2]) for each in days.values() if each is not None)
        if len(names) < LEAST_PERIODS or is_own or None in days.values():
            return [table]
        parts = []
        for name, each in days.items():
            others = {at for at, words in of_column.items() if words != name}
            paths = tuple(() if at in others else path for at, path in enumerate(table.paths))
            words = tuple("" if at in others else text for at, text in enumerate(table.words))
            parts.append(replace(table, paths=paths, words=words, days=each))
        return parts

    def _of_table(self, table: Table) -> "TableParts":
        return TableParts(table, self._catalog, None if self._each else self._unit_id, self._answers)

    def _side_by_side(self) -> list[Table]:
        """The tables that stand beside each other under one header: each names its rows by the same words again."""
        table = self._table
        counts = sorted(self._columns.candidates)
        starts = [
            at
            for at in table.names
            if table.paths[at] == table.paths[table.names[0]] and any(column < at for column in counts)
        ]
        if not starts or not table.names[0] < counts[0]:
            return [table]
        parts = []
        for number, name in enumerate([table.names[0], *starts]):
            first = max((column + 1 for column in counts if column < name), default=0)
            end = max((column + 1 for column in counts if number == len(starts) or column < starts[number]), default=0)
            paths = tuple(path if first <= at < end else () for at, path in enumerate(table.paths))
            words = tuple(text if first <= at < end else "" for at, text in enumerate(table.words))
            names = [at for at in table.names if first <= at < end and at <= max(name, first)]
            body = [at for at in table.body if any(plain(table.cell(at, column)) for column in range(first, end))]
            parts.append(replace(table, paths=paths, words=words, names=names, body=body))
        return parts

    def _years(self) -> dict[int, tuple[dt.date, dt.date]]:
        """The days of each row, where all rows are years; empty where they are something else."""
        first = min(self._columns.candidates, default=0)
        rows = [at for at in self._table.body if looks_like_data(self._table, at, [*self._columns.candidates])]
        names = {at: self._name(at, first) for at in rows}
        days = {at: calendar_days(name, None) for at, name in names.items() if self._names.kind(name) != "total"}
        years = {at: each for at, each in days.items() if each is not None and each[1] - each[0] > HALF_YEAR}
        return years if len(years) == len(days) >= LEAST_PERIODS else {}
