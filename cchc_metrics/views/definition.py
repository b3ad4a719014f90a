"""What a target counts, whom it binds and who answers for it, in words."""

from collections.abc import Mapping
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Target
from cchc_metrics.text import formats, words

OVER_TIME = {"sum": "cộng các kỳ trong năm", "first": "lấy số đầu kỳ đầu", "last": "lấy số cuối kỳ cuối"}


def counted(target: Target, now: Mapping[Any, Any] | None = None) -> dict[str, str]:
    """What is counted: numerator and denominator, with the counts of the year in `now`, or the one number it is."""
    if target.numerator is None or target.denominator is None:
        told = formats.scale(target.measure_unit).name
        return {"Đo bằng": told if target.over_time is None else f"{told}, {OVER_TIME[target.over_time]}"}
    known = now is not None and not formats.missing(now["numerator"])
    of = {words.NUMERATOR: target.numerator, words.DENOMINATOR: target.denominator}
    if now is None or not known:
        return of
    counts = (now["numerator"], now["denominator"])
    return {key: f"{said}: {formats.count(count)}" for (key, said), count in zip(of.items(), counts, strict=True)}


def kind(target: Target) -> str:
    """The kind of a target with its due years: "đến năm 2028, 2030"."""
    stages = target.version[-1].stage
    years = [str(stage.year) for stage in stages] or ([str(target.due_year)] if target.due_year else [])
    return " ".join(filter(None, [words.KINDS[target.kind], ", ".join(years)]))


def posts(catalog: Catalog, target: Target) -> dict[str, str]:
    """Who answers for a target and who helps; whom it binds where that is not all of the plan's level."""
    told = {words.OWNER: catalog.owner_names(target.owners)}
    if target.partners:
        told["Phối hợp"] = catalog.owner_names(target.partners)
    if target.units:
        told["Áp dụng"] = "; ".join(catalog.units[unit].name for unit in target.units)
    elif target.levels:
        told["Áp dụng"] = "cấp " + ", ".join(catalog.levels[level].name for level in target.levels)
    if target.adds_up:
        told["Cộng từ"] = f"số liệu từng {catalog.levels[target.adds_up].name}"
    return told
