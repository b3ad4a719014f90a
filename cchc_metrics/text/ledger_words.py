"""Words of the ledger: submissions with what they change, closed periods, decisions of meetings."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict

from cchc_metrics.days import local_day, local_moment
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import DecisionDayRow, DecisionRow, Maybe, records
from cchc_metrics.text.sentence import counts, owner

if TYPE_CHECKING:
    from pandas import DataFrame

    class Preview(Protocol):
        """What would change, as `workspace.Preview`, which lies above this room."""

        @property
        def changes(self) -> DataFrame: ...  # noqa: D102
        @property
        def tasks(self) -> DataFrame: ...  # noqa: D102
        @property
        def feedback(self) -> DataFrame: ...  # noqa: D102
        @property
        def flips(self) -> DataFrame: ...  # noqa: D102
        @property
        def repeats(self) -> tuple[tuple[str, int, dt.date], ...]: ...  # noqa: D102
        @property
        def units(self) -> tuple[str, ...]: ...  # noqa: D102

        def of(self, unit_id: str) -> "Preview":
            """The same for one unit."""
            ...


class EntryRow(TypedDict):
    """One entry of the ledger, as in `Workspace.log`."""

    number: int
    at: str
    by: str
    action: str
    files: str


class FigureChangeRow(TypedDict):
    """One figure that a submission would change, as in `changes` of `workspace.Preview`."""

    kind: Literal["added", "changed", "gone"]
    unit_id: str
    indicator_id: str
    name: str
    measure_unit: str
    part_id: str
    breakdown_id: str
    group_id: str
    year: int
    period_start: dt.datetime
    period_end: dt.datetime
    numerator: Maybe
    denominator: Maybe
    numerator_before: Maybe
    denominator_before: Maybe
    before: Maybe
    after: Maybe
    limit: Maybe
    unlike: str
    place: str
    note: Maybe
    approval: Maybe
    layer_before: Maybe
    layer_after: Maybe
    as_of_before: Maybe
    as_of_after: Maybe
    given_flag_before: Maybe
    given_flag_after: Maybe
    illustrative: bool
    illustrates: bool


class FlipRow(TypedDict):
    """One verdict that a submission would change, as in `flips` of `workspace.Preview`."""

    indicator_id: str
    short: str
    year: int
    verdict: Literal["level", "direction", "direction_statistical", "pace"]
    before: Maybe
    after: Maybe


LOCK = {
    "approve": "{name}, kỳ {period}, đã duyệt ở bút toán {entry} nên không sửa được nữa",
    "lock": "{name}, kỳ {period}, nằm trong kỳ đã khóa ở bút toán {entry}",
    "score-publish": "{name}, kỳ {period}, đã công bố ở bút toán {entry} nên không sửa được nữa",
}
STILL_CONTRADICTORY = (
    "sổ còn bút toán mâu thuẫn nhau, chưa dựng được số liệu: rút tiếp một bút toán trong số nêu dưới đây"
)
LOCK_EXPECTED = "kỳ đang mở, hoặc số giống hệt số đã có"
LOCK_COMMAND = "cchc unlock --unit {unit} --period {period} --why …"
LOCK_REMEDY = "người duyệt mở khóa kỳ này ở trang Số liệu, mục “Sổ nộp và duyệt”, có ghi lý do, rồi làm lại"
VERDICTS = {
    "level": "kết luận",
    "direction": "so năm trước",
    "direction_statistical": "so năm trước, kể cả sai số",
    "pace": "nhịp",
}
FIGURE_CHANGES = {"added": "thêm mới", "changed": "thay đổi", "gone": "không còn dùng"}
NOTHING_NEW = "Không có gì thay đổi: các tệp này đã nộp rồi, hoặc không có số nào khác với số đã có."
REPEAT = "tệp {name} đã nộp rồi ở bút toán {entry}, ngày {day}; không nộp lại"
NO_FLIPS = "không kết luận nào thay đổi"
COUNTS = {
    "added": "thêm mới {count} số liệu",
    "changed": "thay đổi {count} số liệu",
    "gone": "{count} số liệu không còn dùng",
    "illustrative": "{count} số liệu minh họa không còn dùng",
    "illustrates": "{count} số liệu minh họa được dùng lại",
}
TASK_COUNTS = {
    "added": "thêm tình trạng của {count} nhiệm vụ",
    "changed": "cập nhật {count} nhiệm vụ",
    "gone": "{count} nhiệm vụ không còn tình trạng",
    "illustrative": "{count} nhiệm vụ minh họa không còn dùng",
    "illustrates": "{count} nhiệm vụ minh họa được dùng lại",
}
FEEDBACK_COUNTS = {
    "added": "thêm {count} phản ánh, kiến nghị",
    "changed": "cập nhật {count} phản ánh, kiến nghị",
    "gone": "{count} phản ánh, kiến nghị không còn trong sổ",
    "illustrative": "{count} phản ánh, kiến nghị minh họa không còn dùng",
    "illustrates": "{count} phản ánh, kiến nghị minh họa được dùng lại",
}
ACTIONS = {
    "submit": "nộp",
    "withdraw": "rút",
    "approve": "duyệt",
    "lock": "khóa kỳ",
    "unlock": "mở khóa kỳ",
    "accept": "nhận sổ đang có",
    "decide": "ghi việc cuộc họp giao",
    "follow": "báo cáo việc đã giao",
    "appoint": "giao người phụ trách",
    "score-adopt": "nhận bộ tiêu chí",
    **{f"score-{step}": f"chấm điểm: {name.lower()}" for step, name in words.ASSESSMENT_STEPS.items()},
}
STATES_OF_ENTRIES = {"waiting": "tạm thời, chờ duyệt", "approved": "đã duyệt", "withdrawn": "đã rút"}
FLIP_COLUMNS = ("Chỉ số, chỉ tiêu", "Năm", "Kết luận nào", "Đang là", "Sẽ là")
# What a figure may differ in beside its number.
UNLIKE = {
    "flag": "tình trạng số liệu",
    "method": "cách tính",
    "source_id": "nguồn",
    "as_of": "ngày số liệu",
    "sample_size": "số phiếu",
    "reported_value": "số đã in trong báo cáo",
    "reported_rank": "hạng công bố",
    "reported_of": "số đơn vị được xếp hạng",
    "note": "ghi chú",
    "layer": "loại số (thật hay minh họa)",
}
CHANGE_COLUMNS = ("Việc", "Chỉ số, chỉ tiêu", "Kỳ", "Đang là", "Sẽ là", "Tệp và ô")


def repeats(preview: "Preview") -> list[str]:
    """The files that were handed in already, a line each."""
    return [REPEAT.format(name=name, entry=entry, day=formats.day(day)) for name, entry, day in preview.repeats]


def summary(preview: "Preview") -> list[str]:
    """How many figures, reports of tasks and complaints come, change and go, a line each; illustrations told apart."""
    frames = ((preview.changes, COUNTS), (preview.tasks, TASK_COUNTS), (preview.feedback, FEEDBACK_COUNTS))
    return [line for changes, lines in frames for line in _counts(changes, lines)]


def _counts(changes: "DataFrame", lines: Mapping[str, str]) -> list[str]:
    counts = {
        kind: int((changes["kind"].eq(kind) & ~changes["illustrative"] & ~changes["illustrates"]).sum())
        for kind in FIGURE_CHANGES
    }
    # A real figure in place of an illustrative one is a new figure, and the other way round one taken away.
    counts["added"] += int((changes["illustrative"] & changes["kind"].eq("changed")).sum())
    counts["gone"] += int((changes["illustrates"] & changes["kind"].eq("changed")).sum())
    counts |= {"illustrative": int(changes["illustrative"].sum()), "illustrates": int(changes["illustrates"].sum())}
    return [line.format(count=formats.count(counts[kind])) for kind, line in lines.items() if counts[kind]]


UNIT_COLUMNS = ("Đơn vị", "Số liệu thêm", "Số liệu thay đổi", "Số liệu thôi dùng", "Kết luận sẽ thay đổi")


def unit_count(units: Sequence[str]) -> str:
    """How many units a hand-in is about."""
    return f"{formats.count(len(units))} đơn vị"


def unit_cells(preview: "Preview", name: str) -> tuple[str, ...]:
    """What would change of one unit, under UNIT_COLUMNS."""
    kinds = [int(preview.changes["kind"].eq(kind).sum()) for kind in FIGURE_CHANGES]
    return (name, *map(formats.count, (*kinds, len(preview.flips))))


def by_unit(preview: "Preview", names: Mapping[str, str]) -> list[str]:
    """What would change of each unit, a line each."""
    return [
        "{}: thêm {}, thay đổi {}, thôi dùng {} số liệu; {} kết luận thay đổi".format(
            *unit_cells(preview.of(unit), names[unit])
        )
        for unit in preview.units
    ]


TOTAL_COLUMNS = ("Chỉ số, chỉ tiêu", "Cộng", "Số nhóm", "Kỳ")


def totals(changes: "DataFrame") -> list[tuple[str, ...]]:
    """What comes in under TOTAL_COLUMNS, a row each indicator or tally and period, with the total over its groups.

    These are the numbers that the officer holds against the total that the file prints.
    """
    new = changes[changes["kind"].isin(["added", "changed"]) & ~changes["illustrates"] & changes["part_id"].eq("")]
    lines: list[tuple[str, ...]] = []
    for (_, first, last), rows in new.groupby(["indicator_id", "period_start", "period_end"], sort=False):
        # The groups of one breakdown make the whole; those of a second one would count it twice.
        own = rows[rows["breakdown_id"] == rows["breakdown_id"].iloc[0]]
        if own["numerator"].notna().all():
            total = formats.fraction(own["numerator"].sum(), own["denominator"].sum())
        elif formats.scale(own["measure_unit"].iloc[0]).kind == "count":
            total = formats.count(own["after"].sum())
        elif len(own) == 1 and not formats.is_missing(own["after"].iloc[0]):
            total = _ends(records(own, FigureChangeRow)[0])[1]
        else:
            continue
        lines.append((own["name"].iloc[0], total, str(len(own)) if len(own) > 1 else "", period(first, last)))
    return lines


def own_flips(changes: "DataFrame", flips: "DataFrame") -> "DataFrame":
    """The verdicts that change because of figures handed in, without those of illustrations that come or go."""
    illustrations = changes["illustrative"] | changes["illustrates"]
    real = changes.loc[~illustrations | changes["kind"].eq("changed"), ["indicator_id", "year"]]
    keys = set(real.itertuples(index=False, name=None))
    return flips[[(row["indicator_id"], row["year"]) in keys for row in records(flips, FlipRow)]]


def flip(row: FlipRow) -> str:
    """One verdict that changes: «early 2024: Đạt → Chưa đạt»."""
    kind = "" if row["verdict"] == "level" else f", {VERDICTS[row['verdict']]}"
    before, after = _verdict_words(row)
    return f"{row['indicator_id']} {row['year']}{kind}: {before} → {after}"


def flip_cells(row: FlipRow) -> tuple[str, ...]:
    """One verdict that changes, under FLIP_COLUMNS."""
    return (row["short"], str(row["year"]), VERDICTS[row["verdict"]], *_verdict_words(row))


def change_cells(row: FigureChangeRow, names: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """One figure that changes, under CHANGE_COLUMNS; `names` are those of parts and groups by what they belong to."""
    within = ((row["indicator_id"], row["part_id"]), (row["breakdown_id"], row["group_id"]))
    label = " · ".join([row["name"], *(names.get(key, key[1]) for key in within if key[1])])
    before, after = _ends(row)
    earlier = {"numerator": row["numerator_before"], "denominator": row["denominator_before"]}
    before, after = before + counts(earlier), after + counts(row)
    if before == after:
        others = [name for column, name in UNLIKE.items() if column in row["unlike"].split(";")]
        after = f"như cũ, chỉ khác {', '.join(others)}" if others else "như cũ"
    return (
        FIGURE_CHANGES[row["kind"]],
        label,
        period(row["period_start"], row["period_end"]),
        before,
        after,
        row["place"],
    )


def value_changes(rows: Iterable[FigureChangeRow]) -> list[FigureChangeRow]:
    """The figures of a preview that read otherwise afterwards: where only flag or source change the number stays."""
    return [row for row in rows if row["kind"] != "changed" or _ends(row)[0] != _ends(row)[1]]


def _ends(row: FigureChangeRow) -> tuple[str, str]:
    """A figure before and after, with the decimals that tell the one from the other and both from what is asked."""
    ends = (
        (row["before"], row["after"], row["denominator_before"]),
        (row["after"], row["before"], row["denominator"]),
    )
    before, after = (
        words.LEVELS["no_activity"].word.lower()
        if denominator == 0 and formats.is_missing(one)
        else formats.value(one, row["measure_unit"], against=[row["limit"]], unlike=other)
        for one, other, denominator in ends
    )
    return before, after


def action(code: str) -> str:
    """The action of an entry in words; a code without words as it is."""
    return ACTIONS.get(code, code)


def named_entry(row: EntryRow) -> str:
    """An entry in a list to choose from."""
    parts = [
        str(row["number"]),
        action(row["action"]),
        row["files"],
        formats.person(str(row["by"])),
        formats.day(local_day(row["at"])),
    ]
    return " · ".join(part for part in parts if part)


def entry_line(number: int, at: str, by: str, about: str) -> str:
    """A new entry as the command tells it: its number, its moment in Việt Nam, who made it, what it is about."""
    return f"bút toán {number} · {local_moment(at):%d/%m/%Y %H:%M} · {by} · {about}"


def period(first: Any, last: Any) -> str:
    """A period in words: a calendar year as the year alone, anything else as its two days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"năm {first.year}"
    return f"{formats.day(first)}–{formats.day(last)}"


