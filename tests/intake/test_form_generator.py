"""Thousands of random forms: each is stored exactly, or refused, or asked about; none is stored wrong."""

import csv
import html
import io
import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Open

FIELDS = {
    "land": ["Đất đai", "Lĩnh vực Đất đai", "ĐẤT ĐAI"],
    "civil-status": ["Hộ tịch", "Lĩnh vực Hộ tịch", "Tư pháp - Hộ tịch"],
    "certification": ["Chứng thực", "CHỨNG THỰC"],
    "social": ["Bảo trợ xã hội"],
    "construction": ["Xây dựng", "Hoạt động xây dựng"],
    "other": ["Người có công", "Tôn giáo", "Y tế"],
}
RECEIVED = [
    *("Số lượng hồ sơ tiếp nhận", "Tiếp nhận", "Số hồ sơ nhận giải quyết", "Hồ sơ tiếp nhận", "Nhận giải quyết"),
    *("Số hồ sơ tiếp nhận", "Hồ sơ đã tiếp nhận", "Tình hình tiếp nhận", "Kết quả tiếp nhận"),
]
SETTLED = [
    "Số lượng hồ sơ đã giải quyết",
    "Đã xử lý",
    "Hồ sơ đã giải quyết xong",
    "Đã giải quyết",
    "Hồ sơ đã có kết quả",
    *("Số hồ sơ đã giải quyết", "Kết quả giải quyết", "Giải quyết", "Hồ sơ đã hoàn thành"),
]
PENDING = [
    *("Số lượng hồ sơ đang giải quyết", "Đang xử lý", "Hồ sơ đang giải quyết", "Đang giải quyết"),
    *("Chưa giải quyết", "Hồ sơ chưa xử lý", "Đang thụ lý", "Tồn cuối kỳ"),
]
TOTAL = ["Tổng số", "Tổng", "Số hồ sơ", "TỔNG SỐ", "Tổng cộng", "Số lượng"]
BEFORE = [
    "Từ kỳ trước",
    "Kỳ trước",
    "Tồn kỳ trước",
    "Kỳ trước chuyển sang",
    "Kỳ trước chuyển qua",
    "Tồn đầu kỳ",
    "Tồn cũ",
]
ONLINE = ["Trực tuyến", "Qua mạng", "Nộp trực tuyến", "DVC trực tuyến", "Hình thức trực tuyến"]
DIRECT = ["Trực tiếp, dịch vụ bưu chính", "Trực tiếp/bưu chính", "Trực tiếp, BCCI"]
IN_PERSON = ["Trực tiếp", "Nộp trực tiếp", "Một cửa"]
POST = ["BCCI", "Qua bưu chính", "Dịch vụ bưu chính công ích"]
EARLY = ["Trước hạn", "Sớm hạn", "Sớm", "Trước hẹn", "Trước thời hạn"]
ON_TIME = ["Đúng hạn", "Đúng", "Đúng thời hạn", "Đúng hẹn"]
LATE = ["Quá hạn", "Trễ hạn", "Trễ", "Trễ hẹn", "Quá hẹn"]
OPEN = ["Trong hạn", "Chưa đến hạn", "Còn hạn", "Chưa đến hẹn", "Còn trong hạn"]
TOTALS = ["Tổng cộng", "Tổng số", "TỔNG TOÀN XÃ", "Tổng cộng (I+II)", "Cộng chung", "Toàn xã"]
NAMES = [
    "Lĩnh vực",
    "Lĩnh vực, công việc giải quyết theo cấp",
    "Tên lĩnh vực",
    "Nhóm thủ tục hành chính",
    "Ngành, lĩnh vực",
]
# The words over columns of another period that stand beside those of the table, and over those of the table itself.
OTHER_PERIODS = {
    "cumulative": (["Lũy kế từ đầu năm", "Cộng dồn"], ["Kỳ báo cáo", "Trong kỳ báo cáo", ""]),
    "last-year": (["Cùng kỳ năm trước", "Cùng kỳ năm 2023"], ["Kỳ này", "Năm 2024", ""]),
    "years": (["Năm 2023"], ["Năm 2024"]),
}
MARKS = ["{}", "{}", "{}", "{}", "1. {}", "G01-{}", "{} (12 TTHC)"]
ASIDES = ["Lũy kế từ đầu năm", "Cùng kỳ năm trước", "Tỷ lệ so với năm trước"]

