"""One sentence for each rule, with the numbers of the criterion in it."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict

from cchc_metrics.days import local_day
from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import SPACE, is_missing
from cchc_metrics.text.rows import CriterionRow, Maybe, ScoreTotalRow, VerdictRow

UNKNOWN = "chưa xác định"

Row = CriterionRow


def points(number: Any) -> str:
    """Points without idle zeros, never rounded to nothing.

    >>> points(0.5).replace("\\N{NO-BREAK SPACE}", " ")
    '0,5 điểm'
    """
    return f"{plain(number)}{SPACE}điểm"


def no_loss(points: Iterable[Any]) -> str:
    """The sentence where no criterion lost points, from the points of each; unknown points may have been lost.

    >>> no_loss([None, 3.0]), no_loss([None])
    ('Không tiêu chí nào mất điểm trong số đã có điểm.', 'Chưa tiêu chí nào có điểm, nên chưa biết mất điểm ở đâu.')
    """
    if all(map(is_missing, points)):
        return "Chưa tiêu chí nào có điểm, nên chưa biết mất điểm ở đâu."
    return "Không tiêu chí nào mất điểm trong số đã có điểm."


def plain(number: Any, other: Any = None) -> str:
    """Points as `points` says them, without the word; with the decimals that tell them from `other` ones beside them.

    >>> plain(8.0004), plain(8.0004, 7.9996)
    ('8', '8,0004')
    """
    if is_missing(number):
        return UNKNOWN
    exact = round(float(number), 6)
    if exact == round(exact, 2):
        return formats.count(exact).replace("-", formats.MINUS)
    if not is_missing(other) and exact != round(float(other), 6):
        digits = formats.distinct_digits([exact, round(float(other), 6)], "points")
        return formats.number(exact, digits) if digits > 2 else plain(number)
    size = abs(exact)
    # Just short of a whole number must not read as that number, which may be the maximum; a little over it may.
    text = formats.value(size, "ratio", against=[0, *([round(size)] if round(size) > size else [])], digits=2)
    text = text.rstrip("0").rstrip(",") if "," in text else text
    return text if exact > 0 else formats.MINUS + text


def percent(number: Any, *against: Any) -> str:
    """A percentage without idle zeros, on its own side of each number in `against`.

    >>> percent(79.999, 80).replace("\\N{NO-BREAK SPACE}", " ")
    '79,999 %'
    """
    exact = round(float(number), 6)
    if exact == round(exact, 2):
        return formats.target_value(exact, "percent")
    return formats.value(exact, "percent", against=against)


def explain(row: Row) -> str:
    """How a row of `score_tree` came to its points, or why it has none, and whether a target tells it otherwise."""
    return " ".join(part for part in (_reason(row), _figure_elsewhere(row)) if part)


def _figure_elsewhere(row: Row) -> str:
    """That the target of a criterion has another figure than was entered here, or none."""
    if is_missing(row.get("entered_value")):
        return ""
    if is_missing(row["figure_value"]):
        return "Kết quả này chưa nộp thành số liệu, nên chỉ tiêu cùng tên chưa có số liệu."
    counts = (
        ""
        if is_missing(row["entered_denominator"])
        else f" ({formats.fraction(row['entered_numerator'], row['entered_denominator'])})"
    )
    entry = percent(row["entered_value"], row["figure_value"])
    return f"Kết quả ghi ở đây là {entry}{counts}, khác số liệu đã nộp; điểm tính theo số liệu đã nộp."


def _reason(row: Row) -> str:
    match row["state"]:
        case "tracked":
            return "Chỉ theo dõi, không tính điểm."
        case "not_applicable":
            why = f" ({row['not_applicable']})" if row.get("not_applicable") else ""
            return f"Không áp dụng{why}: {_out(row)}."
        case "no_activity":
            # Out of the maximum, or waiting for somebody to say that it does not apply.
            out = (
                _out(row)
                if row["applicable"] == 0
                else "chưa có điểm; nếu văn bản coi là không áp dụng thì ghi “Không áp dụng, vì”"
            )
            return f"Không phát sinh trong năm (0/0): {out}."
        case "unknown_rule":
            result = "" if is_missing(row["result"]) else f"Đạt {percent(row['result'])}. "
            return f"{result}Quy tắc đổi ra điểm {UNKNOWN} nên chưa có điểm."
        case "unscored":
            return f"Chưa có kết quả nên chưa có điểm, không tính là 0. {rule(row)}"
    if not is_missing(row.get("not_applicable")):
        why = row["not_applicable"] or "ở cấp này"
        return "Đã ghi là không áp dụng ({why}) nhưng được thẩm định hoặc khảo sát cho {points}.".format(
            why=why, points=points(row["points"])
        )
    if is_missing(row["share"]):
        return f"Ghi theo điểm đã nộp: {points(row['points'])}."
    return _calculation(row)


def rule(row: Row) -> str:
    """What the rule of a criterion asks, in one sentence."""
    most = "đủ điểm" if is_missing(row["maximum"]) else f"đủ {points(row['maximum'])}"
    match row["kind"]:
        case "yes-no":
            late = f", sau hạn được {percent(100 * row['late'])} số điểm" if row["late"] else ""
            due = "" if is_missing(row["due_on"]) else f" trước hết ngày {formats.day(row['due_on'])}"
            return f"Có thực hiện{due} thì được {most}{late}, không thì 0 điểm."
        case "steps":
            rungs = "; từ ".join(
                f"{formats.count(rung['at_least'])} {row['what']} được {points(rung['points'])}"
                for rung in row["steps"]
            )
            return f"Từ {rungs}; ít hơn thì 0 điểm."
        case "proportion":
            return f"Điểm là tỷ lệ đạt được nhân với {_maximum(row)}."
        case "capped":
            below = (
                f"dưới đó {UNKNOWN}"
                if row["below"] == "unknown"
                else f"dưới đó tính theo phần của {percent(row['threshold'])}"
            )
            return f"Từ {percent(row['threshold'])} trở lên được {most}, {below}."
        case "floor":
            return f"Dưới {percent(row['floor'])} thì 0 điểm; từ đó trở lên là tỷ lệ nhân với {_maximum(row)}."
        case "survey":
            return f"Điểm là kết quả khảo sát trên {formats.count(row['full_at'])}, nhân với {_maximum(row)}."
        case "bonus":
            return f"Mỗi {row['what']} được cộng {points(row['each'])}, nhiều nhất {points(row['maximum'])}."
        case "deduction":
            return f"Mỗi {row['what']} bị trừ {points(row['each'])}, nhiều nhất {points(row['maximum'])}."
        case "tracked":
            return "Chỉ theo dõi, không tính điểm."
        case _:
            return f"Quy tắc đổi ra điểm: {UNKNOWN}."


def gain(row: Row) -> str:
    """What the next result of a criterion would give; empty when nothing more can be had or it is not known.

    Source of the form: «số hóa từ 70 % lên 80 % thêm 0,5 điểm».
    """
    if is_missing(row["next_gain"]):
        return ""
    text = {"name": row["name"], "gain": points(row["next_gain"])}
    if row["kind"] == "yes-no":
        return "{name}: hoàn thành đúng hạn thêm {gain}".format(**text)
    if row["kind"] in ("steps", "bonus", "deduction"):
        form = (
            "{name}: từ {now} xuống {then} {what} được lại {gain}"
            if row["kind"] == "deduction"
            else "{name}: từ {now} lên {then} {what} thêm {gain}"
        )
        return form.format(
            **text, now=formats.count(row["counted"]), then=formats.count(row["next_at"]), what=row["what"]
        )
    write = formats.count if row["kind"] == "survey" and row["full_at"] != 100 else percent
    return "{name} từ {now} lên {then} thêm {gain}".format(**text, now=write(row["result"]), then=write(row["next_at"]))


POINT_COLUMNS = ("Tiêu chí", "Điểm nào", "Đang là", "Sẽ là")
POINT_KINDS = {"self": "tự chấm", "appraised": "thẩm định", "survey": "khảo sát"}


class PointChangeRow(TypedDict):
    """The points of one kind that a criterion would gain or lose, as in `criteria` of `workspace.ScorePreview`."""

    number: str
    name: str
    kind: Literal["self", "appraised", "survey"]
    before: Maybe
    after: Maybe


def point_cells(row: PointChangeRow) -> tuple[str, ...]:
    """What would change of the points of a criterion, under POINT_COLUMNS."""
    before, after = (
        formats.MISSING_SHORT if is_missing(one) else plain(one, other)
        for one, other in ((row["before"], row["after"]), (row["after"], row["before"]))
    )
    return f"{row['number']} {row['name']}", POINT_KINDS[row["kind"]], before, after


def total_change(before: Mapping[str, Any], after: Mapping[str, Any], changes: int) -> str:
    """What taking in results makes of a whole set: how many points change, the sum, and what still owes evidence."""
    text = f"{formats.count(changes)} điểm thay đổi" if changes else "không điểm nào thay đổi"
    text += f"; tổng điểm {_sum(before, after)} → {_sum(after, before)}"
    if before.get("owing") != after.get("owing"):
        owing = " → ".join(formats.count(total.get("owing")) for total in (before, after))
        text += f"; tiêu chí nợ tài liệu kiểm chứng {owing}"
    return f"{text[0].upper()}{text[1:]}."


def _sum(row: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    points = row.get("points")
    if is_missing(points):
        return "chưa có"
    of = "" if is_missing(row.get("applicable")) else f"/{plain(row['applicable'])}"
    value = row.get("value")
    index = "" if is_missing(value) else f" ({formats.value(value, 'percent', unlike=other.get('value'))})"
    return f"{plain(points, other.get('points'))}{of}{index}"


def total(row: ScoreTotalRow) -> str:
    """Where a whole set stands: its index and band, or between which values it may still end; and what is published."""
    return " ".join(filter(None, (_standing(row), _publication(row))))


def _publication(row: ScoreTotalRow) -> str:
    if is_missing(row["document"]):
        return ""
    again = reopening(row)
    still = f"{again}; cho đến khi công bố lại, kết quả ấy là số {words.FLAGS['provisional']}" if again else ""
    return f"Đã công bố theo {row['document']}{still}."


def reopening(row: ScoreTotalRow | VerdictRow) -> str:
    """That a published result is being scored again and since when, to stand behind what is said of it.

    It is empty where the result was not opened again, or was published since. Only a scored set says by whom: what is
    said of an index is read by the public.
    """
    at, by = row.get("reopened_at"), row.get("reopened_by")
    if is_missing(at):
        return ""
    who = "" if is_missing(by) else f"{formats.person(str(by))} "
    return f", {who}mở lại ngày {formats.day(local_day(str(at)))} để chấm lại"


def _standing(row: ScoreTotalRow) -> str:
    if is_missing(row["points"]):
        return words.NO_SCORES
    if is_missing(row["applicable"]):
        return "Đã có {points} điểm; tổng điểm áp dụng {unknown} vì có tiêu chí chưa rõ điểm tối đa.".format(
            points=plain(row["points"]), unknown=UNKNOWN
        )
    if is_missing(row["value"]):
        return (
            "Đã có {points} trên {applicable} điểm áp dụng; còn {open} điểm chưa chấm. Chỉ số nằm trong {low}–{high}."
        ).format(
            points=plain(row["points"]),
            applicable=plain(row["applicable"]),
            open=plain(row["open"]),
            low=formats.value(row["lowest"], "percent"),
            high=formats.value(row["highest"], "percent"),
        )
    band = "bộ này không có bảng xếp loại" if is_missing(row["band"]) else "xếp “{band}”".format(band=row["band"])
    value = "{points} trên {applicable} điểm áp dụng, bằng {value}".format(
        points=plain(row["points"]),
        applicable=plain(row["applicable"]),
        # An index just below a band does not read as if it were in it.
        value=formats.value(row["value"], "percent", against=[row["next_at_least"]]),
    )
    stands_on = (
        "điểm thẩm định ở {appraised} tiêu chí, còn lại là điểm tự chấm, khảo sát".format(appraised=row["appraised"])
        if row["appraised"]
        else "điểm tự chấm, chưa thẩm định"
    )
    return f"{value}, {band}; theo {stands_on}."


def on_last_year(now: ScoreTotalRow | None, before: ScoreTotalRow | None) -> str:
    """How the index of a whole set compares with that of the year before; empty where this year has none."""
    if now is None or is_missing(now["value"]):
        return ""
    year = int(now["year"]) - 1
    if before is None or is_missing(before["value"]):
        return f"Năm {year} chưa có kết quả chấm điểm để so."
    change = float(now["value"]) - float(before["value"])
    if abs(change) < formats.SMALLEST:
        return f"Bằng năm {year}."
    size = formats.amount(change, "percent")
    previous = formats.value(before["value"], "percent", against=[now["value"]])
    return f"{'Tăng' if change > 0 else 'Giảm'} {size} so với năm {year} ({previous})."


NO_REASON = "chưa nêu lý do"


def gap(appraised: Any, own: Any) -> str:
    """How an appraised score differs from the unit's own; empty where it does not, or one of them is not known."""
    # Points are handed in with two decimals as a rule; what differs less is not a difference.
    if is_missing(appraised) or is_missing(own) or plain(appraised) == plain(own):
        return ""
    apart = float(appraised) - float(own)
    return f"thẩm định {'+' if apart > 0 else formats.MINUS}{points(round(abs(apart), 2))} so với tự chấm"


