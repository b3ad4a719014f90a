"""The plan in memory: every list by its id, and the few questions that are asked of it everywhere."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from cchc_metrics.catalog import models
from cchc_metrics.catalog.forms import DossierList, FeedbackRegister, Form, ResultTable
from cchc_metrics.catalog.models import Cite, Entity, Row, Words
from cchc_metrics.text import formats, words


class DayOfYear(Row):
    """A day told from the year of a report: `year` is -1 for the year before, 0 for the year itself."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=-1, le=1)] = 0

    @model_validator(mode="after")
    def exists_in_every_year(self) -> "DayOfYear":
        """Refuses a day that some years do not have: 29/02, 31/04."""
        try:
            self.of(2023)
        except ValueError:
            raise ValueError(f"không phải năm nào cũng có ngày {self.day} tháng {self.month}") from None
        return self

    def of(self, year: int) -> dt.date:
        """The day in the report of a year."""
        return dt.date(year + self.year, self.month, self.day)


class Dates(NamedTuple):
    """The days of one report: the first and last day of its figures, and the day on which it is due."""

    first_day: dt.date
    last_day: dt.date
    due: dt.date


class Period(Entity):
    """A kind of periodic report.

    `covers` says which figures it tells: "days" those whose own period lies within its days, "year" all those of
    the year, as the plan judges them.
    """

    name: Words
    order: int
    covers: Literal["days", "year"]
    first_day: DayOfYear
    last_day: DayOfYear
    due: DayOfYear
    cite: Cite

    @model_validator(mode="after")
    def days_follow(self) -> "Period":
        """Refuses a period whose days are not in order."""
        first, last, due = self.dates(2023)
        if not first < last <= due:
            raise ValueError("«first_day» phải trước «last_day», và «due» không trước «last_day»")
        return self

    def dates(self, year: int) -> Dates:
        """The days of the report of a year."""
        return Dates(self.first_day.of(year), self.last_day.of(year), self.due.of(year))


TABLES: Mapping[str, type[models.Entity]] = {
    "plan": models.Plan,
    "level": models.Level,
    "document": models.Document,
    "unit": models.Unit,
    "area": models.Area,
    "index": models.Index,
    "target": models.Target,
    "task": models.Task,
    "owner": models.Owner,
    "break": models.Break,
    "method": models.Method,
    "breakdown": models.Breakdown,
    "tally": models.Tally,
    "period": Period,
    "office": models.Office,
    "system": models.System,
    "source": models.Source,
    "form": Form,
    "dossier_list": DossierList,
    "feedback_register": FeedbackRegister,
    "result_table": ResultTable,
}


@cache
def standard_levels() -> Mapping[str, models.Level]:
    """The levels of units that ship with the program, by id, in their order."""
    rows = tomllib.loads(Path(__file__).with_name("levels.toml").read_text(encoding="utf-8"))["level"]
    levels = [models.Level.model_validate(row, strict=False) for row in rows]
    return {level.id: level for level in sorted(levels, key=lambda level: level.order)}


