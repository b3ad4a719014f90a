"""Random valid plans: areas, indices, targets of every kind and unit, levels, owners, hamlets, figures."""

import csv
import datetime as dt
import io
import json
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.metrics.exact import Figure, Rule, Series

FIRST, LAST, BASE = 2024, 2027, 2023
FIGURES = (2024, 2025, 2026)
KINDS = ("annual", "by-year", "milestone", "ladder", "rising", "falling")
DUE = ("by-year", "milestone")
CITE = {"document": "van-ban", "place": "I"}
UNITS = ("percent", "points", "ratio", "count", "days", "money", "yes-no")
ONE_NUMBER = ("points", "count", "days", "money", "yes-no")
# The value asked, and figures of two years, in each unit.
TARGET_VALUES: dict[str, float] = {
    "percent": 80, "points": 7.5, "ratio": 0.5, "count": 12, "days": 5, "money": 120.5, "yes-no": 1,
}  # fmt: skip
NUMBERS: dict[str, st.SearchStrategy[float]] = {
    "percent": st.floats(0, 100),
    "points": st.floats(0, 90),
    "ratio": st.floats(0, 1),
    "count": st.integers(0, 10**6).map(float),
    "days": st.floats(0, 400),
    "money": st.floats(0, 10**9),
    "yes-no": st.sampled_from([0.0, 1.0]),
}


# Words that a name may hold: signs of other languages, words of the program, more than a line.
WORDS = (
    *(
        "",
        "",
        "",
        "Hồ sơ / kết quả",
        'Mục "ưu tiên"',
        "Chỉ tiêu «mới»",
        "Một; hai, ba: bốn",
        "A & B <b>đậm</b>",
        "50 % | 100 %",
    ),
    *(
        "Tất cả",
        "Tổng cộng",
        "Năm 2025",
        "Chưa phân công",
        "Không",
        "None",
        "NULL",
        "nan",
        "value",
        "=1+1",
        "'dấu nháy",
        "#1",
    ),
    *("$x$ _y_ *z* `t` [a](b)", "\\ngược", "{tên} %s %d", "-", "Đạt", "Ủy ban nhân dân " * 12 + "xã"),
)


@st.composite
def name(draw: st.DrawFn, word: str, number: int) -> str:
    """A name of its own, now and then with words that a program could trip over."""
    return f"{draw(st.sampled_from(WORDS))} {word} {number}".strip()


@st.composite
def requirement(draw: st.DrawFn, kind: str, value: float) -> dict[str, Any]:
    """The target value or values of a version of a target, around a value."""
    if kind in DUE:
        stages = [{"year": 2025, "value": value / 2}, {"year": LAST, "value": value}]
        return {"stage": stages} if draw(st.booleans()) else {"value": value}
    if kind == "ladder":
        return {"ladder": {"start": value / 4, "step": value / 5, "reading": "points", "until": value}}
    return {"value": value} if kind == "annual" else {}


def posts(owners: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.integers(0, owners - 1).map(lambda at: f"chuc-danh-{at}"), max_size=2)


@st.composite
def writing(draw: st.DrawFn, unit: str) -> dict[str, Any]:
    """The decimals with which a value is printed, its unit in words, and the greatest value that it can have."""
    most = {"points": 90, "count": 10**6, "days": 400, "money": 10**9}.get(unit)
    words = {"yes-no": ["đã họp/chưa họp"], "count": ["buổi", "tin, bài"], "money": ["triệu đồng"]}.get(unit)
    keys: dict[str, Any] = {
        "decimals": draw(st.integers(0, 4)),
        "most": most,
        "unit_word": draw(st.sampled_from(words or [None])),
    }
    return {key: value for key, value in keys.items() if value is not None and draw(st.booleans())}


@st.composite
def binding(draw: st.DrawFn, unit: str, *, adds: bool) -> dict[str, Any]:
    """The levels and units that a target binds, and whether hamlets make the figure of the commune."""
    row: dict[str, Any] = {}
    if draw(st.booleans()):
        row |= {"levels": draw(st.sampled_from([["commune"], ["hamlet"], ["commune", "hamlet"]]))}
        if row["levels"] == ["hamlet"] and draw(st.booleans()):
            row["units"] = ["thon-hai"]
    if "hamlet" not in row.get("levels", ()) and unit != "yes-no" and adds:
        row |= draw(st.sampled_from([{}, {"adds_up": "hamlet"}]))
    return row