def _verdict_words(row: FlipRow) -> tuple[str, str]:
    label = {
        "level": {key: status.word for key, status in words.LEVELS.items()},
        "direction": {key: status.word for key, status in words.DIRECTIONS.items()},
        "direction_statistical": words.STATISTICAL,
        "pace": words.PACES,
    }[row["verdict"]]
    before, after = (
        formats.MISSING if formats.is_missing(row[end]) else label[row[end]] for end in ("before", "after")
    )
    return before, after


FIELDS = {
    "unit_id": "Đơn vị",
    "what": "Việc cần làm",
    "owner_id": "Phụ trách",
    "others": "Người khác làm, ngoài các chức danh của kế hoạch",
    "subject": "Chỉ số, chỉ tiêu hoặc nhiệm vụ",
    "decided": "Ngày họp",
    "due": "Hạn",
    "indicator_id": "Về chỉ số, chỉ tiêu",
    "area_id": "Về lĩnh vực",
    "evidence": "Căn cứ",
    "state": "Tình trạng",
    "note": "Nói thêm",
}
DECISION_STATES = words.STATES | {"no_report": words.STATE_UNKNOWN}
# How the state of a task looks; what a meeting asks about comes first.
TASK_STATUS = {
    "late": words.Status("▼", words.STATES["late"], "bad"),
    "no_report": words.Status("○", words.STATE_UNKNOWN, "absent"),
    "not_started": words.Status("▢", words.STATES["not_started"], "quiet"),
    "in_progress": words.Status("◆", words.STATES["in_progress"], "doubtful"),
    "done": words.Status("▲", words.STATES["done"], "good"),
}
DECISION_COLUMNS = {
    "decision": "Số",
    "what": "Việc",
    "task": "Nhiệm vụ",
    "area": "Lĩnh vực",
    "about": "Về",
    "post": "Phụ trách",
    "helpers": "Phối hợp",
    "product": "Sản phẩm",
    "budget": "Kinh phí",
    "decided": "Ngày họp",
    "last_day_said": "Hạn",
    "days_over": "Số ngày quá hạn",
    "state": "Tình trạng",
    "reported": "Ngày báo cáo",
    "remark": "Nói thêm",
    "shown_by": "Cho thấy bởi",
    "evidence": "Theo văn bản",
}
DECISIONS_HEAD = "Việc các cuộc họp đã giao"