# A catalog equals itself alone, so that what is made of it can be kept by it.
@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that a plan folder says, by id; lists keep the order of the files or their `order`."""

    plans: Mapping[str, models.Plan]
    levels: Mapping[str, models.Level]
    documents: Mapping[str, models.Document]
    units: Mapping[str, models.Unit]
    areas: Mapping[str, models.Area]
    indices: Mapping[str, models.Index]
    targets: Mapping[str, models.Target]
    tasks: Mapping[str, models.Task]
    owners: Mapping[str, models.Owner]
    breaks: Mapping[str, models.Break]
    methods: Mapping[str, models.Method]
    breakdowns: Mapping[str, models.Breakdown]
    tallies: Mapping[str, models.Tally]
    periods: Mapping[str, Period]
    offices: Mapping[str, models.Office]
    systems: Mapping[str, models.System]
    sources: Mapping[str, models.Source]
    forms: Mapping[str, Form]
    dossier_lists: Mapping[str, DossierList]
    feedback_registers: Mapping[str, FeedbackRegister]
    result_tables: Mapping[str, ResultTable]

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[models.Entity]]) -> "Catalog":
        """The catalog of the rows read, each list in its own order."""

        def by_id(table: str) -> Mapping[str, Any]:
            return {row.id: row for row in sorted(rows[table], key=lambda row: getattr(row, "order", 0))}

        return cls(
            plans=by_id("plan"),
            levels=dict(sorted({**standard_levels(), **by_id("level")}.items(), key=lambda pair: pair[1].order)),
            documents=by_id("document"),
            units=by_id("unit"),
            areas=by_id("area"),
            indices=by_id("index"),
            targets=by_id("target"),
            tasks=by_id("task"),
            owners=by_id("owner"),
            breaks=by_id("break"),
            methods=by_id("method"),
            breakdowns=by_id("breakdown"),
            tallies=by_id("tally"),
            periods=by_id("period"),
            offices=by_id("office"),
            systems=by_id("system"),
            sources=by_id("source"),
            forms=by_id("form"),
            dossier_lists=by_id("dossier_list"),
            feedback_registers=by_id("feedback_register"),
            result_tables=by_id("result_table"),
        )

    @property
    def plan(self) -> models.Plan:
        """The one plan of the folder."""
        return next(iter(self.plans.values()))

    @property
    def feedback(self) -> FeedbackRegister | None:
        """The register of citizens' feedback; None where the plan describes none."""
        return next(iter(self.feedback_registers.values()), None)

    @property
    def dossier_tallies(self) -> frozenset[str]:
        """The ids of the tallies that forms and lists of dossiers give, whose targets count the same dossiers.

        The others follow what was done: news items, broadcasts, inspections.
        """
        tables = (*self.forms.values(), *self.dossier_lists.values())
        return frozenset(feed.tally for table in tables for feed in table.tally)

    @property
    def years(self) -> range:
        """The years that the plan judges."""
        return range(self.plan.first_year, self.plan.last_year + 1)

    def binds(self, unit: str) -> bool:
        """True for a unit that the plan sets a target, or whose level is that of the plan, which has the tasks."""
        return (self.units[unit].level == self.plan.level and self._lives_in_plan(unit)) or any(
            self.binds_to(unit, target) for target in self.targets.values()
        )

    def binds_to(self, unit: str, indicator: models.Indicator) -> bool:
        """True for a unit that an index or a target binds; a unit that ended before the plan began is bound by none."""
        levels = indicator.levels or (self.plan.level,)
        is_subject = self.units[unit].level in levels and (not indicator.units or unit in indicator.units)
        return is_subject and self._lives_in_plan(unit)

    def _lives_in_plan(self, unit: str) -> bool:
        last = self.units[unit].valid_to
        return last is None or last.year >= self.plan.first_year

    def why_unbound(self, unit: str) -> str:
        """Why the plan asks nothing of a unit that it does not bind, in a sentence."""
        name, last = self.units[unit].name, self.units[unit].valid_to
        if last is not None and not self._lives_in_plan(unit):
            return words.ENDED_BEFORE_PLAN.format(unit=name, day=formats.day(last), year=self.plan.first_year)
        return words.OUTSIDE_PLAN.format(unit=name, level=self.bound_levels)

    def targets_of(self, unit: str) -> list[models.Target]:
        """The targets that bind a unit, in their order."""
        return [target for target in self.targets.values() if self.binds_to(unit, target)]

    def level_of(self, unit: str) -> models.Level:
        """The level of a unit."""
        return self.levels[self.units[unit].level]

    @property
    def bound_levels(self) -> str:
        """The names of the levels of units that the plan binds, in words: "xã", "xã và thôn, tổ dân phố"."""
        ids = {self.units[unit].level for unit in self.units if self.binds(unit)} | {self.plan.level}
        return " và ".join(level.name for level in self.levels.values() if level.id in ids)

    @property
    def bound_units(self) -> list[str]:
        """The units that the plan binds, in its order."""
        return [unit for unit in self.units if self.binds(unit)]

    @property
    def is_for_many(self) -> bool:
        """True for a plan of somebody above the units that it binds, such as a province's for its communes.

        A plan of a unit that it binds itself may name others too: those that it was merged with.
        """
        return not self.binds(self.plan.unit) and len(self.bound_units) > 1

    def line(self, unit: str) -> tuple[str, ...]:
        """A unit and those that it belongs to, the nearest first; the id alone where the plan does not know it."""
        line = [unit]
        while (here := self.units.get(line[-1])) and here.parent is not None and here.parent not in line:
            line.append(here.parent)
        return tuple(line)

    @property
    def indicators(self) -> Mapping[str, models.Index | models.Target]:
        """Indices and targets together: everything a figure can be about."""
        return {**self.indices, **self.targets}

    @property
    def names_within(self) -> Mapping[tuple[str, str], str]:
        """The names of parts and groups, by the index or breakdown they belong to and their own id."""
        parts = {(index.id, part.id): part.name for index in self.indices.values() for part in index.part}
        return parts | {(whole.id, group.id): group.name for whole in self.breakdowns.values() for group in whole.group}

    def post_in(self, owner: str, year: int) -> str:
        """The post that has the work of a post in a year: itself, or the one named in its place once it ended.

        A post ends for the years after its last day. Where its successor is only a name and no post, the id stays.
        """
        return self._holder(owner, year)[0]

    def names_in(self, owners: Iterable[str], year: int) -> str:
        """The names of those that have the work of some posts in a year, each once."""
        return "; ".join(dict.fromkeys(self._holder(owner, year)[1] for owner in owners))

    def _holder(self, owner: str, year: int) -> tuple[str, str]:
        """The id and the name of who has the work of a post in a year; posts that ended one after another lead on."""
        by_name = {post.name: post for post in self.owners.values()}
        post, ids = self.owners[owner], {owner}
        while post.valid_to is not None and post.valid_to.year < year and post.instead:
            successor = by_name.get(post.instead)
            if successor is None or successor.id in ids:
                return post.id, post.instead
            post = successor
            ids.add(post.id)
        return post.id, post.name

    def post_on(self, owner: object, day: dt.date, open_words: str = words.BLANK) -> str:
        """Who answers for something on a day: the post itself, or what took its place, and that one's, when it ended.

        Where the plan names no successor of a post that has ended, `open_words` say so: in a document a blank for the
        office to fill in, on a screen that nobody is known.
        """
        post = None if formats.is_missing(owner) else self.owners.get(str(owner))
        if post is None:
            return words.NO_NAME
        if not post.assigned:
            return f"{post.name[0].lower()}{post.name[1:]}"
        if post.valid_to is None or day <= post.valid_to:
            return post.name
        successor = next((row.id for row in self.owners.values() if row.name == post.instead), None)
        # A place that went to a post which had ended no later would lead round in a circle.
        if successor is None or (self.owners[successor].valid_to or dt.date.max) <= post.valid_to:
            return post.instead or successor_of(post, open_words)
        return self.post_on(successor, day, open_words)

    def posts_on(self, owner: object, names: object, day: dt.date, open_words: str = words.BLANK) -> str:
        """All who answer for something, in words: each of `names`, the column `owner` of a question, as on a day."""
        if formats.is_missing(names):
            return self.post_on(owner, day, open_words)
        ids = {row.name: row.id for row in self.owners.values()}
        return "; ".join(
            self.post_on(ids[name], day, open_words) if name in ids else name for name in str(names).split("; ")
        )

    def posts_shown(self, names: Any, day: dt.date) -> Any:
        """The same on a screen, where only the names of posts that have ended change; nothing stays nothing."""
        if formats.is_missing(names):
            return names
        ids = {row.name: row.id for row in self.owners.values() if row.valid_to is not None and row.valid_to < day}
        shown = (self.post_on(ids[name], day, words.NOT_KNOWN) if name in ids else name for name in names.split("; "))
        return "; ".join(dict.fromkeys(shown))

    def with_successors(self, names: Mapping[str, str]) -> "Catalog":
        """The same plan with who has the work of posts that ended, by post, where the plan itself names nobody."""
        posts = {
            post.id: post.model_copy(update={"instead": names[post.id]})
            for post in self.owners.values()
            if post.id in names and post.valid_to is not None and not post.instead
        }
        return replace(self, owners={**self.owners, **posts}) if posts else self

    def post_names(self, day: dt.date) -> dict[str, str]:
        """The posts to whom something may be given, by id; of one that has ended by a day its last day is told."""
        return {
            post.id: post.name
            if post.valid_to is None or day <= post.valid_to
            else f"{post.name} (đến hết ngày {formats.day(post.valid_to)})"
            for post in self.owners.values()
            if post.assigned
        }

    def names_of(self, owners: Iterable[str]) -> str:
        """The names of some posts, each once."""
        return "; ".join(dict.fromkeys(self.owners[owner].name for owner in owners))

    def owners_of_task(self, task: models.Task) -> tuple[str, ...]:
        """The posts that answer for a task, the first one first: its own, else that of its area."""
        first = task.owner or self.owner_of_area(task.area)
        return (*((first,) if first else ()), *task.joint)

    def owner_of_area(self, area: str) -> str | None:
        """The id of the first post that answers for an area; None where the plan names nobody at all."""
        return next((owner.id for owner in self.owners.values() if area in owner.areas), None)

    @property
    def real_sources(self) -> list[models.Source]:
        """The sources that a real figure may have."""
        return [source for source in self.sources.values() if not source.illustrative]

    def sources_of(self, cells: Iterable[Any]) -> list[models.Source]:
        """The sources that the `source_id` of some figures name, each once, as first named.

        The decision that published a score stands in no list: it is its own title.
        """
        names = dict.fromkeys(name for cell in cells if isinstance(cell, str) for name in cell.split(" + "))
        return [self.sources.get(name, models.Source.model_construct(id=name, title=name)) for name in names]

    def citation(self, cite: models.Cite) -> str:
        """A citation as the reader sees it: document number, then the place in it."""
        number = self.documents[cite.document].number
        return f"{number}, mục {cite.place}" if cite.place else number


def successor_of(post: models.Owner, open_words: str) -> str:
    """Who has the work of a post that ended without a successor in the plan: nobody is known, in these words."""
    return open_words.format(what=words.SUCCESSOR.format(post=post.name), post=post.name)