@st.composite
def targets(draw: st.DrawFn, areas: int, owners: int) -> list[dict[str, Any]]:
    """One to eight targets whose kinds and units fit each other."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        unit, kind = draw(st.sampled_from(UNITS)), draw(st.sampled_from(KINDS))
        survey = unit == "percent" and draw(st.booleans())
        has_counts = unit not in ONE_NUMBER or (unit == "days" and draw(st.booleans()))
        version: dict[str, Any] = {"from_year": FIRST, "decided": "2024-01-02", "cite": CITE}
        row: dict[str, Any] = {
            "id": f"chi-tieu-{number}",
            "area": f"linh-vuc-{draw(st.integers(0, areas - 1))}",
            "name": draw(name("Chỉ tiêu số", number)),
            "short": f"CT {number}",
            "order": number,
            "kind": kind,
            "operator": "<"
            if kind == "falling"
            else ">"
            if kind == "rising"
            else ">="
            if kind == "ladder"
            else draw(st.sampled_from([">=", "=", "<=", "<", ">"])),
            "unit": unit,
            "measure": "survey" if survey else "count",
            "owner": f"chuc-danh-{draw(st.integers(0, owners - 1))}",
            "joint": draw(posts(owners)),
            "partners": draw(posts(owners)),
            "cite": CITE,
            "version": [version],
        }
        row |= draw(writing(unit))
        if has_counts:
            row |= {"numerator": "tử số", "denominator": "mẫu số", "amounts": not survey}
        elif unit != "points":
            row["over_time"] = draw(st.sampled_from(["sum", "last"])) if unit in ("count", "money") else "last"
        row |= draw(binding(unit, adds=has_counts or row.get("over_time") == "sum"))
        version |= draw(requirement(kind, TARGET_VALUES[unit]))
        if kind in DUE and "value" in version:
            row["due_year"] = LAST
        if kind == "annual" and draw(st.booleans()):
            # A target that was lowered on the way.
            later = TARGET_VALUES[unit] * (1 if unit == "yes-no" else 0.75)
            row["version"].append(version | {"from_year": FIRST + 2, "decided": "2026-01-02", "value": later})
        rows.append(row)
    return rows


@st.composite
def indices(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to ten indices of up to three parts."""
    return [
        {
            "id": f"chi-so-{number}",
            "name": draw(name("Chỉ số", number)),
            "short": f"CS {number}",
            "order": number,
            "headline": draw(st.booleans()),
            "unit": (scale := draw(st.sampled_from(UNITS))),
            # A share that was counted has its counts; other numbers may be counted too.
            "measure": "count" if scale in ONE_NUMBER and draw(st.booleans()) else "score",
            "combine": draw(st.sampled_from(["none", "sum", "mean"])),
            "about": "chỉ số",
            "owner": "chuc-danh-0",
            "cite": CITE,
            **draw(writing(scale)),
            "part": [
                {
                    "id": f"phan-{number}-{at}",
                    "name": draw(name("Phần", at)),
                    "short": f"P{at}",
                    "order": at,
                    "maximum": 90.0,
                }
                for at in range(draw(st.integers(0, 3)))
            ],
        }
        for number in range(draw(st.integers(1, 10)))
    ]


