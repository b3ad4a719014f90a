"""What keeps no figure out but should be looked at again: printed percentages, and figures of few cases."""

from collections.abc import Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault
from cchc_metrics.intake.rows import Observation
from cchc_metrics.text.formats import fraction, number

NEAR = 0.05
FEW = 30
Figures = Sequence[tuple[str, Observation]]


def misprinted(place: str, printed: float, numerator: float, denominator: float) -> Fault | None:
    """The caution that a printed percentage is not that of its counts; None where it is, or where they are 0 of 0."""
    if denominator == 0:
        return None
    counted = 100 * numerator / denominator
    # A cell formatted as a percentage holds 0.962 for 96.2 %.
    if min(abs(printed - counted), abs(100 * printed - counted)) <= NEAR:
        return None
    return Fault(place, f"tỷ lệ in {number(printed, 2)} %, nhưng {fraction(numerator, denominator)} là "
                        f"{number(counted, 2)} %", "tỷ lệ in khớp với số đếm (lệch không quá 0,05 điểm %)",
                 "dùng số đếm; xem lại tỷ lệ đã in")


def cautions_of(figures: Figures, catalog: Catalog) -> list[Fault]:
    """The cautions of figures wherever they came from, each with the place of the figure."""
    found = []
    for place, row in figures:
        indicator = catalog.indicators.get(row.indicator_id)
        counts = row.numerator, row.denominator
        if indicator is None or indicator.unit != "percent" or row.reported_value is None or None in counts:
            continue
        wrong = misprinted(place, row.reported_value, row.numerator or 0, row.denominator or 0)
        found += [wrong] if wrong else []
    return found + few(figures, catalog)


def few(figures: Figures, catalog: Catalog) -> list[Fault]:
    """One caution for each indicator and period that has figures out of fewer than 30 cases."""
    small: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for place, row in figures:
        if row.denominator is not None and 0 < row.denominator < FEW and row.indicator_id in catalog.indicators:
            key = row.indicator_id, row.first_day, row.last_day
            small.setdefault(key, []).append((place, f"{_group(row, catalog)}{number(row.denominator, 0)}"))
    return [Fault(places[0][0], f"«{catalog.indicators[str(key[0])].short}» có mẫu số dưới {FEW}: "
                                f"{', '.join(said for _, said in places)}",
                  f"mẫu số từ {FEW} để tỷ lệ nói được nhiều", "không cần sửa; một hồ sơ cũng làm tỷ lệ đổi nhiều")
            for key, places in small.items()]


def _group(row: Observation, catalog: Catalog) -> str:
    if row.breakdown_id is None:
        return ""
    groups = catalog.breakdowns[row.breakdown_id].group
    return next((f"{group.name} " for group in groups if group.id == row.group_id), "")
