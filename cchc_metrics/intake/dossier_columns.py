"""The columns of a list of dossiers: which is which, which is missing, and states that stand for a missing day."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cchc_metrics.catalog.forms import Column, DossierList
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import NO_USE, Answers, Question
from cchc_metrics.intake.dossier_rows import LATE_STATE, text_of_cell, without_column
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.periods import day_in
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.rollup.dossiers import DAYS
from cchc_metrics.text.letters import fold

# What every figure needs, beside the day on which a dossier ended; without the others some figures are left out.
NEEDED = ("received", "due")
# What people note of a dossier, in as many columns and words as they like.
REMARKS = ("note", "reason")
# A column that shares so many of the words of one that is missing may be that one.
ALIKE = 0.5


def _fingerprint(header: Header) -> str:
    return " | ".join(fold(header.words(column)) for column in range(header.width)).strip(" |")


def with_answers(header: Header, sheet: Sheet, spec: DossierList, answers: Answers) -> Header:
    """The header with what was answered of its columns, now or for an earlier file of the same system.

    Raises: FaultError when an answer names no column of a list.
    """
    layout = answers.layouts.get(_fingerprint(header), {})
    choices = {int(column): name for column, name in layout.items()} | {
        at: name for at in range(header.width) if (name := answers.columns.get(letters_of(at)))
    }
    titles = {column.id: column.name for column in spec.column}
    wrong = [
        Fault(
            "unknown-value",
            f"{sheet.cell(header.last, at)}, --column {letters_of(at)}={name}",
            f"không có cột nào mã «{name}»",
            "một trong: " + "; ".join(f"{title} ({id_})" for id_, title in titles.items()),
            "sửa mã",
        )
        for at, name in choices.items()
        if name != NO_USE and name not in titles
    ]
    if wrong:
        raise FaultError(wrong)
    columns = {name: at for name, at in header.columns.items() if at not in choices and name not in choices.values()}
    columns |= {name: at for at, name in choices.items() if name != NO_USE}
    twice = [(name, at) for name, at in header.twice if at not in choices and header.columns.get(name) not in choices]
    return Header(header.first, header.last, columns, twice, header.cells)


def answered_layout(header: Header, answers: Answers) -> Mapping[str, Mapping[str, str]]:
    """How the columns were read, where somebody was asked: enough to read the next file without a question."""
    fingerprint = _fingerprint(header)
    if not answers.columns and fingerprint not in answers.layouts:
        return {}
    names = {str(at): name for name, at in header.columns.items()}
    return {fingerprint: {str(at): names.get(str(at), NO_USE) for at in range(header.width)}}


def find_gaps(sheet: Sheet, spec: DossierList, header: Header, questions: list[Question], faults: list[Fault]) -> None:
    """A question for each missing column that another one may be; a fault where none may."""
    gaps = [column for column in spec.column if column.id in NEEDED and column.id not in header.columns]
    if not {"done", "returned"} & set(header.columns):
        gaps += [column for column in spec.column if column.id == "done"]
    others = [at for name, at in header.columns.items() if name not in ("outcome", *REMARKS)]
    free = [
        at for at in range(header.width) if at not in others and header.words(at) and any(samples(sheet, header, at))
    ]
    for column in gaps:
        at = _likeliest(column, header, [at for at in free if column.id not in DAYS or _may_be_days(sheet, header, at)])
        if at is None:
            faults.append(without_column(sheet, spec, header, column))
        else:
            free.remove(at)
            questions.append(about_column(sheet, spec, header, at, column.id))


def _may_be_days(sheet: Sheet, header: Header, at: int) -> bool:
    return any(any(map(str.isdigit, text)) for text in samples(sheet, header, at))


def samples(sheet: Sheet, header: Header, at: int) -> tuple[str, ...]:
    """The first cells of a column."""
    rows = sheet.rows[header.last + 1 : header.last + 4]
    return tuple(text_of_cell(row[at]).strip() if at < len(row) else "" for row in rows)


def about_column(sheet: Sheet, spec: DossierList, header: Header, at: int, guess: str) -> Question:
    """The question what a column is."""
    choices = (*((column.id, column.name) for column in spec.column), (NO_USE, "không dùng cột này"))
    return Question(
        "column",
        letters_of(at),
        sheet.cell(header.last, at),
        header.words(at),
        choices,
        guess,
        samples(sheet, header, at),
        _fingerprint(header),
    )


def _likeliest(column: Column, header: Header, free: Sequence[int]) -> int | None:
    """The column that nobody has claimed whose words share the most with those of a missing one; None for none."""
    ways = [set(fold(way).lstrip("=").split()) for way in column.header]
    likeness = {at: max(len(set(fold(header.words(at)).split()) & way) / len(way) for way in ways) for at in free}
    best = max(likeness, key=lambda at: likeness[at], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


# «Đúng hạn», «Trước hạn» as the result of a dossier; «Trước và đúng hạn» is no more than in time.
EARLY_STATE = re.compile(r"(?<![a-z])(?:truoc|som)(?: thoi)? h[ae]n(?!.*dung)")
ON_TIME_STATE = re.compile(r"(?<![a-z])dung(?: thoi)? h[ae]n")
# «Đang giải quyết (quá hạn)», «Chưa đến hạn»: open, whatever it says of its day.
OPEN_STATE = re.compile(r"(?<![a-z])(?:dang|chua|cho|con h[ae]n|tam dung)(?![a-z])")
ENDED_STATE = re.compile(r"(?<![a-z])(?:da (?:giai quyet|gq|xu ly|tra|xong|hoan thanh)|tra ket qua|xong)(?![a-z])")

STATES = (("early", EARLY_STATE), ("on-time", ON_TIME_STATE), ("late", LATE_STATE))


def ends_by_state(rows: Sequence[Sequence[Any]], header: Header) -> list[str]:
    """How each dossier of a list without a day of its end ended, by its state and its result.

    Each is early, on-time, late or open; empty where a day stands there, or one of them says neither.
    """
    columns = [header.columns[name] for name in ("status", "outcome") if name in header.columns]
    if not columns or {"done", "returned"} & header.columns.keys():
        return []
    result = []
    for row in rows:
        line = " | ".join(fold(str(row[at])).strip() for at in columns if at < len(row))
        ways = [name for name, words in STATES if words.search(line)]
        is_open = OPEN_STATE.search(line) is not None
        if is_open and not ENDED_STATE.search(line):
            result.append("open")
        elif len(ways) == 1 and not is_open:
            result += ways
        else:
            return []
    return result if {"early", "on-time", "late"} & {*result} else []


def with_ends(
    cells: Sequence[list[str]], ends: Sequence[str], header: Header, spec: DossierList, last: dt.date
) -> list[list[str]]:
    """The cells with a day on which each dossier ended: the last of the period, and its due day as its state says."""
    word = next(word for status in spec.status if status.role == "ended" for word in status.words)
    open_word = next(word for status in spec.status if status.role == "open" for word in status.words)
    state = header.columns.get("status", header.columns.get("outcome", 0))
    received, due, done = (header.columns[name] for name in ("received", "due", "done"))
    days_left = {"early": 1, "on-time": 0, "late": -1}
    result = []
    for row, end in zip(cells, ends, strict=True):
        own = list(row)
        if end == "open":
            own[state] = open_word
        else:
            day = max(last, day_in(own[received].partition("T")[0]) or last)
            own[done], own[due] = day.isoformat(), (day + dt.timedelta(days_left[end])).isoformat()
            own[state] = word
        result.append(own)
    return result


def caution_of_ends(place: str, ends: Sequence[str]) -> list[Fault]:
    """The caution of a list whose dossiers are judged by their state, for want of the day on which they ended."""
    if not ends:
        return []
    problem = (
        "danh sách không có ngày có kết quả: đúng hạn, quá hạn tính theo chữ ở cột trạng thái, kết quả;"
        " hồ sơ đã xong được tính là xong trong kỳ"
    )
    remedy = "không cần sửa, nếu hồ sơ trong danh sách đều xong trong kỳ này"
    return [Fault("unread-part", place, problem, "ngày xử lý xong của mỗi hồ sơ", remedy)]
