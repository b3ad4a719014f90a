"""The columns of a list of dossiers: which is which, which is missing, and states that stand for a missing day."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cchc_metrics.catalog.forms import Column, DossierList
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import NO_USE, Answers, Question
from cchc_metrics.intake.dossier_rows import text_of_cell, without_column
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.rollup import DAYS, GroupCounts
from cchc_metrics.text.letters import fold

# What every figure needs, beside the day on which a dossier ended; without the others some figures are left out.
NEEDED = ("received", "due")
# What people note of a dossier, in as many columns and words as they like.
REMARKS = ("note", "reason")
# What a state of a dossier means, for whoever is asked about one that the plan does not know.
ROLES = {
    "open": "đang xử lý, hoặc chờ bổ sung",
    "ended": "đã có kết quả, đã trả, hoặc đã dừng",
    "withdrawn": "công dân rút, hoặc trả lại",
    "not_received": "chưa tiếp nhận, hoặc không tiếp nhận",
}
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


def find_gaps(
    sheet: Sheet,
    spec: DossierList,
    header: Header,
    questions: list[Question],
    faults: list[Fault],
    *,
    is_judged: bool = False,
) -> None:
    """A question for each missing column that another one may be; a fault where none may.

    A list that is judged by its states needs no day on which a dossier ended.
    """
    gaps = [column for column in spec.column if column.id in NEEDED and column.id not in header.columns]
    if not (is_judged or {"done", "returned"} & set(header.columns)):
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


# «Đã giải quyết trước hạn», «Trả (trễ hạn 2 ngày)»: a state, and what it says of the day promised. «Trước và đúng hạn»
# is no more than in time; «Trong hạn» is in time of a dossier that ended.
JUDGED_STATE = re.compile(
    r"(?P<state>.*?)[\s,;:/(–—-]*(?:(?P<early>(?:truoc|som)(?: thoi)? h[ae]n)"
    r"|(?P<on_time>(?:truoc ?(?:va|,|/|-) ?)?dung(?: thoi)? h[ae]n)|(?P<late>(?:tre|qua|cham)(?: thoi)? h[ae]n)"
    r"|(?P<in_time>trong(?: thoi)? h[ae]n)|(?P<open>(?:chua|con|sap)(?: den| toi)? h[ae]n))"
    r"(?:[\s:(-]*\d+(?:[.,]\d+)? ngay(?: lam viec)?)?[\s).]*"
)
JUDGEMENTS = ("early", "on_time", "late")


def roles_of(spec: DossierList, groups: Mapping[str, str]) -> dict[str, str]:
    """What each state means, folded: the words of the plan, «chưa …» for its words of an end, and what was answered."""
    ends = (fold(word) for status in spec.status if status.role == "ended" for word in status.words)
    result: dict[str, str] = {f"chua {word.removeprefix('da ')}": "open" for word in ends}
    result |= {fold(word): status.role for status in spec.status for word in status.words}
    answers = [(fold(word), *value.partition(":")[::2]) for word, value in groups.items()]
    return result | {word: role for word, kind, role in answers if kind == "status" and role in ROLES}


def states_of(rows: Sequence[Sequence[Any]], header: Header, roles: Mapping[str, str]) -> list[tuple[str, str]]:
    """The state of each dossier of a list without a day of its end, by its state and its result, and how it ended.

    That is one of JUDGEMENTS, withdrawn or open; "" where the words do not say so. Empty for a list where no result
    says whether it was in time. «Đúng hạn» alone says that a dossier ended below «Kết quả», or where others are open.
    """
    columns = [header.columns[name] for name in ("status", "outcome") if name in header.columns]
    if {"done", "returned"} & header.columns.keys():
        return []
    texts = [[text for at in columns if at < len(row) and (text := text_of_cell(row[at]).strip())] for row in rows]
    meanings = {text: _meaning(text, roles) for row in texts for text in row}
    if not any(way in JUDGEMENTS and role != "open" for role, way in meanings.values()):
        return []
    is_result = any(fold(header.words(at)).startswith("ket qua") for at in columns)
    says_end = is_result or any(role == "open" for role, _ in meanings.values())
    # What people note as the result beside a state is no state.
    texts = [row[:1] + [text for text in row[1:] if meanings[text] != (None, "")] for row in texts]
    return [("; ".join(dict.fromkeys(row)), _end([meanings[text] for text in row], says_end=says_end)) for row in texts]


def _meaning(text: str, roles: Mapping[str, str]) -> tuple[str | None, str]:
    """What a state or a result means, and what it says of the day promised; None for words that nobody knows."""
    words = fold(text)
    match = JUDGED_STATE.fullmatch(words)
    state = match["state"] if match else words
    role = roles.get(words) or roles.get(state) or roles.get(f"da {state}") or ("" if match and not state else None)
    return role, str(match.lastgroup) if match else ""


def _end(meanings: Sequence[tuple[str | None, str]], *, says_end: bool) -> str:
    """How a dossier ended of whose state and result these are the meanings; "" where that is not said."""
    roles, ways = {role for role, _ in meanings if role != ""}, {way for _, way in meanings if way}
    if None in roles:
        return ""
    if "open" in roles or "open" in ways:
        return "open"
    if "in_time" in ways and "ended" in roles:
        ways = ways - {"in_time"} or {"on_time"}
    if "not_received" not in roles and len(ways) == 1 and ways <= {*JUDGEMENTS} and (roles or says_end):
        return ways.pop()
    return "withdrawn" if "withdrawn" in roles and not ways else ""


def as_judged(each: GroupCounts, ways: Mapping[str, str]) -> GroupCounts:
    """The counts of dossiers without a day of their end, as their state says that they ended."""
    way = ways.get(each.status, "open")
    if way == "open":
        return each
    counts = Counter(each.counts)
    counts["not_due"] = counts.pop("pending_in_time", 0)
    counts[way] += counts["not_due"] + counts.pop("pending_late", 0)
    return replace(each, counts=counts)


def cautions_of_judged(place: str, counts: Sequence[GroupCounts], ways: Mapping[str, str]) -> Iterator[Fault]:
    """The cautions of a list whose dossiers are judged by their state, for want of the day on which they ended."""
    if not ways:
        return
    remedy, expected = "không cần sửa, nếu đúng là như vậy", "ngày xử lý xong của mỗi hồ sơ"
    problem = "danh sách không có ngày có kết quả: đúng hạn, quá hạn tính theo chữ ở cột trạng thái, kết quả;"
    problem += " hồ sơ đã xong được tính là xong trong kỳ"
    yield Fault("unread-part", place, problem, expected, remedy)
    late = sum(each.counts["not_due"] for each in counts if ways.get(each.status) == "late")
    if late:
        problem = f"{late} hồ sơ ghi trễ hạn nhưng đến cuối kỳ chưa quá ngày hẹn trả: tính là trễ hạn trong kỳ này"
        yield Fault("two-values", place, problem, expected, remedy)
    withdrawn = sum(each.counts["withdrawn"] for each in counts)
    if withdrawn:
        problem = f"{withdrawn} hồ sơ rút, trả lại không có ngày: tính vào số tiếp nhận, không tính là đã giải quyết"
        yield Fault("left-out-rows", place, f"{problem}, đang giải quyết", expected, remedy)
