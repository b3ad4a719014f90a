"""What the page Chấm điểm and its documents say: the scored tree with its sentences, and what a meeting asks of it."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.models import BESIDE
from cchc_metrics.days import local_day
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, score_sentence, words
from cchc_metrics.text.rows import CriterionRow, Maybe, records
from cchc_metrics.views.search import nearness
from cchc_metrics.views.view import with_posts_of_day

MARKS = {
    "full": "▲",
    "part": "◆",
    "none": "▼",
    "unscored": "○",
    "not_applicable": "▢",
    "no_activity": "∅",
    "unknown_rule": "○",
    "tracked": "·",
}
PEERS_HEAD = "Vị trí theo bảng của cấp trên"
REST = {
    "maximum_differs": "điểm tối đa khác nhau",
    "no_points": "chưa có điểm ở một trong hai năm",
    "earlier_only": "chỉ có ở năm {first}",
    "later_only": "chỉ có ở năm {last}",
}

Row = CriterionRow
MOST = 8
# The columns of points of a scored tree, as every table of it has them.
POINTS = ("maximum", "self_points", "appraised_points", "survey_points", "points", "lost")


class LossRow(TypedDict):
    """One criterion that lost points, as in `metrics.point_losses`."""

    number: str
    name: str
    owner_id: Maybe
    maximum: Maybe
    lost: float
    lost_before: Maybe
    again: bool


class LossSumRow(TypedDict):
    """Points lost in an area or by a post, as in `metrics.point_losses_by`."""

    split_by: Literal["area", "owner"]
    name: str
    lost: float


class ScoreChangeRow(TypedDict):
    """One criterion in two years, as in `metrics.score_change`."""

    number: Maybe
    name: str
    standing: str
    from_maximum: Maybe
    to_maximum: Maybe
    change: Maybe
    effect: Maybe


class BandRow(TypedDict):
    """One criterion whose full points would help into the next band, as in `metrics.next_band`."""

    number: str
    name: str
    owner: str
    gain: float


class ScorePeerRow(TypedDict):
    """One unit of the superior body's table, as in `metrics.score_peers`."""

    name: str
    value: float
    rank: int
    ranked: int
    is_own: bool


@dataclass(frozen=True)
class Line:
    """One node of the tree as it is read: its row, and the sentences of a criterion that is scored itself."""

    row: Row
    shape: str
    explanation: str = ""
    evidence: str = ""
    differs: str = ""


@dataclass(frozen=True)
class Side:
    """One answer beside the tree: its heading and its lines."""

    head: str
    lines: tuple[str, ...]
    bars: tuple[float, ...] = ()


def lines(rows: DataFrame, *, area: str | None = None, state: str = "tat-ca", text: str = "") -> list[Line]:
    """The nodes of `score_tree` that the filters leave, each below the nodes that it stands under."""
    nodes = records(rows, CriterionRow)
    result = [_line(row) if row["is_leaf"] else Line(row, "", _bonus(row, nodes)) for row in nodes]
    ids = {line.row["criterion_id"] for line in result if line.row["is_leaf"] and _fits(line, area, state, text)}
    numbers = {str(line.row["number"]) for line in result if line.row["criterion_id"] in ids}
    above = {number.rsplit(".", depth)[0] for number in numbers for depth in range(number.count(".") + 1)}
    return [line for line in result if line.row["criterion_id"] in ids or str(line.row["number"]) in above]


# What a table of results shows of each criterion before anything is typed.
ENTRY_LABELS = ("Số", "Tiêu chí", "Tối đa", "Cách ghi", "Năm trước", "Đang có")


def entry_rows(tree: DataFrame, before: DataFrame, *, group: str | None, owner: str | None) -> list[dict[str, Any]]:
    """The criteria that take a result, all or those of a group or a post: a row each by ENTRY_LABELS, and its `kind`.

    `tree` and `before` are the `score_tree` of the year and of the year before.
    """
    last = {row["criterion_id"]: score_sentence.explain(row) for row in records(before, CriterionRow) if row["is_leaf"]}
    return [
        {
            "kind": row["kind"],
            "Số": str(row["number"]),
            "Tiêu chí": row["name"],
            "Tối đa": cell(row, "maximum"),
            "Cách ghi": _notation(row),
            "Năm trước": last.get(row["criterion_id"], ""),
            "Đang có": score_sentence.explain(row) if row["state"] != "unscored" else "",
        }
        for row in records(tree, CriterionRow)
        if row["is_leaf"]
        and row["kind"] != "tracked"
        and group in (None, row["top_id"], row["criterion_id"])
        and owner in (None, row["owner_id"])
    ]


