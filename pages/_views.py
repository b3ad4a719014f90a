"""Blocks that make up the index and area pages: each asks one thing and shows it, or says why it cannot."""

from html import escape

import streamlit as st
from pandas import DataFrame

from cchc_metrics import charts
from cchc_metrics.text import formats, words
from pages import _address, _parts


def says(sentence: str) -> None:
    """The sentence of a figure."""
    st.html(f'<p class="says">{escape(sentence)}</p>')


def note(text: str) -> None:
    """A line beneath a picture, in full ink: grey small print cannot be read from the last row."""
    st.html(f'<p class="note">{escape(text)}</p>')


def series_in_words(rows: DataFrame) -> str:
    """Every year and value of a line, for those who do not see it."""
    said = [f"{row.year}: {formats.value(row.value, row.measure_unit)}" for row in rows.itertuples()]
    return f"{rows['name'].iloc[0]}. " + "; ".join(said)


def targets_in_words(rows: DataFrame) -> str:
    """Every target and verdict of a picture of several."""
    return "; ".join(
        f"{row.short} {row.year}: {words.LEVELS[row.level].word}"
        + f", {formats.value(row.value, row.measure_unit, against=[row.target])}"
        for row in rows.itertuples()
    )


def parts_in_words(parts: DataFrame, year: int) -> str:
    """Every part and value of one year."""
    now = parts[parts["year"] == year]
    return f"{words.INDEX_VIEWS[1]} {year}: " + "; ".join(
        f"{row['name']} {formats.MISSING if formats.missing(row['value']) else formats.number(row['value'], 2)}"
        for row in now.to_dict("records")
    )


def breaks(rows: DataFrame) -> None:
    """Each break of a series, named with its reason."""
    for row in rows[rows["break_title"].notna()].itertuples():
        note(f"{words.BREAKS} {row.year}: {row.break_title} — {row.break_reason}.")


def change(unit: str, index: str, rows: DataFrame, year: int) -> None:
    """What made an index change between two years that the reader chooses."""
    have = [int(row) for row in rows.loc[rows["value"].notna(), "year"]]
    if len(have) < 2:
        st.write(words.NO_TWO_YEARS)
        return
    to_default = year if year in have[1:] else have[-1]
    from_default = max(past for past in have if past < to_default)
    left, right = st.columns(2)
    names = {str(past): str(past) for past in have}
    with left:
        first = int(_address.pick(words.FROM_YEAR, "tu-nam", names, default=str(from_default)))
    with right:
        last = int(_address.pick(words.TO_YEAR, "den-nam", names, default=str(to_default)))
    _waterfall(unit, index, rows, first, last)


def _waterfall(unit: str, index: str, rows: DataFrame, first: int, last: int) -> None:
    made = _parts.ask("change", unit=unit, index=index, from_year=first, to_year=last)
    if made.empty:
        st.write(words.NO_PARTS)
    elif made["change"].isna().all():
        between = rows[rows["year"].between(min(first, last) + 1, max(first, last)) & rows["break_title"].notna()]
        why = ", ".join(between["break_title"]) or words.METHOD_CHANGED
        st.write(words.NO_CHANGE.format(why=why))
    else:
        measure = rows["measure_unit"].iloc[0]
        said = "; ".join(f"{row['name'] or words.EFFECTS[row['effect']]} {formats.change(row['change'], measure)}"
                         for row in made.to_dict("records"))
        short = {part.id: part.short for part in _parts.catalog().indices[index].part}
        drawn = made.assign(name=made["part_id"].map(short).fillna(made["name"]))
        chart = charts.waterfall(drawn, unit=measure, from_year=first, to_year=last)
        st.altair_chart(chart, theme=None, alt=f"{first} → {last}: {said}")
    if len(made):
        _parts.show_table(made)