def deadline_status(row: DecisionDayRow) -> words.Status:
    """Shape, word and tone of a decision on the reference day: done, overdue by so many days, or so many days left."""
    if not row["open"]:
        return words.Status("▲", "Đã xong", "good")
    if row["overdue"]:
        return words.Status("▼", f"Quá hạn {int(row['days_over'])} ngày", "bad")
    days = int(row["days_left"])
    return words.Status("◷", f"Còn {days} ngày" if days else "Hạn hôm nay", "quiet")


def decision_count(rows: Iterable[DecisionRow]) -> str:
    """How many decisions are open, overdue and done, in a sentence."""
    decisions = list(rows)
    still = sum(bool(row["open"]) for row in decisions)
    over, closed_count = sum(bool(row["overdue"]) for row in decisions), len(decisions) - still
    if not decisions:
        return "Chưa ghi việc nào do cuộc họp giao."
    if not still:
        return f"Không còn việc nào mở; {closed_count} việc đã xong."
    late = f"{over} việc quá hạn" if over else "không việc nào quá hạn"
    return f"Còn mở {still} việc, {late}" + (f"; {closed_count} việc đã xong." if closed_count else ".")


def standing(row: DecisionRow) -> str:
    """The one state of TASK_STATUS that a decision counts in: an overdue one is late, whatever was last reported."""
    if not row["open"]:
        return "done"
    if row["overdue"]:
        return "late"
    return "no_report" if formats.is_missing(row["state"]) else str(row["state"])


def details(row: DecisionRow) -> str:
    """One line on a decision: post, deadline, day of the meeting, subject, last report."""
    about = next((row[name] for name in ("indicator", "area") if not formats.is_missing(row[name])), None)
    parts = (
        f"{words.OWNER}: {owner(row)}",
        f"{words.DUE}: {formats.day(row['due'])}",
        f"họp ngày {formats.day(row['decided'])}",
        about,
        last_report(row),
    )
    return " · ".join(part for part in parts if part)


def last_report(row: DecisionRow) -> str:
    """The last report with its day and note, or that there is none."""
    if formats.is_missing(row["state"]):
        return words.STATE_UNKNOWN
    report = f"{formats.day(row['reported'])}: {DECISION_STATES[row['state']]}"
    return report if formats.is_missing(row["note"]) else f"{report} – {row['note']}"