def _notation(row: Row) -> str:
    """How the result of a criterion is typed into one cell."""
    match row["kind"]:
        case "yes-no":
            return "có hoặc không" if formats.is_missing(row["due_on"]) else "có hoặc không, ngày xong"
        case "steps" | "bonus" | "deduction":
            text = f"số {row['what']}"
        case "unknown":
            return "số điểm"
        case "survey":
            text = f"kết quả khảo sát, trên {formats.count(row['full_at'])}"
        case _:
            text = "tử số/mẫu số, hoặc %"
    return f"{text}; {words.FROM_FIGURES}" if row["origin"] == "figure" else text


def of_year(rows: DataFrame, year: int) -> DataFrame:
    """The rows of a year of an answer that is in the order of years."""
    first, last = rows["year"].searchsorted([year, year + 1])
    return rows.iloc[first:last]


def sides(
    store: Store, catalog: Catalog, tree: DataFrame, *, unit: str, criteria: str, year: int, on: dt.date
) -> list[Side]:
    """The answers to what a meeting asks about a scored set; `tree` is that of `score_tree`.

    The next band, points lost, what more would give, the year before, the place among units. `on`: posts are those of
    this day.
    """
    of_set: Mapping[str, Any] = {"unit": unit, "criteria": criteria}
    losses, by = (
        # One question serves every year.
        of_year(rows, year)
        for rows in (metrics.point_losses(store, **of_set), metrics.point_losses_by(store, **of_set))
    )
    return [
        _band(with_posts_of_day(metrics.next_band(store, **of_set, year=year), catalog, on)),
        Side(
            f"Mất điểm năm {year}",
            tuple(map(lost_line, records(losses.head(MOST), LossRow)))
            or (score_sentence.no_loss(tree.loc[tree["is_leaf"], "points"]),),
        ),
        *_by(by.assign(name=by["name"].map(lambda name: catalog.posts_shown(name, on)))),
        _gains(tree),
        *_change(store, unit, criteria, year),
        _peers(metrics.score_peers(store, **of_set, year=year)),
    ]


def lost_line(row: LossRow) -> str:
    """One criterion that lost points, and whether it did the year before."""
    # A deduction has no points of its own to get.
    line = "{number} {name}: mất {lost} trên {maximum}" if row["maximum"] else "{number} {name}: bị trừ {lost}"
    text = line.format(
        number=row["number"],
        name=row["name"],
        lost=score_sentence.points(row["lost"]),
        maximum=score_sentence.plain(row["maximum"]),
    )
    again = "năm trước mất {before}".format(before=score_sentence.points(row["lost_before"])) if row["again"] else ""
    return "; ".join(part for part in (text, again) if part)


def cell(row: Mapping[str, Any], key: str) -> str:
    """What stands in a column of points: nothing where there are none yet; a maximum that is not known says so."""
    if formats.is_missing(row[key]) and (key != "maximum" or row["state"] == "tracked"):
        return ""
    return score_sentence.plain(row[key])


def owner(row: Mapping[str, Any]) -> str:
    """Who answers for a criterion."""
    return words.UNASSIGNED if formats.is_missing(row["owner"]) else str(row["owner"])


class ScoreStepRow(TypedDict):
    """One step of an assessment, as in `metrics.score_steps`."""

    entry: int
    recorded_at: str
    author: Maybe
    step: str
    criteria: int
    owner: Maybe
    due: Maybe
    document: Maybe
    points: Maybe
    maximum: Maybe
    units: Maybe
    note: Maybe
    withdrawn: bool


