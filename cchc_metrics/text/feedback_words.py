"""Words of citizens' feedback: column heads, the sentence of a year, how long an answer is due."""

from collections.abc import Iterable, Mapping, Sequence

from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import FeedbackRow, FeedbackShareRow, OpenFeedbackRow, Share
from cchc_metrics.text.sentence import owner

TITLE = "Phản ánh, kiến nghị"
BY = {"field": "Lĩnh vực", "channel": "Kênh tiếp nhận", "place": "Thôn, tổ", "owner": "Người trả lời"}
# The heads of tables by the columns of the views of feedback.
COLUMNS = {
    "feedback_code": "Mã",
    "received_on": "Ngày nhận",
    "feedback_subject": "Nội dung",
    "feedback_field": "Lĩnh vực",
    "feedback_channel": "Kênh",
    "hamlet": "Thôn, tổ",
    "answers": "Ai trả lời",
    "received_count": "Tiếp nhận",
    "previous_received_count": "Năm trước",
    "answered_count": "Đã trả lời",
    "in_time_count": "Đúng hạn",
    "in_time_share": "Đúng hạn, %",
    "late_count": "Trả lời muộn",
    "open_count": "Chưa trả lời",
    "overdue_count": "Quá hạn",
    "declined_count": "Chuyển nơi khác",
    "asked_count": "Được hỏi",
    "satisfied_count": "Hài lòng",
    "satisfied_share": "Hài lòng, %",
    "answer_due": "Hạn trả lời",
    "overdue_days": "Số ngày quá hạn",
}
SHARES = ("in_time_share", "satisfied_share")
FIELDS = {
    "code": "Mã",
    "kind": "Loại",
    "received": "Ngày tiếp nhận",
    "channel": "Kênh tiếp nhận",
    "field": "Lĩnh vực",
    "place": "Thôn, tổ dân phố",
    "subject": "Nội dung, vài chữ",
    "state": "Tình trạng",
    "due": "Hạn trả lời",
    "answered": "Ngày trả lời",
    "opinion": "Người gửi có hài lòng không",
}
STATES = {"open": "Chưa trả lời", "answered": "Đã trả lời", "declined": "Chuyển nơi khác trả lời"}
PRIVACY = (
    "Không ghi họ tên, số điện thoại, số định danh, địa chỉ của người gửi: chương trình từ chối cả dòng "
    "(Nghị định 13/2023/NĐ-CP)."
)
NONE = "Chưa có phản ánh, kiến nghị nào của năm {year}."
NO_REGISTER = "Chưa có sổ phản ánh, kiến nghị nào, nên chưa biết có bao nhiêu ý kiến và còn ý kiến nào chờ trả lời."
COMPUTATION = (
    "Tính từ sổ phản ánh, kiến nghị; không phải khảo sát hài lòng (SIPAS) và không phải nút đánh giá ở Bộ phận Một cửa."
)


def sentence(total: FeedbackRow | None, year: int, opinions: Iterable[OpenFeedbackRow]) -> str:
    """What a leader asks first: how many came, how many were answered in time, what is overdue and for how long."""
    return f"{of_year(total, year)} {backlog(opinions)}"


def of_year(total: FeedbackRow | None, year: int) -> str:
    """How many came in a year, how many were answered in time and how many were satisfied."""
    if total is None:
        return NONE.format(year=year)
    before = ""
    if not formats.is_missing(total["previous_received"]):
        before = f" (năm trước {formats.count(total['previous_received'])})"
    parts = [f"Năm {year} tiếp nhận {formats.count(total['received'])} phản ánh, kiến nghị{before}"]
    if not formats.is_missing(total["in_time_share"]):
        # What should have been answered by now: who leaves the late ones without an answer is not in time for it.
        expected = int(total["in_time"]) + int(total["late"]) + int(total["overdue"])
        share = formats.value(total["in_time_share"], "percent")
        parts.append(f"trả lời đúng hạn {formats.fraction(total['in_time'], expected)} ({share})")
    elif total["answered"]:
        parts.append(f"đã trả lời {formats.count(total['answered'])}, không ghi hạn")
    if total["asked"]:
        parts.append(f"hài lòng {formats.fraction(total['satisfied'], total['asked'])} người được hỏi")
    return f"{'; '.join(parts)}."


