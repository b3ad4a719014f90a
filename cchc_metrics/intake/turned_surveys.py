"""Surveys that lie on their side, set upright: degrees as rows, a row a hamlet, questions as columns."""

import re
from collections.abc import Sequence
from typing import Any

from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.form_tables import Origin, in_place, rearrange
from cchc_metrics.intake.numbers import Unreadable, count
from cchc_metrics.intake.result_columns import header_paths, last_line, title_above
from cchc_metrics.intake.result_words import ResultWords
from cchc_metrics.intake.sheets import FARTHEST, Sheet
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.text.letters import fold

# The columns that may hold the name of a row.
LABELS = 4
QUESTION, ANSWERS = "Nội dung", "Tổng số phiếu"
# «Câu 1», «2. Về thời gian»: a question that the plan may not have; a table of several units has a row each.
ASKS = re.compile(r"(?:\d+[.)]? *)?(?:cau (?:hoi )?\d|ve )")
UNITS = re.compile(r"(?:ten )?(?:co quan,? )?(?:don vi|xa|phuong|huyen)(?![a-z])")
COUNTED = ("answers", "satisfied", "very", "both", "others")

Line = list[tuple[Any, Origin]]
# The lines of a survey set upright, and the row behind its last.
Survey = tuple[list[Line], int]


def upright_surveys(sheet: Sheet, words: ResultWords) -> Sheet:
    """The sheet with each survey that lies on its side set upright; the same sheet where there is none."""
    rows: list[Line] = []
    last = at = 0
    while at < len(sheet.rows):
        table = _survey(sheet, at, words) or _by_groups(sheet, at, words)
        if table is None:
            at += 1
            continue
        lines, end = table
        rows += [*in_place(sheet, range(last, at)), *lines]
        last = at = end
    return rearrange(sheet, [*rows, *in_place(sheet, range(last, len(sheet.rows)))]) if last else sheet


def _survey(sheet: Sheet, first: int, words: ResultWords) -> Survey | None:
    """The survey whose header begins in a row, upright; None where none does."""
    question_at = None
    for name, cell in enumerate(sheet.rows[first][:LABELS]):
        if words.names_degrees(cell):
            return (
                _by_degree(sheet, first, name, words)
                if question_at is None
                else _by_question(sheet, first, question_at, name, words)
            )
        if words.names_places(cell):
            return _by_place(sheet, first, name, words)
        if question_at is None and words.names_subjects(cell):
            question_at = name
    if question_at is None:
        return None
    return _by_question(sheet, first, question_at, question_at, words) or _by_place(
        sheet, first, question_at, words, is_place=False
    )


def _words_of(sheet: Sheet, at: int, column: int) -> str:
    row = sheet.rows[at]
    text = " ".join(plain(row[column]).split()) if column < len(row) else ""
    return "" if is_number(text) else text


def _by_degree(sheet: Sheet, first: int, name: int, words: ResultWords) -> Survey | None:
    """Answers as rows, questions or the count of one question as columns."""
    last = last_line(sheet, first, name)
    paths, headings = header_paths(sheet, first, last)
    levels, end = _degrees_below(sheet, last, name, words)
    if sum(text != ANSWERS for _, text in levels) < 2:
        return None
    by_question: dict[str, dict[bool, int]] = {}
    subject = words.question_in(title_above(sheet, first))
    for at, path in enumerate(paths):
        if at <= name or not any(path):
            continue
        is_share = "%" in path[-1] or words.kind_of_survey(path[-1]) == "share"
        questions = [text for text in headings[at].split(" › ") if words.is_question(text)]
        is_count = is_share or words.kind_of_survey(path[-1]) == "answers"
        question = questions[0] if questions else subject if is_count and len(set(path)) == 1 else ""
        if question:
            by_question.setdefault(question, {}).setdefault(is_share, at)
    head = (sheet, first, name)
    lines: list[Line] = []
    if not by_question:
        return None
    counts = all(False in columns for columns in by_question.values())
    titles = [(at, text) for at, text in levels if counts or text != ANSWERS]
    lines.append([(QUESTION, head), *((text if counts else f"{text} (%)", (sheet, at, name)) for at, text in titles)])
    for question, columns in by_question.items():
        column = columns.get(not counts)
        if column is not None:
            lines.append([(question, (sheet, first, column)), *(_cell_at(sheet, at, column) for at, _ in titles)])
    return lines, end