def way(steps: DataFrame, year: int) -> Side:
    """The steps of the assessment of a year that stand in the ledger; `steps` are those of `score_steps`."""
    text = tuple(steps_line(row) for row in records(steps[steps["year"].eq(year) & steps["entry"].gt(0)], ScoreStepRow))
    return Side(f"Các bước đánh giá năm {year}", text or ("Chưa có bước nào trong sổ.",))


def steps_line(row: ScoreStepRow) -> str:
    """One step of the ledger in a line."""
    day = "" if formats.is_missing(row["recorded_at"]) else formats.day(local_day(row["recorded_at"]))
    due = "" if formats.is_missing(row["due"]) else "hạn {day}".format(day=formats.day(row["due"]))
    labels = [words.ASSESSMENT_STEPS[row["step"]], day, str(row["author"] or ""), due]
    labels += [str(row[key]) for key in ("owner", "document") if not formats.is_missing(row[key])]
    labels.append(
        "" if formats.is_missing(row["units"]) else "{count} đơn vị".format(count=formats.count(row["units"]))
    )
    labels.append("" if formats.is_missing(row["note"]) else str(row["note"]))
    labels.append(ledger_words.STATES_OF_ENTRIES["withdrawn"] if row["withdrawn"] else "")
    return " · ".join(part for part in labels if part)


def _line(row: Row) -> Line:
    return Line(row, MARKS[_mark(row)], score_sentence.explain(row), _evidence(row), score_sentence.difference(row))


def _bonus(node: Row, rows: Sequence[Row]) -> str:
    """Why the points of a node and what it lost may be more than its maximum together; empty without a bonus."""
    beside = sum(
        float(row["points"])
        for row in rows
        if row["kind"] == "bonus"
        and not formats.is_missing(row["points"])
        and str(row["number"]).startswith(f"{node['number']}.")
    )
    return f"Trong đó có {score_sentence.points(beside)} thưởng, ngoài điểm tối đa." if beside else ""


def _mark(row: Row) -> str:
    if row["state"] != "scored":
        return str(row["state"])
    if formats.is_missing(row["maximum"]) or formats.is_missing(row["points"]):
        return "part"
    if row["points"] >= row["applicable"]:
        return "full"
    return "part" if row["points"] > 0 else "none"


def _evidence(row: Row) -> str:
    if row["owes"]:
        return words.OWES_EVIDENCE
    if row["evidence"] is not None and not isinstance(row["evidence"], float) and len(row["evidence"]):
        return "; ".join(map(str, row["evidence"]))
    if not formats.is_missing(row["explanation"]):
        return str(row["explanation"])
    return words.FROM_FIGURES if row["origin"] == "figure" else ""


def _fits(line: Line, area: str | None, state: str, text: str) -> bool:
    row = line.row
    if area is not None and row["area_id"] != area:
        return False
    if text and nearness(text, f"{row['code']} {row['name']} {owner(row)}") is None:
        return False
    match state:
        case "mat-diem":
            return not (formats.is_missing(row["lost"]) and formats.is_missing(row["shared_loss"]))
        case "chua-cham":
            # Of a criterion that shares points the result may be known and the points not.
            unknown = row["state"] == "scored" and formats.is_missing(row["points"])
            pending = row["state"] == "no_activity" and row["applicable"] != 0
            return unknown or pending or (row["state"] in ("unscored", "unknown_rule") and row["kind"] not in BESIDE)
        case "no-minh-chung":
            return bool(row["owes"])
        case "lech":
            return bool(line.differs)
    return True


def _by(losses: DataFrame) -> list[Side]:
    result = []
    for by, head in (("area", "Mất điểm theo lĩnh vực"), ("owner", "Mất điểm theo người phụ trách")):
        rows = records(losses[losses["split_by"] == by], LossSumRow)
        if rows:
            result.append(
                Side(
                    head,
                    tuple(f"{row['name']}: {score_sentence.points(row['lost'])}" for row in rows),
                    tuple(row["lost"] for row in rows),
                )
            )
    return result