def backlog(opinions: Iterable[OpenFeedbackRow]) -> str:
    """How many wait for an answer, how many of them are overdue, for how long and with whom."""
    rows = list(opinions)
    if not rows:
        return "Không còn ý kiến nào chờ trả lời."
    over = [row for row in rows if not formats.is_missing(row["days_over"]) and row["days_over"] > 0]
    if not over:
        return f"Còn {formats.count(len(rows))} ý kiến chờ trả lời, không ý kiến nào quá hạn."
    longest = max(over, key=lambda row: row["days_over"])
    return (
        f"Còn {formats.count(len(rows))} ý kiến chờ trả lời, {formats.count(len(over))} quá hạn, lâu nhất "
        f"{formats.count(longest['days_over'])} ngày ({owner(longest)})."
    )


def status(row: OpenFeedbackRow) -> words.Status:
    """Shape, word and tone of a piece of feedback that waits: overdue by so many days, due on a day, or no deadline."""
    if formats.is_missing(row["due"]):
        return words.Status("◷", "Không ghi hạn", "quiet")
    if row["days_over"] > 0:
        return words.Status("▼", f"Quá hạn {formats.count(row['days_over'])} ngày", "bad")
    return words.Status("◷", f"Hạn {formats.day(row['due'])}", "quiet")


def details(row: OpenFeedbackRow) -> str:
    """One line on a piece of feedback that waits: who answers, since when, field, place, channel, code."""
    place = None if formats.is_missing(row["place"]) else str(row["place"])
    parts = (owner(row), f"nhận {formats.day(row['received'])}", row["field"], place, row["channel"], row["code"])
    return " · ".join(str(part) for part in parts if part)


def margin(satisfied: float, people: float) -> str:
    """The share of satisfied people with the number asked and, from 30 on, the margin of error at 95 %."""
    share = 100 * satisfied / people
    text = f"{formats.value(share, 'percent')} của {formats.count(people)} người được hỏi"
    if people < FEW:
        return f"{text}; quá ít người để nói về sai số"
    error = 100 * 1.96 * (satisfied / people * (1 - satisfied / people) / people) ** 0.5
    return f"{text}, sai số ±{formats.number(error, 1)} điểm % nếu người được hỏi là ngẫu nhiên"


FEW = 30


SHARES_OF: Mapping[Share, str] = {
    "in-time": "trả lời đúng hạn",
    "satisfied": "không quá hạn và không bị đánh giá không hài lòng",
    "dossiers": "hồ sơ không quá hạn và không bị phản ánh",
}


def shares(rows: Iterable[FeedbackShareRow]) -> str:
    """What the register says of a year as the shares that criteria ask of all received; empty where none is known."""
    parts = [f"{SHARES_OF[row['share']]} {_share(row)}" for row in rows]
    return f"Trên số đã nhận: {'; '.join(parts)}." if parts else ""


def satisfaction_by_year(rows: Iterable[FeedbackShareRow]) -> str:
    """The share that the register says was neither late nor unwelcome, in each year; empty where none is known."""
    parts = [f"năm {row['year']} {_share(row)}" for row in rows if row["share"] == "satisfied"]
    head = f"Phản ánh, kiến nghị đã nhận mà {SHARES_OF['satisfied']}"
    return f"{head}: {'; '.join(parts)}. {COMPUTATION}" if parts else ""


def _share(row: FeedbackShareRow) -> str:
    value = formats.value(row["value"], "percent", against=[0, 100])
    return f"{value} ({formats.fraction(row['numerator'], row['denominator'])})"


