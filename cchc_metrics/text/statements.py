"""Sentences about several figures at once, over a year or the whole plan; periods by name, and their changes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import is_missing
from cchc_metrics.text.rows import AreaRow, ChangeRow, PeriodRow, SpanRow, TaskRow, VerdictRow
from cchc_metrics.text.sentence import (
    Row,
    break_title,
    change_words,
    not_begun,
    owner,
    requirement,
    shortfall,
)

# How a change of parts is to be read where the applicable maximum differs.
BY_POINTS_LOST = "Thay đổi của thành phần tính theo điểm bị mất, không phải là hiệu hai giá trị."
# How many of the widest gaps a summary names.
WORST = 3

MET_LEVELS, MISSED_LEVELS = ("met", "met_within_error"), ("missed", "missed_within_error")
# Due in the year, and not judged because a figure is missing.
UNKNOWN = ("no_data", "no_previous")
# Both years are known, so the index rose, fell or stayed.
COMPARISONS = ("up", "down", "same")
# The states of tasks in the order in which a report tells them.
TASK_STATES = ("done", "in_progress", "late", "not_started")
# What every count of targets is a count of.
BASIS = "chỉ tiêu đến hạn và có số liệu"
# What becomes of the targets that are neither met nor missed, in the order in which it is told.
OTHERS = {
    "no_data": "chưa có số liệu",
    "no_previous": "chưa so được (thiếu năm trước)",
    "no_activity": "không phát sinh",
    "not_comparable": "không xét",
    "not_due": words.NOT_DUE,
}


def met_count(met: int, total: int, *, within_error: int = 0) -> str:
    """How many targets were met, of how many that were due and had figures; those met only within the margin named.

    >>> met_count(13, 23, within_error=2)
    'đạt 13 trên 23 chỉ tiêu đến hạn và có số liệu (2 trong sai số)'
    """
    margin = f" ({within_error} trong sai số)" if within_error else ""
    return f"đạt {met} trên {total} {BASIS}{margin}"


def areas_line(row: AreaRow) -> str:
    """How an area stands: targets met out of those with figures, then the others, never an average."""
    verdicts = row["met"] + row["missed"]
    if row["total"] == 0:
        return "không có chỉ tiêu định lượng"
    levels: Mapping[str, object] = row
    text = [met_count(row["met"], verdicts, within_error=row.get("met_within_error", 0))] if verdicts else []
    for key, word in {"missed": "chưa đạt", **OTHERS}.items():
        if levels[key]:
            # The first count says what it is a count of.
            text.append(f"{levels[key]} {word}" if text else f"{levels[key]} chỉ tiêu {word}")
    return " · ".join(text) or "kế hoạch không xét năm này"


def margin(row: Row) -> str:
    """Behind the verdict on a survey that its own error leaves open: that it does; empty behind any other.

    >>> margin({"level": "missed_within_error"})
    ', trong sai số khảo sát'
    """
    return ", trong sai số khảo sát" if str(row["level"]).endswith("within_error") else ""


def finding(row: Row) -> str:
    """What the plan asks of a missed figure, how much is wanting, and how sure that is.

    >>> row = {"level": "missed", "kind": "annual", "operator": ">=", "measure_unit": "percent", "value": 87.0}
    >>> row |= {"gap": -3.0, "target": 90.0, "flag": "provisional"}
    >>> finding(row).replace("\\N{NO-BREAK SPACE}", " ")
    'cần 90 % trở lên, thiếu 3 điểm %; số tạm thời'
    """
    unsure = f"; số {words.FLAGS[row['flag']]}" if row.get("flag") in ("provisional", "estimated") else ""
    return requirement(row) + margin(row) + unsure


def not_final(rows: Iterable[Row | PeriodRow]) -> str:
    """Which figures may still change, by name and, of several years, year; all in a word; empty where all are final.

    >>> row = {"short": "PAPI", "year": 2024, "flag": "provisional"}
    >>> not_final([row, {**row, "short": "Đúng hạn", "flag": "final"}])
    'Số tạm thời, còn có thể thay đổi: “PAPI”.'
    >>> not_final([row, {**row, "year": 2023, "flag": None}])
    'Mọi số liệu là số tạm thời, còn có thể thay đổi.'
    """
    there = [row for row in rows if not is_missing(row["flag"])]
    several = len({row["year"] for row in there}) > 1
    open_ones: dict[str, list[str]] = {}
    for row in there:
        if row["flag"] in ("provisional", "estimated"):
            year = f" ({int(row['year'])})" if several else ""
            open_ones.setdefault(words.FLAGS[row["flag"]], []).append(f"“{row['short']}”{year}")
    if len(open_ones) == 1 and len(next(iter(open_ones.values()))) == len(there) > 0:
        return f"Mọi số liệu là số {next(iter(open_ones))}, còn có thể thay đổi."
    return " ".join(f"Số {word}, còn có thể thay đổi: {', '.join(names)}." for word, names in open_ones.items())


def areas_behind(rows: Iterable[AreaRow], year: int) -> str:
    """How many areas have a target that was missed, of those in which any target could be judged in the year."""
    rows = list(rows)
    if not any(row["total"] for row in rows):
        return f"Năm {year}: kế hoạch không đặt chỉ tiêu nào."
    rows_with_verdict = [row for row in rows if row["met"] + row["missed"]]
    if not rows_with_verdict:
        return f"Năm {year}: chưa xét được chỉ tiêu của lĩnh vực nào."
    behind = sum(bool(row["missed"]) for row in rows_with_verdict)
    return f"Năm {year}: {behind} trên {len(rows_with_verdict)} lĩnh vực đã xét còn chỉ tiêu chưa đạt."


def missed_by_owner(rows: Iterable[Row]) -> str:
    """How many targets of each post were missed, the most first; empty where none was.

    rows: those of `metrics.targets` of one year.

    >>> missed_by_owner([{"owner": "Văn phòng", "level": "missed"}, {"owner": None, "level": "met"}])
    'Chưa đạt theo người phụ trách: Văn phòng 1.'
    >>> missed_by_owner([{"owner": "Trung tâm; Phòng Kinh tế", "level": "missed"}])
    'Chưa đạt theo người phụ trách: Trung tâm cùng Phòng Kinh tế 1.'
    """
    text = _by_owner(row for row in rows if row["level"] in MISSED_LEVELS)
    return f"Chưa đạt theo người phụ trách: {text}." if text else ""


def owed_by_owner(rows: Iterable[Row]) -> str:
    """How many indices and targets of each post have no figure, the most first; empty where none lacks one.

    rows: those of `metrics.indices` and `metrics.targets` of one year.

    >>> owed_by_owner([{"owner": "Văn phòng", "level": "no_data"}, {"owner": None, "level": "met"}])
    'Còn nợ số liệu: Văn phòng 1.'
    """
    text = _by_owner(row for row in rows if row["level"] == "no_data")
    return f"Còn nợ số liệu: {text}." if text else ""


def _by_owner(rows: Iterable[Row]) -> str:
    # Posts that answer together are one name here, where a semicolon parts one from the next.
    owners = Counter(owner(row).replace("; ", " cùng ") for row in rows)
    return "; ".join(f"{name} {count}" for name, count in owners.most_common())


def targets_line(levels: Iterable[Any]) -> str:
    """What became of every target of the plan in a year, in a sentence; empty where none was due with a figure.

    levels: `level` of each target in the year.

    >>> targets_line(["met", "met_within_error", "missed", "no_data", "no_activity"])
    'Trong 5 chỉ tiêu của kế hoạch: đạt 2 trên 3 chỉ tiêu đến hạn và có số liệu (1 trong sai số), chưa đạt 1; còn lại \
1 chưa có số liệu, 1 không phát sinh.'
    >>> targets_line(["no_data", "not_due"])
    ''
    """
    verdicts = [level for level in levels if not is_missing(level)]
    numbers = Counter(verdicts)
    met, missed = (sum(numbers[level] for level in kind) for kind in (MET_LEVELS, MISSED_LEVELS))
    if not met + missed:
        return ""
    text = f"Trong {len(verdicts)} chỉ tiêu của kế hoạch: "
    text += met_count(met, met + missed, within_error=numbers["met_within_error"])
    text += f", chưa đạt {missed}" if missed else ""
    others = ", ".join(f"{numbers[level]} {word}" for level, word in OTHERS.items() if numbers[level])
    return f"{text}; còn lại {others}." if others else f"{text}."


def widest_gaps(rows: Iterable[Row]) -> str:
    """The missed targets that are farthest from what was asked, as a share of it; empty where none was missed.

    >>> row = {"level": "missed", "kind": "annual", "operator": ">=", "measure_unit": "percent", "value": 95.0}
    >>> widest_gaps([{**row, "short": "Giải ngân", "gap": -5.0, "target": 100.0}]).replace("\\N{NO-BREAK SPACE}", " ")
    'Thiếu nhiều nhất: “Giải ngân” thiếu 5 điểm %.'
    """

    def share(row: Row) -> float:
        gap, target = row["gap"], row["target"]
        return -float("inf") if is_missing(gap) or is_missing(target) or not target else -gap / target

    worst = sorted((row for row in rows if row["level"] in MISSED_LEVELS), key=share, reverse=True)[:WORST]
    gaps = (("" if row["kind"] in words.YEAR_RULES else shortfall(row)) or change_words(row) for row in worst)
    text = "; ".join(f"“{row['short']}” {gap}{margin(row)}" for row, gap in zip(worst, gaps, strict=True))
    return f"Thiếu nhiều nhất: {text}." if text else ""


def rose_count(directions: Iterable[Any]) -> str:
    """How many indices rose, and what became of those that could not be held against the year before.

    directions: `direction` of each headline index in the year. Empty where none could be compared.

    >>> rose_count(["up", "up", "no_data", "down"])
    '2 trên 4 chỉ số tăng, 1 chưa có số liệu'
    """
    indices = list(directions)
    if not any(direction in COMPARISONS for direction in indices):
        return ""
    others = [
        f"{indices.count(one)} {words.DIRECTIONS[one].word}"
        for one in words.DIRECTIONS
        if one not in COMPARISONS and one in indices
    ]
    return ", ".join([f"{indices.count('up')} trên {len(indices)} chỉ số tăng", *others])


def tasks_day(tasks: Sequence[TaskRow]) -> str:
    """Until which day reports on tasks count, to stand after every count of them; a count of another day is another.

    >>> from datetime import date
    >>> tasks_day([{"state_day": date(2025, 12, 20)}])
    'đến ngày 20/12/2025'
    """
    return f"đến ngày {formats.day(tasks[0]['state_day'])}"


def tasks_line(tasks: Sequence[TaskRow]) -> str:
    """How many tasks of the plan stand where, and on which day; empty without tasks."""
    if not tasks:
        return ""
    states = Counter(row["state"] for row in tasks if not is_missing(row["state"]))
    if not states:
        return f"Chưa có báo cáo về {len(tasks)} nhiệm vụ của kế hoạch {tasks_day(tasks)}."
    parts = [f"{states[state]} {words.STATES[state]}" for state in TASK_STATES if state in states]
    silent = len(tasks) - states.total()
    parts += [f"{silent} {words.STATE_UNKNOWN}"] if silent else []
    costs = money_line(tasks)
    line = f"Trong {len(tasks)} nhiệm vụ của kế hoạch, {tasks_day(tasks)}: {', '.join(parts)}."
    return f"{line} {costs}" if costs else line


def money_line(tasks: Iterable[TaskRow]) -> str:
    """What the tasks that report it have cost, beside what the plan gives for these; empty where none does."""
    payments: dict[str, list[TaskRow]] = {}
    for row in tasks:
        if not is_missing(row["spent"]):
            payments.setdefault(row["money_word"], []).append(row)
    parts = []
    for word, rows in payments.items():
        budget = sum(row["money"] for row in rows if not is_missing(row["money"]))
        of = f" trên {formats.count(budget)}" if all(not is_missing(row["money"]) for row in rows) else ""
        parts.append(f"{formats.count(sum(row['spent'] for row in rows))}{of} {word} ({len(rows)} nhiệm vụ)")
    return f"Kinh phí đã chi: {'; '.join(parts)}." if parts else ""


def no_misses(rows: Iterable[Row], year: int) -> str:
    """What may be said of a year in which nothing was missed; only figures that were judged let one say so.

    rows: those of `indices` and `targets` of the year, of which `level` is read.

    >>> no_misses([{"level": "met"}, {"level": "no_data"}, {"level": "not_due"}], 2025)
    'Không có chỉ số, chỉ tiêu nào chưa đạt trong 1 trên 2 chỉ số, chỉ tiêu đến hạn đã có số liệu.'
    >>> no_misses([{"level": "no_data"}], 2025)
    'Chưa có số liệu của chỉ số, chỉ tiêu nào đến hạn năm 2025, nên chưa biết có mục nào chưa đạt.'
    >>> no_misses([{"level": "no_previous"}, {"level": "no_previous"}, {"level": "no_data"}], 2025)
    'Chưa kết luận được chỉ số, chỉ tiêu nào đến hạn năm 2025 (2 chưa so được vì thiếu năm trước, 1 chưa có số liệu), \
nên chưa biết có mục nào chưa đạt.'
    >>> no_misses([{"level": "not_due"}, {"level": "not_comparable"}], 2025)
    'Năm 2025 không có chỉ số, chỉ tiêu nào xét được.'
    """
    levels = [row["level"] for row in rows if not is_missing(row["level"])]
    verdicts = sum(level in (*MET_LEVELS, *MISSED_LEVELS) for level in levels)
    due = verdicts + sum(level in UNKNOWN for level in levels)
    if not due:
        return f"Năm {year} không có chỉ số, chỉ tiêu nào xét được."
    if not verdicts:
        alone, absent = levels.count("no_previous"), levels.count("no_data")
        if not alone:
            return f"Chưa có số liệu của chỉ số, chỉ tiêu nào đến hạn năm {year}, nên chưa biết có mục nào chưa đạt."
        others = f", {absent} chưa có số liệu" if absent else ""
        return (
            f"Chưa kết luận được chỉ số, chỉ tiêu nào đến hạn năm {year} ({alone} chưa so được vì thiếu năm trước"
            f"{others}), nên chưa biết có mục nào chưa đạt."
        )
    return f"Không có chỉ số, chỉ tiêu nào chưa đạt trong {verdicts} trên {due} chỉ số, chỉ tiêu đến hạn đã có số liệu."


def nothing_worse(rows: Iterable[PeriodRow]) -> str:
    """What may be said of a part of a year in which nothing fell short; only what could be compared lets one say so.

    >>> nothing_worse([{"direction": "up"}, {"direction": "no_previous"}])
    'Trong 1 chỉ tiêu so được với cùng kỳ năm trước, không có chỉ tiêu nào kém hơn.'
    >>> nothing_worse([{"direction": "no_previous"}])
    'Chưa nêu được tồn tại, hạn chế: số liệu của kỳ chưa so được với cùng kỳ năm trước.'
    """
    comparable = sum(row["direction"] in COMPARISONS for row in rows)
    if not comparable:
        return "Chưa nêu được tồn tại, hạn chế: số liệu của kỳ chưa so được với cùng kỳ năm trước."
    return f"Trong {comparable} chỉ tiêu so được với cùng kỳ năm trước, không có chỉ tiêu nào kém hơn."


def headline(year: int, directions: Iterable[Any], levels: Iterable[Any], worst: Row | None = None) -> str:
    """The finding of a year in a sentence: how many indices rose, what became of the others, how many targets were met.

    directions: `direction` of each headline index in the year. levels: `level` of each target in the year.
    worst: the row of `attention` that is farthest from what was asked, where the sentence names it.

    >>> headline(2025, ["up", "up", "no_data", "up"], ["met", "met_within_error", "missed", "no_activity"])
    'Năm 2025: 3 trên 4 chỉ số tăng, 1 chưa có số liệu; đạt 2 trên 3 chỉ tiêu đến hạn và có số liệu (1 trong sai số).'
    >>> headline(2025, ["no_data"], ["not_due"])
    'Năm 2025: chưa đủ số liệu để kết luận.'
    """
    targets = list(levels)
    parts = [rose_count(directions)]
    met, missed = (sum(level in kind for level in targets) for kind in (MET_LEVELS, MISSED_LEVELS))
    if met + missed:
        parts.append(met_count(met, met + missed, within_error=targets.count("met_within_error")))
    if worst is not None:
        required = requirement(worst)
        gap = next((part for part in required.split(", ") if part.startswith(("thiếu", "vượt"))), required)
        parts.append(f"kém nhất: {worst['short']}, {gap}{margin(worst)}")
    return f"Năm {year}: {'; '.join(filter(None, parts)) or 'chưa đủ số liệu để kết luận'}."


def years_met(levels: Mapping[int, Sequence[Any]]) -> str:
    """How many targets were met in each year of several, in a sentence; empty where none of them judged any.

    levels: `level` of each target by year.

    >>> years_met({2021: ["met", "missed", "not_due"], 2022: ["no_data"], 2023: ["met", "met_within_error"]})
    'Số chỉ tiêu đạt trên số chỉ tiêu đến hạn và có số liệu của từng năm: 2021: 1 trên 2; 2023: 2 trên 2 (1 trong sai \
số); không có chỉ tiêu nào xét được: 2022.'
    """
    parts, silent = [], []
    for year, verdicts in levels.items():
        met, missed = (sum(level in kind for level in verdicts) for kind in (MET_LEVELS, MISSED_LEVELS))
        margin = sum(level == "met_within_error" for level in verdicts)
        if met + missed:
            parts.append(f"{year}: {met} trên {met + missed}" + (f" ({margin} trong sai số)" if margin else ""))
        else:
            silent.append(year)
    parts += [f"không có chỉ tiêu nào xét được: {years_list(silent)}"] if parts and silent else []
    return f"Số chỉ tiêu đạt trên số {BASIS} của từng năm: {'; '.join(parts)}." if parts else ""


def span_line(row: SpanRow) -> str:
    """The verdict of the whole plan on an indicator, a row of `span_verdicts`; it is never that of one year.

    Empty where one year alone counts, whose verdict is that of the plan.

    >>> span_line({"level": "missed", "judged": 5, "met": 3, "missed": 1, "no_data": 1, "no_previous": 0,
    ...     "missed_years": [2022]})
    'chưa đạt (đạt 3 trên 5 năm phải đạt; chưa đạt: 2022; 1 năm chưa có số liệu)'
    >>> span_line({"level": "met", "judged": 5, "met": 5, "missed": 0, "no_data": 0, "no_previous": 0,
    ...     "missed_years": []})
    'đạt (cả 5 năm phải đạt)'
    >>> span_line({"level": "missed", "judged": 5, "met": 0, "missed": 5, "no_data": 0, "no_previous": 0,
    ...     "missed_years": [2021, 2022, 2023, 2024, 2025]})
    'chưa đạt (không năm nào đạt trong 5 năm phải đạt)'
    """
    if row["judged"] < 2:
        return ""
    if row["level"] == "met":
        return f"đạt (cả {row['judged']} năm phải đạt)"
    parts = [f"đạt {row['met']} trên {row['judged']} năm phải đạt"] if row["met"] else []
    if row["missed"] == row["judged"]:
        parts.append(f"không năm nào đạt trong {row['judged']} năm phải đạt")
    elif row["missed"]:
        parts.append(f"chưa đạt: {years_list(row['missed_years'])}")
    levels: Mapping[str, object] = row
    parts += [f"{levels[level]} năm {OTHERS[level]}" for level in UNKNOWN if levels[level]]
    return f"{span_verdict(row)} ({'; '.join(parts)})"


def span_verdict(row: SpanRow) -> str:
    """The verdict of the whole plan in a word, as `span_line` tells it with its years; empty as there."""
    if row["judged"] < 2:
        return ""
    return {"met": "đạt", "missed": "chưa đạt"}.get(row["level"], "chưa kết luận được")


def span_count(rows: Sequence[SpanRow]) -> str:
    """How many targets the plan met over all its years, rows of `span_verdicts`; what nobody can say yet stands apart.

    >>> span_count([{"level": "met"}, {"level": "missed"}, {"level": "no_data"}, {"level": "no_activity"}])
    'đạt ở mọi năm phải đạt: 1 chỉ tiêu; có năm chưa đạt: 1; thiếu số liệu nên chưa kết luận được: 1; không phát sinh \
hoặc không xét: 1'
    """
    numbers = Counter(row["level"] for row in rows)
    rest = len(rows) - numbers["met"] - numbers["missed"] - numbers["no_data"] - numbers["no_previous"]
    parts = [f"đạt ở mọi năm phải đạt: {numbers['met']} chỉ tiêu", f"có năm chưa đạt: {numbers['missed']}"]
    unknown = numbers["no_data"] + numbers["no_previous"]
    parts += [f"thiếu số liệu nên chưa kết luận được: {unknown}"] if unknown else []
    parts += [f"không phát sinh hoặc không xét: {rest}"] if rest else []
    return "; ".join(parts)


def years_list(years: Iterable[int]) -> str:
    """Years in a sentence."""
    return ", ".join(str(int(year)) for year in years)


def chain_sentence(links: Sequence[Row]) -> str:
    """Whether an index rose every year: the first broken link is named, then the years that could not be judged."""
    unknown, alone = _years(links, "no_data"), _years(links, "no_previous")
    gaps = _years(links, "not_comparable")
    text = [chain_verdict(links)] if links else []
    if unknown:
        text.append(f"Chưa có số liệu: {unknown}.")
    if alone:
        text.append(f"Chưa so được (thiếu năm trước): {alone}.")
    if gaps:
        text.append(f"Không xét: {gaps}.")
    return " ".join(text)


def chain_verdict(links: Sequence[Row]) -> str:
    """Whether an index rose every year, or its first broken link; for whoever sees the years beside it."""
    fall = next((link for link in links if link["direction"] in ("down", "same")), None)
    if fall is not None:
        return f"Không tăng liên tục: năm {int(fall['year'])} {change_words(fall)}."
    directions = {link["direction"] for link in links}
    if directions == {"up"}:
        first, last = int(links[0]["year"]), int(links[-1]["year"])
        return f"Năm {first} tăng." if first == last else f"Tăng liên tục {first}–{last}."
    rises = [int(link["year"]) for link in links if link["direction"] == "up"]
    if len(rises) == 1:
        return f"Chỉ năm {rises[0]} so được với năm trước: tăng."
    return "Các năm so được đều tăng." if "up" in directions else "Chưa có năm nào so được với năm trước."


def statistical_line(links: Sequence[Row]) -> str:
    """The chain read with the margins of surveys: the years of each reading, those without a reading left out."""
    readings = dict.fromkeys(link["direction_statistical"] for link in links)
    parts = [
        f"năm {', '.join(years)} {words.READINGS[reading]}"
        for reading in readings
        if reading in words.READINGS
        if (years := [str(int(link["year"])) for link in links if link["direction_statistical"] == reading])
    ]
    return f"Xét cả sai số: {'; '.join(parts)}." if parts else ""


def _years(links: Sequence[Row], direction: str) -> str:
    # Of a year that has not begun nobody owes a figure.
    return ", ".join(str(int(link["year"])) for link in links if link["direction"] == direction and not not_begun(link))


def rounding_notes(rows: Iterable[VerdictRow | PeriodRow]) -> list[str]:
    """A line below a table where a change, that of the figures before rounding, visibly misses those beside it.

    >>> row = {"previous": 82.3636, "change": 3.2723, "value": 85.6359, "measure_unit": "percent"}
    >>> rounding_notes([row])
    ['Mức tăng, giảm tính từ số chưa làm tròn, nên có thể lệch ở chữ số cuối so với hiệu của hai số đã ghi.']
    >>> rounding_notes([{**row, "previous": 80.0, "change": 5.6359}, {**row, "change": None}])
    []
    """
    misses = (
        formats.rounding_line(row["previous"], [row["change"]], row["value"], row["measure_unit"])
        for row in rows
        if not (is_missing(row["previous"]) or is_missing(row["change"]) or is_missing(row["value"]))
    )
    note = "Mức tăng, giảm tính từ số chưa làm tròn, nên có thể lệch ở chữ số cuối so với hiệu của hai số đã ghi."
    return [note] if any(misses) else []


def period_name(period: str, year: int) -> str:
    """A period within a sentence.

    >>> period_name("Quý III", 2024)
    'quý III năm 2024'
    >>> period_name("Năm", 2024)
    'năm 2024'
    """
    text = period[0].lower() + period[1:]
    return f"{text} {year}" if text.endswith("năm") else f"{text} năm {year}"


def period_change(row: PeriodRow) -> str:
    """The change against the same period of the year before in a few words, or why there is none."""
    word = words.DIRECTIONS[row["direction"]].word
    match row["direction"]:
        case "up" | "down":
            return change_words(row)
        case "same":
            return f"{word} cùng kỳ"
        case "not_comparable":
            return f"{word}: {break_title(row)}"
        case _:
            return "cùng kỳ không phát sinh" if row["none_before"] is True else "cùng kỳ chưa có số liệu"


def maximum_line(rows: Iterable[tuple[int, int, ChangeRow]], unit: str) -> str:
    """That the applicable maximum of an index differs between two years, what this alone did, and how to read parts.

    `rows` are those of `metrics.change` about the maximum, each with its two years. Without any it is empty.
    """
    texts = [
        f"năm {last} là {formats.count(row['to_value'])} điểm, năm {first} là {formats.count(row['from_value'])} điểm, "
        f"riêng việc này làm chỉ số {formats.change(row['change'], unit)}"
        for first, last, row in rows
    ]
    return f"{words.APPLICABLE_MAXIMUM}: {'; '.join(texts)}. {BY_POINTS_LOST}" if texts else ""