Counts = dict[str, int]


@dataclass(frozen=True)
class Form:
    """A form: its bytes, its name, its counts by group, and the counts for which it has no column."""

    name: str
    data: bytes
    groups: dict[str, Counts]
    lacks: frozenset[str]
    choices: dict[str, Any]


def counts(rng: random.Random) -> Counts:
    """The counts of one field; every identity holds by construction."""
    top = rng.choice([0, 1, 3, 60, 1500])
    online, person, post, before = (rng.randint(0, max(1, top // size)) for size in (1, 2, 9, 20))
    received = online + person + post + before
    pending = rng.randint(0, min(received, 40))
    late_open = rng.randint(0, pending)
    settled = received - pending
    late = rng.randint(0, min(settled, 9))
    early = rng.randint(0, settled - late)
    return {
        "online": online,
        "in-person": person,
        "post": post,
        "direct": person + post,
        "before": before,
        "new": online + person + post,
        "received": received,
        "settled": settled,
        "early": early,
        "on-time": settled - late - early,
        "in-time": settled - late,
        "late": late,
        "pending": pending,
        "open": pending - late_open,
        "late-open": late_open,
    }


Column = tuple[list[str], str]


def columns(rng: random.Random, choices: dict[str, Any]) -> list[Column]:
    """The columns of a form: the words over each from top to bottom, and the count that stands below."""
    head = {"r": rng.choice(RECEIVED), "s": rng.choice(SETTLED), "p": rng.choice(PENDING)}
    total = rng.choice(TOTAL)
    within = rng.choice(["Trong kỳ", "Trong đó", "Mới tiếp nhận"]) if choices["depth"] == 3 else None
    receipts: list[Column] = [([head["r"], total], "received"), ([head["r"], rng.choice(BEFORE)], "before")]
    parts = {
        "direct": [(rng.choice(ONLINE), "online"), (rng.choice(DIRECT), "direct")],
        "three": [(rng.choice(ONLINE), "online"), (rng.choice(IN_PERSON), "in-person"), (rng.choice(POST), "post")],
        "none": [("Trong kỳ", "new")],
    }[choices["channel"]]
    upper = [head["r"], within] if within and choices["channel"] != "none" else [head["r"]]
    channel: list[Column] = [([*upper, word], name) for word, name in parts]
    receipts = receipts[:1] + channel + receipts[1:] if choices["before-last"] else receipts + channel
    early = [([head["s"], rng.choice(EARLY)], "early")] if choices["early"] else []
    on_time = ([head["s"], rng.choice(ON_TIME)], "on-time" if choices["early"] else "in-time")
    ends: list[Column] = [([head["s"], total], "settled")] if choices["settled"] else []
    ends += [*early, on_time, ([head["s"], rng.choice(LATE)], "late")]
    open_: list[Column] = [([head["p"], total], "pending")] if choices["pending"] else []
    open_ += [([head["p"], rng.choice(OPEN)], "open"), ([head["p"], rng.choice(LATE)], "late-open")]
    result = receipts + ends + open_
    if choices["share"]:
        result.insert(len(receipts) + len(ends), ([head["s"], "Tỷ lệ trước hạn, đúng hạn"], "share"))
    if choices["beside"] and choices["depth"] > 1:
        other, own = map(rng.choice, OTHER_PERIODS[choices["beside"]])
        # «2×» marks a count of the other period.
        beside = [([other, *words], f"2×{name}") for words, name in result if name != "share"]
        result = [([own, *words] if own else words, name) for words, name in result]
        result = beside + result if own and rng.random() < 0.3 else result + beside
    if choices["note"]:
        result.append((["Ghi chú"], "note"))
    return result


def text_of(number: int, style: str) -> Any:
    """A count as a cell of one style holds it."""
    with_commas = f"{number:,}"
    return {
        "number": number,
        "text": str(number),
        "dots": with_commas.replace(",", "."),
        "spaces": with_commas.replace(",", "\xa0"),
        "commas": with_commas,
        "dash": "-" if number == 0 else number,
        "unit": f"{number} hồ sơ",
    }[style]


def form(seed: int) -> Form:
    """The form of a number: the same number gives the same bytes."""
    rng = random.Random(seed)
    choices: dict[str, Any] = {
        "depth": rng.choice([1, 2, 2, 3, 3]),
        "channel": rng.choice(["direct", "three", "none"]),
        "before-last": rng.random() < 0.7,
        "early": rng.random() < 0.85,
        "settled": rng.random() < 0.85,
        "pending": rng.random() < 0.85,
        "share": rng.random() < 0.25,
        "note": rng.random() < 0.2,
        "numbering": rng.choice(["", "(1)", "1", "A"]),
        "merged": rng.random() < 0.8,
        "total": rng.choice(["first", "last", "last", "last", "none"]),
        "sections": rng.choice(["", "", "", "roman", "letters", "plain"]),
        "aside": rng.random() < 0.2,
        "of-which": rng.random() < 0.15,
        "style": rng.choice(["number", "number", "text", "dots", "spaces", "commas", "dash", "unit"]),
        "container": rng.choice(["xlsx", "xlsx", "csv", "html"]),
        "signature": rng.random() < 0.5,
        "beside": rng.choice(["", "", "", "", "", *OTHER_PERIODS]),
        "pages": rng.random() < 0.1,
    }
    groups = {group: counts(rng) for group in rng.sample(sorted(FIELDS), rng.randint(1, len(FIELDS)))}
    over = columns(rng, choices)
    cells, merges = _cells(rng, choices, groups, over)
    name, data = _file(seed, choices["container"], cells, merges)
    return Form(name, data, groups, frozenset(_lacking(over)), choices)


def _lacking(over: Sequence[Column]) -> set[str]:
    there = {name for _, name in over}
    lacks = set()
    if "online" not in there:
        lacks.add("online-dossiers")
    if "early" not in there:
        lacks.add("early")
    return lacks


def _row(rng: random.Random, mark: Any, name: str, counts: Counts, over: Sequence[Column], style: str) -> list[Any]:
    row: list[Any] = [mark, name]
    for _, count in over:
        if count == "share":
            row.append(
                f"{100 * counts['in-time'] / counts['settled']:.2f} %".replace(".", ",") if counts["settled"] else ""
            )
        elif count == "note":
            row.append(rng.choice(["", "đã đối chiếu"]))
        else:
            times, _, name = count.rpartition("×")
            row.append(text_of(counts[name] * int(times or 1), style))
    return row


def _sum(parts: Sequence[Counts]) -> Counts:
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def _cells(
    rng: random.Random, choices: dict[str, Any], groups: dict[str, Counts], over: Sequence[Column]
) -> tuple[list[list[Any]], list[tuple[int, int, int, int]]]:
    title: list[list[Any]] = [
        ["ỦY BAN NHÂN DÂN XÃ NHẬT QUANG"],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"],
        ["(Từ ngày 15/12/2023 đến ngày 14/12/2024)"],
        [],
    ]
    heads: list[Column] = [([rng.choice(["STT", "TT"])], "mark"), ([rng.choice(NAMES)], "name"), *over]
    header, merges = _header(choices, heads, len(title))
    style = choices["style"]
    rows: list[list[Any]] = []
    for number, (group, counts) in enumerate(groups.items(), 1):
        name = rng.choice(MARKS).format(rng.choice(FIELDS[group]))
        marks = {"roman": ["I", "II", "III", "IV", "V", "VI"], "letters": list("ABCDEF"), "plain": [""] * 6}
        parts = _halves(rng, counts) if choices["sections"] else []
        mark = (
            marks[choices["sections"]][number - 1] if choices["sections"] in ("roman", "letters") or parts else number
        )
        label = name.upper() if parts and choices["sections"] == "plain" else name
        rows.append(_row(rng, mark, label, counts, over, style))
        for at, part in enumerate(parts, 1):
            rows.append(_row(rng, at, f"Thủ tục số {number}.{at}", part, over, style))
        if choices["of-which"] and number == 1:
            half = {count: value // 2 for count, value in counts.items()}
            rows.append(_row(rng, "", "Trong đó: hồ sơ trực tuyến toàn trình", _consistent(half), over, style))
    total = _row(rng, "", rng.choice(TOTALS), _sum(list(groups.values())), over, style)
    if choices["pages"] and len(rows) > 1:
        rows[1:1] = [*header]
    if choices["total"] == "first":
        rows.insert(0, total)
    elif choices["total"] == "last":
        rows.append(total)
    if choices["aside"]:
        rows.append(_row(rng, "", rng.choice(ASIDES), _sum([*groups.values()] * 2), over, style))
    foot: list[list[Any]] = [[], ["", "NGƯỜI LẬP BIỂU", "", "Nhật Quang, ngày 14 tháng 12 năm 2024"]]
    return [*title, *header, *rows, *(foot if choices["signature"] else [])], merges


def _consistent(counts: Counts) -> Counts:
    """These counts, each halved on its own, with their sums calculated again."""
    new = counts["online"] + counts["in-person"] + counts["post"]
    settled = counts["early"] + counts["on-time"] + counts["late"]
    pending = max(new + counts["before"] - settled, 0)
    return counts | {
        "direct": counts["in-person"] + counts["post"],
        "new": new,
        "received": new + counts["before"],
        "settled": settled,
        "in-time": settled - counts["late"],
        "pending": pending,
        "open": pending,
        "late-open": 0,
    }


def _halves(rng: random.Random, counts: Counts) -> list[Counts]:
    """The counts of two procedures that add up to those of a field."""
    first = {}
    for name in ("online", "in-person", "post", "before", "early", "on-time", "late", "open", "late-open"):
        first[name] = rng.randint(0, counts[name])
    second = {name: counts[name] - number for name, number in first.items()}
    parts = []
    for part in (first, second):
        received = part["online"] + part["in-person"] + part["post"] + part["before"]
        settled = part["early"] + part["on-time"] + part["late"]
        if received != settled + part["open"] + part["late-open"]:
            return []
        parts.append(
            part
            | {
                "direct": part["in-person"] + part["post"],
                "new": received - part["before"],
                "received": received,
                "settled": settled,
                "in-time": part["early"] + part["on-time"],
                "pending": part["open"] + part["late-open"],
            }
        )
    return parts


def _header(
    choices: dict[str, Any], heads: Sequence[Column], top: int
) -> tuple[list[list[Any]], list[tuple[int, int, int, int]]]:
    if choices["depth"] == 1:
        lines = [[_one_line(words) for words, _ in heads]]
        return [*lines, *_numbering(choices, heads)], []
    deep = max(len(words) for words, _ in heads)
    lines = [["" for _ in heads] for _ in range(deep)]
    merges = []
    for column, (words, _) in enumerate(heads):
        for level, word in enumerate(words):
            before = heads[column - 1][0][: level + 1] if column else []
            if before != words[: level + 1] or level == len(words) - 1:
                lines[level][column] = word
        if len(words) < deep:
            merges.append((top + len(words) - 1, column, top + deep - 1, column))
    for level in range(deep):
        column = 0
        while column < len(heads):
            words = heads[column][0]
            end = column
            while (
                end + 1 < len(heads) and level < len(words) - 1 and heads[end + 1][0][: level + 1] == words[: level + 1]
            ):
                end += 1
            if end > column:
                merges.append((top + level, column, top + level, end))
            column = end + 1
    return [*lines, *_numbering(choices, heads)], merges if choices["merged"] else []


def _one_line(words: Sequence[str]) -> str:
    """The words of a column in one cell, as a header of one line has them."""
    if len(words) == 1:
        return words[0]
    return f"{words[-1]} {words[0].lower()}" if words[-1] in TOTAL else f"{words[0]} - {words[-1].lower()}"


def _numbering(choices: dict[str, Any], heads: Sequence[Column]) -> list[list[Any]]:
    numbers = range(1, len(heads) + 1)
    if choices["numbering"] == "(1)":
        return [[f"({number})" for number in numbers]]
    if choices["numbering"] == "1":
        return [list(numbers)]
    return [["A", "B", *range(1, len(heads) - 1)]] if choices["numbering"] == "A" else []


def _file(
    seed: int, container: str, cells: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int]]
) -> tuple[str, bytes]:
    if container == "csv":
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(cells)
        return f"bieu-{seed}.csv", text.getvalue().encode("utf-8-sig")
    if container == "html":
        return f"bieu-{seed}.xls", _web(cells, merges).encode()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in cells:
        sheet.append([None if cell == "" else cell for cell in row])
    for top, left, bottom, right in merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    into = io.BytesIO()
    book.save(into)
    return f"bieu-{seed}.xlsx", into.getvalue()


def _web(cells: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int]]) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    inside = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    lines = []
    for row, line in enumerate(cells):
        texts = []
        for column, cell in enumerate(line):
            if (row, column) in inside:
                continue
            down, across = spans.get((row, column), (1, 1))
            texts.append(f'<td rowspan="{down}" colspan="{across}">{html.escape(str(cell))}</td>')
        lines.append(f"<tr>{''.join(texts)}</tr>")
    return f'<html><head><meta charset="utf-8"></head><body><table>{"".join(lines)}</table></body></html>'