def place(unit: str, index: str, year: int) -> None:
    """Where the unit stands among the units of its level, by value, and the rank as published."""
    plan = _parts.catalog()
    level = plan.units[unit].level
    rows = _parts.ask("ranking", index=index, year=year, level=level, unit=unit)
    mine = rows[rows["unit_id"] == unit]
    ranked = int(rows["ranked"].iloc[0]) if len(rows) else 0
    name = plan.units[unit].name
    if ranked < 2:
        st.write(words.NO_PEERS.format(year=year))
    elif mine.empty or formats.missing(mine["rank"].iloc[0]):
        st.write(words.NO_PLACE.format(unit=name, year=year, ranked=ranked))
    else:
        st.write(words.PLACE.format(unit=name, rank=int(mine["rank"].iloc[0]), ranked=ranked, year=year))
    if len(mine) and not formats.missing(mine["reported_rank"].iloc[0]):
        st.write(words.PUBLISHED_PLACE.format(rank=int(mine["reported_rank"].iloc[0]),
                                              of=formats.count(mine["reported_of"].iloc[0])))
    if ranked > 1:
        chart = charts.ranking(rows, unit=unit, measure_unit=plan.indicators[index].unit)
        said = "; ".join(f"{row['rank']}. {row['name']}" for row in rows.to_dict("records")
                         if not formats.missing(row["rank"]))
        st.altair_chart(chart, theme=None, alt=said)
        best, last = rows[rows["rank"].notna()].iloc[[0, -1]].to_dict("records")
        measure = plan.indicators[index].unit
        note(words.ENDS.format(best=best["name"], high=formats.value(best["value"], measure), last=last["name"],
                               low=formats.value(last["value"], measure)))
        _parts.show_table(rows)


def definition(target: str, at: DataFrame) -> None:
    """What a target counts, its counts in the chosen year, who answers for it and where it stands in the plan."""
    plan = _parts.catalog()
    row = plan.targets[target]
    numerator, denominator = row.numerator, row.denominator
    if len(at) and not formats.missing(at["numerator"].iloc[0]):
        numerator += f": {formats.count(at['numerator'].iloc[0])}"
        denominator += f": {formats.count(at['denominator'].iloc[0])}"
    kind = words.KINDS[row.kind] + (f" {row.due_year}" if row.kind == "by-year" else "")
    facts = {
        words.NUMERATOR: numerator, words.DENOMINATOR: denominator, words.KIND: kind,
        words.OWNER: plan.owners[row.owner].name, words.CITED: plan.cited(row.cite),
    }
    listed = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    st.html(f'<dl class="facts">{listed}</dl>' + (f"<p>{escape(row.note)}</p>" if row.note else ""))
    asked = _parts.ask("versions", indicator=target)
    if asked["from_year"].nunique() > 1:
        _parts.show_table(asked)


def mix(unit: str, target: str, rows: DataFrame, year: int) -> None:
    """For a target with groups: how much of the change came from rates and how much from the mix of groups."""
    known = _parts.ask("breakdowns", unit=unit, indicator=target)
    names = {key: _parts.catalog().breakdowns[key].name for key in known}
    if not names or year - 1 not in rows.loc[rows["value"].notna(), "year"].tolist():
        return
    st.subheader(words.MIX_HEAD.format(name=rows["short"].iloc[0], first=year - 1, last=year))
    by = _address.pick(words.BREAKDOWN, "chia-theo", names, default=next(iter(names)))
    made = _parts.ask("change", unit=unit, index=target, from_year=year - 1, to_year=year, breakdown=by)
    if made.empty or made["change"].isna().all():
        st.write(words.NO_TWO_YEARS)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        chart = charts.waterfall(made, unit=rows["measure_unit"].iloc[0], from_year=year - 1, to_year=year)
        st.altair_chart(chart, theme=None, alt=words.EFFECTS["rate"] + ", " + words.EFFECTS["mix"])
    with right:
        groups = _parts.ask("groups", unit=unit, indicator=target, year=year)
        _parts.show_table(groups[groups["breakdown_id"] == by], opened=True)


def tasks(rows: DataFrame) -> None:
    """The tasks of an area with owner, state and due date."""
    st.subheader(words.TASKS_HEAD)
    shown = rows[list(words.TASK_COLUMNS)].copy()
    shown["state"] = rows["state"].map(words.STATES).fillna(words.STATE_UNKNOWN)
    shown["due"] = [words.NO_DUE if formats.missing(due) else formats.day(due) for due in rows["due"]]
    shown["owner"] = rows["owner"].fillna(words.NOT_NAMED)
    st.dataframe(shown.rename(columns=words.TASK_COLUMNS), hide_index=True)


def sources(now: DataFrame) -> None:
    """Where the chosen year's figure comes from, and when it was known."""
    if now.empty or formats.missing(now["source_id"].iloc[0]):
        return
    known = _parts.catalog().sources
    titles = [known[name].title + (f" ({known[name].url})" if known[name].url else "")
              for name in str(now["source_id"].iloc[0]).split(" + ") if name in known]
    as_of = now["as_of"].iloc[0]
    when = "" if formats.missing(as_of) else f" · {formats.day(as_of)}"
    note(f"{words.SOURCE}: {'; '.join(titles)}{when}")