def report(rows: Iterable[FeedbackRow], year_shares: Iterable[FeedbackShareRow]) -> list[str]:
    """The lines of a report on the feedback of its period: how many, in time, still open, by field, and the shares."""
    lines = list(rows)
    totals = [row for row in lines if row["by"] == "total"]
    if not totals:
        return []
    received, in_time, late, open_, overdue = (
        sum(int(row[name]) for row in totals) for name in ("received", "in_time", "late", "open", "overdue")
    )
    parts = [f"Tiếp nhận {formats.count(received)} phản ánh, kiến nghị của người dân, doanh nghiệp"]
    # As on the screen: what is overdue without an answer should have been answered too.
    if expected := in_time + late + overdue:
        share = formats.value(100 * in_time / expected, "percent")
        parts.append(f"trả lời đúng hạn {formats.fraction(in_time, expected)} ({share})")
    if open_:
        parts.append(f"chưa trả lời {formats.count(open_)}, trong đó {formats.count(overdue)} quá hạn")
    fields: dict[str, int] = {}
    for row in lines:
        if row["by"] == "field":
            fields[row["name"]] = fields.get(row["name"], 0) + int(row["received"])
    most_first = sorted(fields.items(), key=lambda pair: -pair[1])
    by_field = "; ".join(f"{name.lower()} {formats.count(number)}" for name, number in most_first)
    shares_line = shares(year_shares)
    return [
        f"{'; '.join(parts)}.",
        f"Theo lĩnh vực: {by_field}.",
        *([f"{shares_line} {COMPUTATION}"] if shares_line else []),
    ]


# A published number below this could point at a person.
SMALLEST = 5
BELOW_SMALLEST = "dưới 5"


def public_counts(counts: Mapping[str, int]) -> dict[str, str]:
    """Counts by name as they may be published: those from 1 to 4 hidden.

    Everybody knows the total. Where what is left of it says how many a hidden one is, the next smallest is hidden too,
    until nothing says so: two hidden ones that are 2 together are 1 each.
    """
    small = {name for name, number in counts.items() if 0 < number < SMALLEST}
    others = sorted((name for name in counts if counts[name] >= SMALLEST), key=lambda name: counts[name])
    while others and _says_one([counts[name] for name in small], [counts[name] for name in others]):
        small.add(others.pop(0))
    return {
        name: (BELOW_SMALLEST if number < SMALLEST else "không nêu") if name in small else formats.count(number)
        for name, number in counts.items()
    }


def _says_one(small: Sequence[int], large: Sequence[int]) -> bool:
    """True where the sum of hidden counts leaves a single number for one of those below the smallest.

    Others are hidden from the smallest on, so none of them is more than the smallest that is shown.
    """
    most = min(large)
    bounds = [(1, SMALLEST - 1) if number < SMALLEST else (SMALLEST, most) for number in small]
    low, high = (sum(ends) for ends in zip(*bounds, strict=True)) if bounds else (0, 0)
    whole = sum(small)
    return any(
        max(least, whole - high + greatest) == min(greatest, whole - low + least)
        for (least, greatest), number in zip(bounds, small, strict=True)
        if number < SMALLEST
    )


def is_of_few(row: FeedbackShareRow) -> bool:
    """True for a share that could point at a person, by itself or by what it leaves."""
    return any(0 < number < SMALLEST for number in (row["numerator"], row["denominator"] - row["numerator"]))


def public_rows(
    rows: Iterable[FeedbackShareRow], others: Iterable[tuple[int, float, float]] = ()
) -> list[FeedbackShareRow]:
    """The shares that may be published: neither they, nor what they leave, nor the rest to another one are of few.

    `others` are year, numerator and denominator of what is published beside them: a target of the plan is, also when it
    says that three answers came late. That is about the office and not about who asked; it is what the plan answers
    for, and a level without its counts could not be checked. A share that differs from it by few is hidden instead.
    """
    rows_beside = list(others)
    public: list[FeedbackShareRow] = []
    for row in rows:
        is_near = any(
            (year, whole) == (row["year"], row["denominator"]) and 0 < abs(part - row["numerator"]) < SMALLEST
            for year, part, whole in rows_beside
        )
        if not is_near and not is_of_few(row):
            public.append(row)
            rows_beside.append((row["year"], row["numerator"], row["denominator"]))
    return public


def public_shares(rows: Iterable[FeedbackShareRow], others: Iterable[tuple[int, float, float]] = ()) -> dict[str, str]:
    """The shares of a year by name, to be published; `public_rows` says which of them, and what `others` are."""
    lines = list(rows)
    public = public_rows(lines, others)
    return {
        SHARES_OF[row["share"]][0].upper() + SHARES_OF[row["share"]][1:]: (
            formats.value(row["value"], "percent", against=[0, 100]) if row in public else "không nêu, vì quá ít"
        )
        for row in lines
    }