def _by_question(sheet: Sheet, first: int, question_at: int, name: int, words: ResultWords) -> Survey | None:
    """The degrees as rows below each question, in a column of their own or in that of the questions."""
    last = last_line(sheet, first, question_at)
    paths, _ = header_paths(sheet, first, last)
    there = [at for at, path in enumerate(paths) if at > name and any(path)]
    shares = [at for at in there if _is_share(paths[at], words)]
    of_counts = [at for at in there if at not in shares and words.kind_of_survey(paths[at][-1]) == "answers"]
    levels = _levels_of_questions(sheet, range(last + 1, len(sheet.rows)), (question_at, name), words)
    columns = of_counts or shares
    if len(columns) != 1 or max(map(len, levels.values()), default=0) < 2:
        return None
    titles = list(dict.fromkeys(text for of_question in levels.values() for text in of_question))
    titles = [text for text in titles if of_counts or text != ANSWERS]
    head = (sheet, first, question_at)
    lines: list[Line] = [[(QUESTION, head), *((text if of_counts else f"{text} (%)", head) for text in titles)]]
    for (at, question), rows in levels.items():
        line = [_cell_at(sheet, rows[text], columns[0]) if text in rows else ("", (sheet, at, name)) for text in titles]
        lines.append([(question, (sheet, at, question_at)), *line])
    return lines, max(at for rows in levels.values() for at in rows.values()) + 1


def _levels_of_questions(
    sheet: Sheet, body: range, labels: tuple[int, int], words: ResultWords
) -> dict[tuple[int, str], dict[str, int]]:
    """The rows of the degrees of each question; nothing where a degree comes twice, or other rows have numbers."""
    question_at, name = labels
    result: dict[tuple[int, str], dict[str, int]] = {}
    question: tuple[int, str] | None = None
    for at in body:
        own, text = _words_of(sheet, at, question_at), _words_of(sheet, at, name)
        is_total = words.is_total(text or own)
        degree = ANSWERS if is_total else text if words.kind_of_survey(fold(text)) in COUNTED else ""
        has_numbers = any(is_number(cell) for cell in sheet.rows[at][name + 1 :])
        # A question stands once above its degrees, with the number of its answers or without, or in each of its rows.
        if own and not is_total and (question_at != name or not degree) and (question is None or question[1] != own):
            question = at, own
            degree = ANSWERS if question_at == name else degree
        if has_numbers and (not degree or question is None or degree in result.get(question, ())):
            return {}
        if has_numbers and question is not None:
            result.setdefault(question, {})[degree] = at
    return result


def _degrees_below(sheet: Sheet, last: int, name: int, words: ResultWords) -> tuple[list[tuple[int, str]], int]:
    """The rows of degrees below a header with their words, and the row behind them; none where others have numbers."""
    levels: list[tuple[int, str]] = []
    end = last + 1
    for at in range(last + 1, len(sheet.rows)):
        text = _words_of(sheet, at, name) or _words_of(sheet, at, 0)
        is_total = words.is_total(text)
        if text and (words.kind_of_survey(fold(text)) in COUNTED or is_total):
            levels.append((at, ANSWERS if is_total else text))
            end = at + 1
        elif levels and any(is_number(cell) for cell in sheet.rows[at]):
            return [], end
    return levels, end


def _cell_at(sheet: Sheet, at: int, column: int) -> tuple[Any, Origin]:
    row = sheet.rows[at]
    return (row[column] if column < len(row) else ""), (sheet, at, column)


def _subject(sheet: Sheet, first: int, words: ResultWords) -> str:
    """The one question that the title of a survey asks, or a name of the index that it is the survey of."""
    title = title_above(sheet, first)
    indices = words.title_indices(sheet, title)
    keys = {(index, None) for index in indices} if len(indices) == 1 else set()
    return words.question_in(title) or next((name for name, own in words.names.items() if keys & {*own}), "")


