"""Plans of chance that are valid: areas, indices, targets of every kind and unit, levels, owners, hamlets, figures."""

import csv
import io
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

FIRST, LAST, BASE = 2024, 2027, 2023
CITE = {"document": "van-ban", "place": "I"}
UNITS = ("percent", "points", "ratio", "count", "days", "money", "yes-no")
ONE_NUMBER = ("points", "count", "days", "money", "yes-no")
# The value asked, and figures of two years, in each unit.
ASKED: dict[str, float] = {
    "percent": 80, "points": 7.5, "ratio": 0.5, "count": 12, "days": 5, "money": 120.5, "yes-no": 1,
}  # fmt: skip
BOUND: dict[str, st.SearchStrategy[float]] = {
    "percent": st.floats(0, 100),
    "points": st.floats(0, 90),
    "ratio": st.floats(0, 1),
    "count": st.integers(0, 10**6).map(float),
    "days": st.floats(0, 400),
    "money": st.floats(0, 10**9),
    "yes-no": st.sampled_from([0.0, 1.0]),
}


@st.composite
def targets(draw: st.DrawFn, areas: int, owners: int) -> list[dict[str, Any]]:
    """One to five targets whose kinds and units fit each other."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        unit, kind = draw(st.sampled_from(UNITS)), draw(st.sampled_from(["annual", "by-year", "rising", "falling"]))
        counted = unit not in ONE_NUMBER or (unit == "days" and draw(st.booleans()))
        version: dict[str, Any] = {"from_year": FIRST, "decided": "2024-01-02", "cite": CITE}
        row: dict[str, Any] = {
            "id": f"chi-tieu-{number}",
            "area": f"linh-vuc-{draw(st.integers(0, areas - 1))}",
            "name": f"Chỉ tiêu số {number}",
            "short": f"CT {number}",
            "order": number,
            "kind": kind,
            "operator": "<"
            if kind == "falling"
            else ">"
            if kind == "rising"
            else draw(st.sampled_from([">=", "=", "<="])),
            "unit": unit,
            "measure": "count",
            "owner": f"chuc-danh-{draw(st.integers(0, owners - 1))}",
            "cite": CITE,
            "version": [version],
        }
        if counted:
            row |= {"numerator": "tử số", "denominator": "mẫu số", "amounts": True}
        elif unit != "points":
            row["over_time"] = draw(st.sampled_from(["sum", "last"])) if unit in ("count", "money") else "last"
        if unit in ("count", "money") and draw(st.booleans()):
            row["unit_word"] = draw(st.sampled_from(["buổi", "triệu đồng", "tin, bài"]))
        if draw(st.booleans()):
            row |= {"levels": draw(st.sampled_from([["commune"], ["hamlet"], ["commune", "hamlet"]]))}
        if kind == "by-year" and draw(st.booleans()):
            version["stage"] = [{"year": 2025, "value": ASKED[unit] / 2}, {"year": LAST, "value": ASKED[unit]}]
        elif kind == "by-year":
            row["due_year"], version["value"] = LAST, ASKED[unit]
        elif kind == "annual":
            version["value"] = ASKED[unit]
        found.append(row)
    return found


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a plan, and its figures as rows of a list under `figures`."""
    areas, owners = draw(st.integers(1, 10)), draw(st.integers(1, 4))
    asked = draw(targets(areas, owners))
    indices = [
        {
            "id": f"chi-so-{number}",
            "name": f"Chỉ số {number}",
            "short": f"CS {number}",
            "order": number,
            "headline": draw(st.booleans()),
            "unit": draw(st.sampled_from(["percent", "points", "ratio", "count"])),
            "measure": "score",
            "combine": "none",
            "about": "chỉ số",
            "owner": "chuc-danh-0",
            "cite": CITE,
        }
        for number in range(draw(st.integers(1, 7)))
    ]
    figures = []
    for row in [*indices, *asked]:
        for unit in ("xa", "thon"):
            for year in (2025, 2026):
                if (unit == "thon" and "hamlet" not in row.get("levels", ())) or not draw(st.booleans()):
                    continue
                value = draw(BOUND[row["unit"]])
                figure = {"indicator_id": row["id"], "unit_id": unit, "year": year, "flag": "final", "source_id": "so"}
                if "numerator" in row:
                    below = draw(st.integers(0, 1000))
                    figures.append(figure | {"numerator": draw(st.integers(0, below)), "denominator": below})
                else:
                    figures.append(figure | {"value": round(value, 4)})
    return {
        "plan": {
            "id": "ke-hoach-thu", "title": "Kế hoạch thử", "number": "1/KH", "decided": "2024-01-02", "unit": "xa",
            "level": "commune", "baseline_year": BASE, "first_year": FIRST, "last_year": LAST, "cite": CITE,
        },
        "document": [{"id": "van-ban", "number": "1/KH", "title": "Kế hoạch", "issuer": "UBND xã"}],
        "unit": [
            {"id": "xa", "name": "Xã Thử", "level": "commune"},
            {"id": "thon", "name": "Thôn Một", "level": "hamlet", "parent": "xa"},
        ],
        "area": [
            {
                "id": f"linh-vuc-{at}", "name": f"Lĩnh vực {at}", "short": f"LV {at}", "slug": f"lv-{at}", "order": at,
                "section": str(at), "cite": CITE,
            }
            for at in range(areas)
        ],
        "owner": [{"id": f"chuc-danh-{at}", "name": f"Chức danh {at}", "cite": CITE} for at in range(owners)],
        "index": indices,
        "target": asked,
        "task": [
            {"id": "viec", "area": "linh-vuc-0", "name": "Việc một", "order": 1, "cite": CITE, "every": "quarter"}
        ],
        "source": [{"id": "so", "title": "Sổ"}],
        "period": [
            {
                "id": "nam", "name": "Năm", "order": 1, "covers": "year", "first_day": {"month": 1, "day": 1},
                "last_day": {"month": 12, "day": 14}, "due": {"month": 12, "day": 20}, "cite": CITE,
            }
        ],
        "figures": figures,
    }  # fmt: skip


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
    columns = ("indicator_id", "unit_id", "year", "numerator", "denominator", "value", "flag", "source_id")
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
    return str(value) if not isinstance(value, str) or key == "decided" else f'"{value}"'