def _gains(tree: DataFrame) -> Side:
    rows = [row for row in records(tree, CriterionRow) if not formats.is_missing(row["next_gain"])]
    greatest = sorted(rows, key=lambda row: row["next_gain"], reverse=True)[:MOST]
    text = tuple(map(score_sentence.gain, greatest))
    return Side("Đạt thêm thì được gì", text or ("Không tiêu chí nào tính được điểm thêm.",))


def _band(rows: DataFrame) -> Side:
    if rows.empty:
        return Side(
            "Mức xếp loại kế tiếp",
            ("Không tính được mức kế tiếp: chỉ số chưa đủ điểm, đã ở mức cao nhất, hoặc không có bảng xếp loại.",),
        )
    first = rows.iloc[0]
    head = "Lên “{band}” (từ {at_least}) cần thêm {wanted}".format(
        band=first["band"],
        at_least=score_sentence.percent(first["at_least"]),
        wanted=score_sentence.points(_up(first["wanted"])),
    )
    names = "; ".join(
        f"{row['number']} {row['name']} (+{score_sentence.plain(row['gain'])}, {row['owner']})"
        for row in records(rows, BandRow)
    )
    return Side(
        head,
        (
            f"ít nhất {len(rows)} tiêu chí đạt đủ điểm: {names}",
            "Không tính điểm khảo sát, vì không ai quyết định được.",
        ),
    )


def _up(shortfall: float) -> float:
    """Points still wanting with two decimals, rounded up: fewer would not do."""
    return math.ceil(round(shortfall * 100, 4)) / 100


def _change(store: Store, unit: str, criteria: str, year: int) -> list[Side]:
    answer = metrics.score_change(store, unit=unit, criteria=criteria, from_year=year - 1, to_year=year)
    rows = records(answer, ScoreChangeRow)
    common = [row for row in rows if row["standing"] == "common"]
    if not common:
        return []
    total = math.fsum(row["change"] for row in common)
    head = f"So {year - 1} với {year}, trên {len(common)} tiêu chí chung: {_with_sign(total)}"
    parts = [
        f"{row['number']} {row['name']}: {_with_sign(row['change'])}"
        for row in [row for row in common if round(row["change"], 2) != 0][: MOST // 2]
    ]
    for group, why in REST.items():
        rest = [row for row in rows if row["standing"] == group]
        if rest:
            parts.append(f"{why.format(first=year - 1, last=year)}: {_names(rest)}")
    for whole in rows:
        if whole["standing"] != "maximum":
            continue
        others = [row["effect"] for row in rows if row is not whole and not formats.is_missing(row["effect"])]
        result, own = math.fsum(others), float(whole["effect"])
        parts.append(
            "Chỉ số thay đổi {total}: do điểm của các tiêu chí {made}, do điểm tối đa áp dụng thay đổi từ {first} "
            "thành {last} là {own}".format(
                total=formats.change(result + own, "percent"),
                made=formats.change(result, "percent"),
                own=formats.change(own, "percent"),
                first=score_sentence.points(float(whole["from_maximum"])),
                last=score_sentence.points(float(whole["to_maximum"])),
            )
        )
        parts.append(formats.rounding_line(0, [result, own], result + own, "percent"))
    return [Side(head, tuple(filter(None, parts)))]


def _names(rows: Sequence[ScoreChangeRow]) -> str:
    return ", ".join(f"{row['number']} {row['name']}" for row in rows)


def _with_sign(number: float) -> str:
    return f"{'+' if number > 0 else ''}{score_sentence.points(round(number, 2))}"


def _peers(rows: DataFrame) -> Side:
    if rows.empty:
        return Side(PEERS_HEAD, ("Chưa nộp bảng điểm của cấp trên.",))
    peers = records(rows, ScorePeerRow)
    mine = [row for row in peers if row["is_own"]]
    places = [*mine, peers[0]] if mine and not peers[0]["is_own"] else mine
    text = tuple(
        "{name}: hạng {rank} trên {ranked} đơn vị, {value}".format(
            name=row["name"],
            rank=row["rank"],
            ranked=row["ranked"],
            value=formats.value(row["value"], "percent"),
        )
        for row in places
    )
    return Side(PEERS_HEAD, text or ("Bảng của cấp trên không có đơn vị này.",))
