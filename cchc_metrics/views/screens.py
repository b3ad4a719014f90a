"""The sequence of a meeting: one message a screen, in the order in which a chairman asks."""

from dataclasses import dataclass

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import areas_line, chain_sentence, moved, statistical_line
from cchc_metrics.views.view import Asked


@dataclass(frozen=True)
class Screen:
    """One message: its sentence, the picture that shows it (a name in VIEWS), and what is said beneath.

    A screen without a picture is one of INDICES, AREAS, ATTENTION: a list that the shower lays out.
    """

    id: str
    title: str
    asked: Asked
    view: str | None = None
    notes: tuple[str, ...] = ()


INDICES, AREAS, ATTENTION = "tong-quan", "bay-linh-vuc", "can-chu-y"
INDEX, AREA = "chi-so-", "linh-vuc-"


def sequence(store: Store, catalog: Catalog, *, unit: str, year: int) -> list[Screen]:
    """Overview, each index, the areas together, each area, and what needs attention, for one unit and year.

    A unit that the plan does not bind has no areas and no targets, so none of their screens.
    """
    asked = Asked(unit, year)
    bound = catalog.units[unit].level == catalog.plan.level
    screens = [_indices(store, asked), *(_index(store, catalog, asked, index) for index in catalog.indices)]
    if bound:
        counts = metrics.area_counts(store, unit=unit, year=year).to_dict("records")
        behind = [row["name"] for row in counts if row["missed"]]
        screens.append(Screen(AREAS, words.AREAS_MESSAGE.format(
            behind=len(behind), all=len(counts), year=year), asked))
        screens += [
            Screen(AREA + catalog.areas[row["area_id"]].slug, f"{row['name']} {year}: {areas_line(row)}.",
                   Asked(unit, year, area=row["area_id"]), "chi-tieu")
            for row in counts if row["total"]
        ]
    missed = len(metrics.attention(store, unit=unit, year=year))
    said = words.ATTENTION_MESSAGE.format(count=missed, year=year) if missed else words.NOTHING_MISSED
    return [*screens, Screen(ATTENTION, said, asked)]


def _indices(store: Store, asked: Asked) -> Screen:
    rows = metrics.indices(store, unit=asked.unit, year=asked.year)
    directions = rows["direction"].value_counts()
    said = ", ".join(f"{count} {words.DIRECTIONS[str(direction)].word}" for direction, count in directions.items())
    return Screen(INDICES, words.INDICES_MESSAGE.format(all=len(rows), year=asked.year, said=said), asked)


def _index(store: Store, catalog: Catalog, asked: Asked, index: str) -> Screen:
    rows = metrics.indices(store, unit=asked.unit, index=index)
    now = rows[rows["year"] == asked.year].to_dict("records")
    plan = catalog.indices[index]
    value, change = formats.MISSING, ""
    if now:
        value = formats.value(now[0]["value"], now[0]["measure_unit"], against=[now[0]["previous"]])
        change = moved(now[0])
    links = rows[rows["year"].isin(catalog.years)].to_dict("records")
    notes = (chain_sentence(links), statistical_line(links)) if plan.headline else (plan.about,)
    title = f"{plan.short} {asked.year}: {value}" + (f", {change}" if change else "")
    return Screen(INDEX + index, f"{title}.", Asked(asked.unit, asked.year, indicator=index), "dien-bien", notes)