def _by_place(sheet: Sheet, first: int, name: int, words: ResultWords, *, is_place: bool = True) -> Survey | None:
    """A row a hamlet, one question in the title: the row of the total, or the sums of the others.

    Below another head, as «Lĩnh vực», the rows must be no questions, and their total must prove that they are parts.
    """
    last = last_line(sheet, first, name)
    paths, headings = header_paths(sheet, first, last)
    columns = [at for at, path in enumerate(paths) if at > name and any(map(words.kind_of_survey, path))]
    subject = _subject(sheet, first, words)
    if not columns or not subject:
        return None
    rows: list[int] = []
    total = None
    end = last + 1
    for at in range(last + 1, len(sheet.rows)):
        text = _words_of(sheet, at, name) or _words_of(sheet, at, 0)
        if text and any(is_number(cell) for cell in sheet.rows[at][name + 1 :]):
            end = at + 1
            total = at if words.is_total(text) else total
            rows += [] if total == at else [at]
    of_counts = [at for at in columns if not _is_share(paths[at], words)]
    if not is_place and (
        total is None
        or any(words.is_question(_words_of(sheet, at, name)) for at in rows)
        or any(_cell_at(sheet, total, column)[0] != _sum_of(sheet, rows, column) for column in of_counts)
    ):
        return None
    if not rows or not of_counts or (total is None and not all(map(bool, rows))):
        return None
    if total is not None:
        _check_total(sheet, rows, total, of_counts, headings)
    own = columns if total is not None else of_counts
    lines: list[Line] = [[(QUESTION, (sheet, first, name)), *((headings[at], (sheet, first, at)) for at in own)]]
    cells = [
        _cell_at(sheet, total, at) if total is not None else (_sum_of(sheet, rows, at), (sheet, rows[0], at))
        for at in own
    ]
    lines.append([(subject, (sheet, first, name)), *cells])
    return lines, end


def _by_groups(sheet: Sheet, first: int, words: ResultWords) -> Survey | None:
    """Questions as groups of columns: the row of the total, of the one unit, or the sums of the hamlets.

    Raises: FaultError where rows of groups of people have no total, or those of units are several.
    """
    if first > FARTHEST or any(map(is_number, sheet.rows[first])):
        return None
    names = [at for at, cell in enumerate(sheet.rows[first]) if isinstance(cell, str) and _asks(cell, words)]
    if len(names) < 2:
        return None
    last = last_line(sheet, first, 0)
    paths, headings = header_paths(sheet, first, last)
    groups, common = _groups_of(paths, headings, words)
    columns = [*common.values(), *(at for group in groups.values() for at in group.values())]
    if len(groups) < 2 or min(columns) < 1 or any(map(words.is_total, groups)):
        return None
    name = min(columns) - 1
    rows, total = _rows_of_groups(sheet, last, name, words)
    if not rows and total is None:
        return None
    _check_rows(sheet, first, name, rows, total, words)
    of_counts = [at for at in columns if not _is_share(paths[at], words)]
    if total is not None and rows:
        _check_total(sheet, rows, total, of_counts, headings)
    own = total if total is not None else rows[0] if len(rows) == 1 else None
    unit = _words_of(sheet, rows[0], name) if own != total and own is not None else ""
    titles = list(dict.fromkeys([*common, *(title for group in groups.values() for title in group)]))
    lines: list[Line] = [[(unit, (sheet, own or first, name))], []] if unit else []
    lines.append([(QUESTION, (sheet, first, name)), *((title, (sheet, last, name)) for title in titles)])
    for question, group in groups.items():
        places = [(common | group).get(title) for title in titles]
        cells: list[tuple[Any, Origin]] = [
            ("", (sheet, first, name))
            if at is None
            else _cell_at(sheet, own, at)
            if own is not None
            else (_sum_of(sheet, rows, at) if at in of_counts else "", (sheet, rows[0], at))
            for at in places
        ]
        lines.append([(question, (sheet, first, min(group.values()))), *cells])
    return lines, max([*rows, total or 0]) + 1


