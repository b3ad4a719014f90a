"""What stands beside the pictures of an area: the definition of a target, and the tasks."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import one_case, owner
from pages import _parts


def definition(target: str, now: Mapping[Any, Any] | None) -> str:
    """What a target counts, its counts in the chosen year, who answers for it and where it stands in the plan."""
    plan = _parts.catalog()
    row = plan.targets[target]
    numerator, denominator = row.numerator, row.denominator
    if now is not None and not formats.missing(now["numerator"]):
        numerator += f": {formats.count(now['numerator'])}"
        denominator += f": {formats.count(now['denominator'])}"
    kind = words.KINDS[row.kind] + (f" {row.due_year}" if row.kind == "by-year" else "")
    facts = {
        words.NUMERATOR: numerator, words.DENOMINATOR: denominator, words.KIND: kind,
        words.OWNER: plan.owners[row.owner].name, words.CITED: plan.cited(row.cite),
    }
    lines = [*_cautions(now), row.note, *_revisions(target, row.unit)]
    listed = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<section class="view"><h2>{words.DEFINITION}</h2><dl class="facts">{listed}</dl>{said}</section>'


def _cautions(now: Mapping[Any, Any] | None) -> list[str]:
    """How far one case moves a ratio whose denominator is small."""
    moves = "" if now is None or now["measure"] != "count" else one_case(now["denominator"])
    return [words.ONE_CASE.format(points=moves)] if moves else []


def _revisions(target: str, unit: str) -> list[str]:
    """Each value that a later version of the plan changed: a lowered target stays visible."""
    asked = _parts.ask("versions", indicator=target)
    return [
        words.REVISED.format(year=int(year), versions=" → ".join(
            f"{formats.asked(row.value, unit)} ({row.cite})" for row in rows.itertuples()))
        for year, rows in asked.groupby("year") if rows["value"].nunique() > 1
    ]


def tasks(rows: Iterable[Mapping[Any, Any]]) -> str:
    """The tasks of an area with owner, state and due date."""
    lines = "".join(
        f"<tr><td>{escape(row['name'])}</td>"
        f"<td>{escape(owner(row))}</td>"
        f"<td>{escape(words.STATES.get(row['state'], words.STATE_UNKNOWN))}</td>"
        f"<td>{words.NO_DUE if formats.missing(row['due']) else formats.day(row['due'])}</td>"
        f"<td>{escape(row['cite'])}</td></tr>"
        for row in rows
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in words.TASK_COLUMNS.values())
    return (f'<section class="view tasks"><h2>{words.TASKS_HEAD}</h2><div tabindex="0" role="region" '
            f'aria-label="{words.TASKS_HEAD}"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
            "</section>")
