"""Tables of results on the sheets of a file: published indices with a row a unit, surveys with a row a question."""

from collections.abc import Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake.form_columns import columns_on, gives
from cchc_metrics.intake.forms import tables_of
from cchc_metrics.intake.index_tables import Figures, IndexTable
from cchc_metrics.intake.observations import Observation, Read
from cchc_metrics.intake.once import once_per_plan
from cchc_metrics.intake.questions import NO_ANSWERS, Answers, Open
from cchc_metrics.intake.result_columns import ResultWords, result_sheets
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.surveys import SurveyTable


class Results:
    """Tables of results: published indices with a row a unit, and surveys with a row a question."""

    title = "Bảng kết quả chỉ số (PAR INDEX, PAPI, SIPAS, ICT INDEX, DTI) hoặc kết quả khảo sát hài lòng"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has a table of results that names its index, and no table of counts gives figures."""
        return bool(tables(sheets, catalog, None, NO_ANSWERS)) and not is_form(sheets, catalog)

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> Read:
        """The figures of every table.

        Raises: Open when something is left open, FaultsFound with every fault.
        """
        found = [table.read() for table in tables(sheets, catalog, unit_id, answers)]
        faults = [fault for each in found for fault in each.faults]
        cautions = [caution for sheet in sheets for caution in sheet.cautions]
        cautions += dict.fromkeys(caution for each in found for caution in each.cautions)
        questions = [question for each in found for question in each.questions]
        figures = [figure for each in found for figure in each.figures]
        first: dict[tuple[object, ...], tuple[str, Observation]] = {}
        kept: Figures = []
        for place, row in figures:
            before = first.setdefault(row.key, (place, row))
            if before[1] is row:
                kept.append((place, row))
            elif (before[1].value, before[1].numerator) != (row.value, row.numerator):
                faults.append(
                    Fault(
                        "two-values",
                        place,
                        f"khác với {before[0]}",
                        "mỗi đơn vị một kết quả trong một năm",
                        "bỏ một trong hai",
                    )
                )
        if questions:
            raise Open(questions, faults, cautions)
        if faults:
            raise FaultsFound(faults, cautions)
        return Read(observations=tuple(kept), cautions=tuple(cautions))


@once_per_plan
def words_of(catalog: Catalog) -> Sequence[ResultWords]:
    """The words of a plan for tables of results."""
    return [ResultWords(spec, catalog) for spec in catalog.result_tables.values()]


def tables(
    sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers
) -> list[IndexTable | SurveyTable]:
    """The tables of results on the sheets that are shown."""
    found: list[IndexTable | SurveyTable] = []
    for words in words_of(catalog):
        for sheet in sheets:
            for table in () if sheet.hidden else result_sheets(sheet, words):
                kind = SurveyTable if table.survey else IndexTable
                one = kind(table, words, catalog, unit_id, answers)
                found += [one] if one.is_known else []
    return found


def is_form(sheets: Sequence[Sheet], catalog: Catalog) -> bool:
    """True when a table of counts that gives figures stands on a sheet: its «chỉ số» is a word of the title only."""
    return any(gives(table.form, columns_on(table).ids)[0] for sheet in sheets for table in tables_of(sheet, catalog))