ROOT = Path(__file__).parents[2]
# CCHC_FORMS=20000 asks for the long run.
QUICK, MANY = 100, int(os.environ.get("CCHC_FORMS", "100"))
TARGETS = {
    "on-time": ("in-time", "settled"),
    "early": ("early", "settled"),
    "online-dossiers": ("online", "new"),
}
TALLIES = {
    "carried-over": "before",
    "received": "new",
    "settled": "settled",
    "settled-late": "late",
    "pending": "pending",
    "pending-late": "late-open",
}


def wrong(chance: Form, content: FileContent) -> list[str]:
    """The stored figures that differ from the form; those for which the form has no columns are wrong too."""
    texts = []
    for _, row in content.observations:
        over, under = TARGETS[row.indicator_id]
        numbers = chance.groups.get(row.group_id or "", None)
        if row.indicator_id in chance.lacks or numbers is None:
            texts.append(f"{row.indicator_id} {row.group_id}: the form does not say it")
        elif (row.numerator, row.denominator) != (numbers[over], numbers[under]):
            texts.append(f"{row.indicator_id} {row.group_id}: {row.numerator}/{row.denominator}")
    for _, tally in content.tallies:
        numbers = chance.groups.get(tally.group_id or "", None)
        if numbers is None or tally.cases != numbers[TALLIES[tally.tally_id]]:
            texts.append(f"{tally.tally_id} {tally.group_id}: {tally.cases}")
    content_keys = {(row.indicator_id, row.group_id) for _, row in content.observations}
    return texts + [
        f"{name} {group}: left out"
        for group in chance.groups
        for name in TARGETS
        if name not in chance.lacks and (name, group) not in content_keys
    ]


def outcomes(seeds: range, plan: Catalog) -> Counter[str]:
    """The number of forms by outcome; a form that is stored wrong fails the test with its number."""
    outcome: Counter[str] = Counter()
    for seed in seeds:
        answer = form(seed)
        try:
            result = read(answer.name, answer.data, plan, unit_id="nhat-quang")
        except Open:
            outcome["asked"] += 1
        except FaultError:
            outcome["refused"] += 1
        else:
            assert wrong(answer, result) == [], (seed, answer.choices)
            outcome["exact"] += 1
    return outcome


@pytest.mark.slow
def test_forms_of_every_kind_are_stored_exactly_or_not_at_all(plan: Catalog) -> None:
    result = outcomes(range(QUICK), plan)

    assert result["exact"] > 0.8 * QUICK, result


@pytest.mark.slow
def test_many_forms_are_stored_exactly_or_not_at_all(plan: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
    result = outcomes(range(QUICK, QUICK + MANY), plan)

    with capsys.disabled():
        sys.stdout.write(f"{ {way: f'{100 * times / MANY:.2f} %' for way, times in result.items()} }\n")
    assert result.total() == MANY