def difference(row: Row) -> str:
    """How the appraised score differs from the unit's own, and why; empty where it does not."""
    apart = gap(row["appraised_points"], row["self_points"])
    reason = NO_REASON if is_missing(row.get("reason")) else str(row["reason"])
    return f"{apart}: {reason}" if apart else ""


def _maximum(row: Row) -> str:
    return f"điểm tối đa ({UNKNOWN})" if is_missing(row["maximum"]) else points(row["maximum"])


def _out(row: Row) -> str:
    if is_missing(row["points"]):
        return "bỏ khỏi mẫu số" if not is_missing(row["applicable"]) else f"điểm tối đa {UNKNOWN}"
    return f"theo quy ước của bộ tiêu chí được hưởng {points(row['points'])}"


def _calculation(row: Row) -> str:
    most = _maximum(row)
    result = "" if is_missing(row["result"]) else percent(row["result"], row["threshold"], row["floor"])
    score = row["share"] * row["maximum"] if not is_missing(row["maximum"]) else None
    outcome = f"được {percent(100 * row['share'])} của {most}" if score is None else points(score)
    match row["kind"]:
        case "yes-no":
            return _yes_no(row, outcome)
        case "steps":
            return f"Có {formats.count(row['counted'])} {row['what']}: {outcome} trên {most}."
        case "bonus" | "deduction" as kind:
            product = f"{formats.count(row['counted'])} {row['what']} × {points(row['each'])}"
            if not row["counted"]:
                return f"{product}, nhiều nhất {most}: không {'cộng' if kind == 'bonus' else 'trừ'}."
            return f"{product}, nhiều nhất {most}: {'cộng ' if kind == 'bonus' else ''}{outcome}."
        case "capped" if row["share"] >= 1:
            return f"Đạt {result}, từ {percent(row['threshold'])} trở lên được đủ: {outcome}."
        case "capped":
            return (
                f"Đạt {result}, dưới mức {percent(row['threshold'])}: {result} × "
                f"{most} ÷ {percent(row['threshold'])} = {outcome}."
            )
        case "floor" if row["share"] == 0:
            return f"Đạt {result}, dưới mức sàn {percent(row['floor'])}: 0 điểm."
        case "survey":
            return (
                f"Khảo sát được {formats.count(row['result'])} trên {formats.count(row['full_at'])}: "
                f"{formats.count(row['result'])} × {most} ÷ {formats.count(row['full_at'])} = {outcome}."
            )
    return f"Đạt {result}: {result} × {most} = {outcome}."


def _yes_no(row: Row, outcome: str) -> str:
    if not row["done"]:
        return f"Chưa thực hiện: {outcome}."
    if is_missing(row["done_on"]):
        return f"Đã thực hiện: {outcome}."
    if is_missing(row["due_on"]):
        return f"Thực hiện ngày {formats.day(row['done_on'])}: {outcome}."
    when = "đúng hạn" if row["share"] == 1 else "sau hạn"
    return f"Thực hiện ngày {formats.day(row['done_on'])}, {when} {formats.day(row['due_on'])}: {outcome}."