@st.composite
def figures(draw: st.DrawFn, indicators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figures of some indicators, units and years, for hamlets only where they are bound or added up."""
    result = []
    for row in indicators:
        below = "hamlet" in row.get("levels", ()) or "adds_up" in row
        for unit in ("xa", *row.get("units", ("thon", "thon-hai"))):
            for year in FIGURES:
                if (unit != "xa" and not below) or not draw(st.booleans()):
                    continue
                value = draw(st.sampled_from([float(TARGET_VALUES[row["unit"]]), None])) or draw(NUMBERS[row["unit"]])
                figure = {"indicator_id": row["id"], "unit_id": unit, "year": year, "flag": "final", "source_id": "so"}
                if "numerator" in row:
                    whole = draw(st.integers(0, 1000))
                    result.append(figure | {"numerator": draw(st.integers(0, whole)), "denominator": whole})
                else:
                    result.append(figure | {"value": round(value, 4)})
                for part in row.get("part", ()):
                    if draw(st.booleans()):
                        result.append(figure | {"part_id": part["id"], "value": round(draw(NUMBERS[row["unit"]]), 4)})
    return result


def base() -> dict[str, Any]:
    """The tables that are the same in every plan: a commune with two hamlets, its document, source and report."""
    return {
        "plan": {
            "id": "ke-hoach-thu", "title": "Kế hoạch thử", "number": "1/KH", "decided": "2024-01-02", "unit": "xa",
            "level": "commune", "baseline_year": BASE, "first_year": FIRST, "last_year": LAST, "cite": CITE,
        },
        "document": [{"id": "van-ban", "number": "1/KH", "title": "Kế hoạch", "issuer": "UBND xã"}],
        "unit": [
            {"id": "xa", "name": "Xã Thử", "level": "commune"},
            {"id": "thon", "name": 'Thôn Một / Đông "cũ"', "level": "hamlet", "parent": "xa"},
            {"id": "thon-hai", "name": "Thôn Hai", "level": "hamlet", "parent": "xa"},
        ],
        "source": [{"id": "so", "title": "Sổ"}],
        "period": [
            {
                "id": "nam", "name": "Năm", "order": 1, "covers": "year", "first_day": {"month": 1, "day": 1},
                "last_day": {"month": 12, "day": 14}, "due": {"month": 12, "day": 20}, "cite": CITE,
            }
        ],
    }  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a plan, and its figures as rows of a list under `figures`."""
    areas, owners = draw(st.integers(1, 10)), draw(st.integers(1, 4))
    plan_targets, plan_indices = draw(targets(areas, owners)), draw(indices())
    return base() | {
        "area": [
            {
                "id": f"linh-vuc-{at}", "name": draw(name("Lĩnh vực", at)),
                "short": f"LV {at}", "slug": f"lv-{at}", "order": at, "section": str(at), "cite": CITE,
            }
            for at in range(areas)
        ],
        "owner": [
            {"id": f"chuc-danh-{at}", "name": draw(name("Chức danh", at)), "cite": CITE}
            | draw(st.sampled_from([
                {}, {"valid_to": "2025-06-30", "instead": f"Chức danh {at + 1}"}, {"valid_from": "2025-07-01"},
            ]))
            for at in range(owners)
        ],
        "index": plan_indices,
        "target": plan_targets,
        "task": [
            {
                "id": f"viec-{at}", "area": f"linh-vuc-{draw(st.integers(0, areas - 1))}",
                "name": draw(name("Việc", at)), "order": at, "cite": CITE,
                "joint": draw(posts(owners)), "partners": draw(posts(owners)),
            }
            | draw(st.sampled_from([{}, {"every": "quarter"}, {"every": "month"}, {"due": "2026-03-31"}]))
            | draw(st.sampled_from([{}, {"product": 'Báo cáo "cuối" năm', "money": 12.5}]))
            for at in range(draw(st.integers(0, 4)))
        ],
        "figures": draw(figures([*plan_indices, *plan_targets])),
    }  # fmt: skip


def rules(plan: dict[str, Any], present: int) -> dict[tuple[str, str], Rule]:
    """The rules of a random plan for each unit by index and target, for exact arithmetic."""
    years = range(FIRST, LAST + 1)
    natural = {"percent": Fraction(100), "ratio": Fraction(1), "yes-no": Fraction(1)}
    result = {}
    for row in [*plan["index"], *plan["target"]]:
        version = row["version"][0] if "version" in row else {}
        due = dict.fromkeys(years, row["due_year"]) if "due_year" in row else {}
        values = dict.fromkeys(years, version["value"]) if "value" in version else {}
        for later in row.get("version", ())[1:]:
            values |= dict.fromkeys(range(later["from_year"], LAST + 1), later["value"])
        for stage in reversed(version.get("stage", ())):
            due |= {year: stage["year"] for year in years if year <= stage["year"]}
            values |= {year: stage["value"] for year in years if year <= stage["year"]}
        if ladder := version.get("ladder"):
            start, step, until = (Fraction(str(ladder[key])) for key in ("start", "step", "until"))
            values = {year: min(start + step * (year - FIRST), until) for year in years}
        kind = row.get("kind", "rising" if row.get("headline") else "none")
        rule = Rule(
            is_bound=True,
            kind=kind if kind in ("rising", "falling", "none") else "level",
            better=-1 if row.get("operator") in ("<", "<=") else 1,
            strict=row.get("operator") in ("<", ">"),
            measure=row["measure"],
            targets={year: Fraction(str(value)) for year, value in values.items()},
            due=due,
            ladder=(step, until) if ladder else None,
            most=Fraction(row["most"]) if "most" in row else natural.get(row["unit"]),
            baseline_year=BASE,
            first_year=FIRST,
            present=present,
        )
        result |= {(unit["id"], row["id"]): replace(rule, is_bound=is_bound(unit, row)) for unit in plan["unit"]}
    return result


def is_bound(unit: dict[str, Any], row: dict[str, Any]) -> bool:
    return unit["level"] in row.get("levels", ["commune"]) and unit["id"] in row.get("units", [unit["id"]])


def series(plan: dict[str, Any]) -> dict[tuple[str, str], Series]:
    """The figures of a random plan by unit and indicator; where the plan says so, those of a commune are sums."""
    result: defaultdict[tuple[str, str], Series] = defaultdict(Series)
    definitions = {row["id"]: row for row in [*plan["index"], *plan["target"]]}
    for row in plan["figures"]:
        if "part_id" not in row:
            figure = _figure(definitions[row["indicator_id"]], [row])
            result[row["unit_id"], row["indicator_id"]].figures[row["year"]] = figure
    for name, row in definitions.items():
        for year in FIGURES if "adds_up" in row else ():
            below = [one for one in plan["figures"] if one["indicator_id"] == name and one["year"] == year]
            if len(below) == 2 and "xa" not in {one["unit_id"] for one in below}:
                result["xa", name].figures[year] = _figure(row, below)
    return result


def _figure(row: dict[str, Any], figures: list[dict[str, Any]]) -> Figure:
    """One figure, or the sum of several."""
    year = figures[0]["year"]
    figure = Figure(dt.date(year, 1, 1), dt.date(year, 12, 31), [None])
    if "numerator" in row:
        over, under = (sum(one[key] for one in figures) for key in ("numerator", "denominator"))
        figure.counts = over, under
        figure.value = Fraction((100 if row["unit"] == "percent" else 1) * over, under) if under else None
        figure.sample = under if row["measure"] == "survey" else None
    else:
        figure.value = sum((Fraction(str(one["value"])) for one in figures), Fraction(0))
    return figure


def write(plan: dict[str, Any], data: Path) -> None:
    """The plan and its figures as the folders that a program reads."""
    folder = data / "plans" / "ke-hoach-thu"
    (folder / "published").mkdir(parents=True)
    tables = {name: rows for name, rows in plan.items() if name != "figures"}
    (folder / "plan.toml").write_text(
        "\n".join(
            f"{'[plan]' if name == 'plan' else f'[[{name}]]'}\n"
            + "\n".join(f"{key} = {_toml(key, cell)}" for key, cell in row.items())
            for name, rows in tables.items()
            for row in ([rows] if isinstance(rows, dict) else rows)
        ),
        encoding="utf-8",
    )
    out = io.StringIO()
    columns = ("indicator_id", "unit_id", "year", "part_id", "numerator", "denominator", "value", "flag", "source_id")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(plan["figures"])
    (folder / "published" / "figures.csv").write_text(out.getvalue(), encoding="utf-8")


def _toml(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(key, one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(name, one)}" for name, one in value.items()) + " }"
    # Days stand without quotation marks.
    return (
        str(value)
        if not isinstance(value, str) or key in ("decided", "valid_to", "valid_from", "due")
        else json.dumps(value, ensure_ascii=False)
    )