def _asks(text: str, words: ResultWords) -> bool:
    return words.is_question(text) or ASKS.match(fold(text)) is not None


def _groups_of(
    paths: Sequence[Sequence[str]], headings: Sequence[str], words: ResultWords
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """The columns of each question by what they count, and those of all questions; none where another stands there."""
    groups: dict[str, dict[str, int]] = {}
    common: dict[str, int] = {}
    for at, path in enumerate(paths):
        top, _, last = headings[at].partition(" › ")
        kind = words.kind_of_survey(fold(last or top)) or ("share" if last and _is_share(path, words) else None)
        if kind in COUNTED or kind == "share":
            (groups.setdefault(top, {}) if last else common)[last or top] = at
        elif last:
            return {}, {}
    is_whole = all(
        {words.kind_of_survey(fold(title)) for title in group} & {"satisfied", "both"} for group in groups.values()
    )
    return (groups, common) if is_whole else ({}, {})


def _rows_of_groups(sheet: Sheet, last: int, name: int, words: ResultWords) -> tuple[list[int], int | None]:
    """The rows below a header that have numbers, and the row of their total."""
    rows: list[int] = []
    for at in range(last + 1, len(sheet.rows)):
        texts = [text for column in range(name + 1) if (text := _words_of(sheet, at, column))]
        has_numbers = sum(is_number(cell) for cell in sheet.rows[at][name + 1 :]) > 1
        if texts and has_numbers and words.is_total(texts[0]):
            return rows, at
        if has_numbers:
            rows.append(at)
    return rows, None


def _check_rows(
    sheet: Sheet, first: int, name: int, rows: Sequence[int], total: int | None, words: ResultWords
) -> None:
    """Raises: FaultError where nobody can tell from the rows what everybody answered."""
    head = sheet.rows[first][name]
    place, names = sheet.cell(first, name), ", ".join(f"«{_words_of(sheet, at, name)}»" for at in rows[:3])
    if len(rows) > 1 and UNITS.match(fold(plain(head))):
        problem, remedy = f"bảng khảo sát của nhiều đơn vị: {names}", "giữ lại hàng của đơn vị nộp"
        raise FaultError([Fault("other-unit", place, problem, "một đơn vị", remedy)])
    if total is None and len(rows) > 1 and not words.names_places(head):
        problem, remedy = f"không có hàng tổng của các hàng {names}", "thêm hàng «Tổng số» của mọi người trả lời"
        raise FaultError([Fault("missing-value", place, problem, "hàng tổng", remedy)])


def _check_total(
    sheet: Sheet, rows: Sequence[int], total: int, columns: Sequence[int], headings: Sequence[str]
) -> None:
    """Raises: FaultError where the total of a column is not the sum of its rows."""
    for column in columns:
        cell, sum_of_rows = _cell_at(sheet, total, column)[0], _sum_of(sheet, rows, column)
        try:
            same = count(cell) == sum_of_rows
        except Unreadable:
            continue
        if not same and isinstance(sum_of_rows, float):
            problem = f"cột «{headings[column]}»: hàng tổng ghi {plain(cell)}, các hàng cộng lại {plain(sum_of_rows)}"
            place, expected = sheet.cell(total, column), "hàng tổng bằng các hàng cộng lại"
            raise FaultError([Fault("contradiction", place, problem, expected, "sửa hàng tổng hoặc các hàng")])


def _is_share(path: Sequence[str], words: ResultWords) -> bool:
    return any("%" in cell or words.kind_of_survey(cell) == "share" for cell in path)


def _sum_of(sheet: Sheet, rows: Sequence[int], column: int) -> Any:
    """The sum of a column, or the first cell that is no count."""
    total = 0.0
    for at in rows:
        cell = _cell_at(sheet, at, column)[0]
        try:
            total += count(cell) or 0
        except Unreadable:
            return cell
    return total
