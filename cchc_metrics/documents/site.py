"""The published site: what each static page shows, as values for its template, and how the site is put in place."""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape, unescape
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

import font_source_sans_pro
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Source
from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.documents import exports, letterhead, sheets
from cchc_metrics.documents.exports import export, filters
from cchc_metrics.faults import Fault, FaultError, no_room
from cchc_metrics.files import replace_folder
from cchc_metrics.text import feedback_words, formats, sentence, statements, words
from cchc_metrics.text.feedback_words import public_shares
from cchc_metrics.text.formats import as_csv, as_json
from cchc_metrics.text.rows import AreaRow, FeedbackShareRow, VerdictRow, records
from cchc_metrics.views import VIEWS, ViewRequest, meeting, view
from cchc_metrics.views.targets import definition, kind_words, responsibility
from cchc_metrics.views.view import sources
from cchc_metrics.workspace import Publishable

# A picture is a document of its own, so it asks for the letters itself, from the same folder as the pages.
FACES = (
    '<style>@font-face{font-family:"Source Sans Pro";src:url("../dang/SourceSansPro-Regular.ttf")}'
    '@font-face{font-family:"Source Sans Pro";font-weight:bold;src:url("../dang/SourceSansPro-Bold.ttf")}</style>'
)


def with_letters(svg: str) -> bytes:
    """The SVG with its letters, as the bytes of a file beside the pages."""
    head, rest = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{FACES}{rest}'.encode()


CODE = '<iframe src="{address}" title="{title}" width="380" height="460"></iframe>'
WIDE, COURSE = look.Size(1000), look.Size(1000, 380)


@dataclass
class Pages:
    """Makes the pages of one site; pictures and their tables are gathered as they are drawn."""

    publication: Publishable
    catalog: Catalog
    units: Sequence[str]
    address: str
    provenance: str
    illustrative: bool
    pictures: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = self.publication.store
        self.jinja = view.environment(TEMPLATES)
        self.jinja.globals |= {
            "provenance": self.provenance,
            "marked": self.illustrative,
            "plan": self.catalog.plan,
            "level_rules": sentence.LEVEL_RULES,
            "catalog": self.catalog,
            "site": f"Cải cách hành chính · {self.catalog.units[self.units[0]].name}",
            "indices": list(self.catalog.indices.values()),
            "areas": list(self.catalog.areas.values()),
            "embargoes_in_effect": [self._embargo(embargo) for embargo in self.publication.embargoes_in_effect],
            "home": self.units[0],
        }

    def all(self, tables: Mapping[str, DataFrame]) -> dict[str, bytes]:
        """Every page, card and picture by its path."""
        pages = {"index.html": self._page("overview", "index.html", sections=[self._overview(u) for u in self.units])}
        for index in self.catalog.indices.values():
            path = f"chi-so/{index.id}.html"
            sections = [self._index(unit, index.id) for unit in self.units]
            pages[path] = self._page("index", path, index.short, index=index, sections=sections)
        for area in self.catalog.areas.values():
            path = f"linh-vuc/{area.slug}.html"
            sections = [self._area(unit, area.id) for unit in self.units if self.catalog.binds(unit)]
            pages[path] = self._page("area", path, area.name, area=area, sections=sections)
        pages["dinh-nghia.html"] = self.definitions()
        pages["du-lieu/index.html"] = self._page(
            "data", "du-lieu/index.html", tables=tables, dictionary=tables["tu-dien"].to_dict("records")
        )
        cards = list(self._cards())
        pages["the/index.html"] = self._page("cards", "the/index.html", cards=cards, address=self.address)
        card = self.jinja.get_template("card.html")
        pages |= {one["path"]: card.render(root=_root(one["path"]), card=one).encode() for one in cards}
        return pages | self.pictures

    def definitions(self) -> bytes:
        """The page that says what each target asks and who answers for it."""
        return self._page("definitions", "dinh-nghia.html", targets=self._targets())

    def _page(self, template: str, path: str, title: str = "", **values: Any) -> bytes:
        """A page of the site by the name of its macro in pages.html; without a title it has that of its address."""
        page = self.jinja.get_template("pages.html")
        title = title or words.SITE_PAGES[path]
        return page.render(template=template, root=_root(path), path=path, title=title, **values).encode()

    def _year(self, unit: str) -> int:
        """The newest year of a unit's figures, or the plan's year of today."""
        plan = self.catalog.plan
        present = min(max(today().year, plan.first_year), plan.last_year)
        return metrics.span(self.store, unit=unit).last_year or present

    def _overview(self, unit: str) -> dict[str, Any]:
        year = self._year(unit)
        rows = metrics.indices(self.store, unit=unit)
        tiles = [
            tile
            for _, group in rows.groupby("indicator_id", sort=False)
            if (tile := self._tile(records(group, VerdictRow), year))
        ]
        counts = metrics.area_counts(self.store, unit=unit, year=year) if self.catalog.binds(unit) else None
        areas = (
            []
            if counts is None
            else [
                {
                    "href": f"linh-vuc/{self.catalog.areas[row['area_id']].slug}.html",
                    "name": row["name"],
                    "line": statements.areas_line(row),
                    "bar": "",
                }
                for row in records(counts, AreaRow)
            ]
        )
        return {
            "unit": self.catalog.units[unit],
            "year": year,
            "tiles": tiles,
            "areas": areas,
            "feedback": self._feedback(unit, year),
            "mark": self._mark(rows),
            "sources": self._sources(rows),
        }

    def _feedback(self, unit: str, year: int) -> dict[str, str]:
        """How many complaints and suggestions came in a year, in all and by field; small numbers are hidden."""
        rows = metrics.feedback(self.store, unit=unit, on=dt.date.max, year=year)
        fields = rows[rows["by"] == "field"]
        counts = dict(zip(fields["name"], map(int, fields["received"]), strict=True))
        total = sum(counts.values())  # Where it is hidden, nothing may be said of its parts.
        parts = feedback_words.public_counts(counts) if total >= feedback_words.SMALLEST else {}
        shares = metrics.feedback_shares(self.store, unit=unit, year=year) if parts else None
        others = meeting.published_counts(self.store, unit=unit)
        public = {} if shares is None else public_shares(records(shares, FeedbackShareRow), others)
        return feedback_words.public_counts({words.WHOLE: total} if total else {}) | parts | public

    def _tile(self, rows: Sequence[VerdictRow], year: int) -> dict[str, Any] | None:
        now = next((row for row in rows if row["year"] == year), None)
        if now is None:
            return None
        chain = [row for row in rows if row["year"] in self.catalog.years]
        return {
            "row": now,
            "unit": self.catalog.units[str(now["unit_id"])].name,
            "change": sentence.change_words(now),
            "chain_sentence": statements.chain_sentence(chain),
            "value": formats.value(now["value"], now["measure_unit"], against=[now["previous"]]),
            "chain": [(row, words.DIRECTIONS[row["direction"]], sentence.direction_short(row)) for row in chain],
        }

    def _index(self, unit: str, index: str) -> dict[str, Any]:
        rows = metrics.indices(self.store, unit=unit, index=index)
        have = [int(year) for year in rows.loc[rows["value"].notna(), "year"]]
        year = have[-1] if have else self._year(unit)
        request = ViewRequest(unit, year, indicator=index, public=True)
        views = {"dien-bien": request, "vi-tri": request, "thanh-phan": request}
        if len(have) > 1:
            views["thay-doi"] = ViewRequest(unit, year, indicator=index, from_year=have[-2], to_year=year)
        figures = rows[rows["value"].notna() | rows["reported_rank"].notna()]
        drawings = [self._view(name, request, figures) for name, request in views.items()] if len(figures) else []
        return {
            "unit": self.catalog.units[unit],
            "sentences": self._sentences(figures),
            "views": drawings,
            "years": self._years(figures),
            "mark": self._mark(figures),
            "sources": self._sources(figures),
        }

    def _area(self, unit: str, area: str) -> dict[str, Any]:
        year = min(self._year(unit), self.catalog.plan.last_year)
        rows = metrics.targets(self.store, unit=unit, area=area)
        request = ViewRequest(unit, year, area=area)
        targets = [
            {
                "target": self.catalog.targets[str(target)],
                "sentence": self._sentences(group, year),
                "years": self._years(group),
            }
            for target, group in rows.groupby("indicator_id", sort=False)
        ]
        has = rows["value"].notna().any()
        views = [self._view(name, request, rows) for name in ("chi-tieu", "qua-cac-nam")] if has else []
        return {
            "unit": self.catalog.units[unit],
            "year": year,
            "views": views,
            "targets": targets,
            "mark": self._mark(rows),
            "sources": self._sources(rows),
        }

    def _view(self, name: str, request: ViewRequest, rows: DataFrame) -> dict[str, Any]:
        """A view in words, its picture and its table kept as files of their own.

        A view that does not say where its figures come from takes source and mark from the rows of the page.
        """
        view = VIEWS[name](self.store, self.catalog, request)
        file = "-".join([name, request.unit, request.indicator or request.area or ""])
        has_picture = view.draw is not None
        if view.draw is not None:
            source = view.source or sources(self.catalog, rows) or words.SOURCE_UNKNOWN
            caption = look.Caption(view.title, filters(self.catalog, request), source, view.mark or self._mark(rows))
            size = COURSE if name == "dien-bien" else WIDE
            self.pictures[f"hinh/{file}.svg"] = with_letters(look.file(look.svg(view.draw(size)), caption))
        if len(view.rows):
            self.pictures[f"hinh/{file}.csv"] = export("csv", self.catalog, request, view)
        return {
            "title": view.title,
            "text": view.text,
            "notes": view.notes,
            "has_picture": has_picture,
            "file": f"hinh/{file}",
            "table": bool(len(view.rows)),
        }

    def _sentences(self, rows: DataFrame, year: int | None = None) -> str:
        """The sentence of a year, or of the newest year."""
        of_year = rows if year is None else rows[rows["year"] == year]
        return sentence.sentence(records(of_year, VerdictRow)[-1]) if len(of_year) else ""

    def _years(self, rows: DataFrame) -> list[dict[str, Any]]:
        return [
            {
                "year": row["year"],
                "level": row["level"],
                "direction": sentence.change_words(row),
                "value": sentence.figure(row, against=("target", "previous")),
                "counts": ""
                if formats.is_missing(row["numerator"])
                else formats.fraction(row["numerator"], row["denominator"]),
                "threshold": "" if formats.is_missing(row["level"]) else sentence.threshold(row),
            }
            for row in records(rows, VerdictRow)
        ]

    def _mark(self, rows: DataFrame) -> str | None:
        return next(iter(rows["mark"].dropna()), None)

    def _sources(self, rows: DataFrame) -> list[Source]:
        return sorted(self.catalog.sources_of(rows["source_id"]), key=lambda source: source.id)

    def _targets(self) -> list[dict[str, Any]]:
        """Every target with what it asks in each year."""
        targets = []
        for target in self.catalog.targets.values():
            versions = metrics.versions(self.store, indicator=target.id)
            now = versions[versions["in_force"]] if len(versions) else versions
            by_year = [
                f"{year}: {formats.requirement(target.operator, value, target.measure_unit)}"
                for year, value in zip(now["year"], now["value"], strict=True)
                if not formats.is_missing(value)
            ]
            targets.append(
                {
                    "target": target,
                    "years": by_year,
                    "area": self.catalog.areas[target.area],
                    "definition": definition(target),
                    "kind": kind_words(target),
                    "posts": responsibility(self.catalog, target, partial(letterhead.posts_today, self.catalog)),
                }
            )
        return targets

    def _cards(self) -> Iterator[dict[str, Any]]:
        """A card for every indicator that a unit answers for and has a figure of."""
        for unit in self.units:
            rows = [
                *(metrics.indices(self.store, unit=unit, index=index) for index in self.catalog.indices),
                *(group for _, group in metrics.targets(self.store, unit=unit).groupby("indicator_id", sort=False)),
            ]
            for group in rows:
                figures = group[group["value"].notna() | group["no_activity"]]
                if len(figures):
                    yield self._card(unit, figures)

    def _card(self, unit: str, figures: DataFrame) -> dict[str, Any]:
        row = records(figures, VerdictRow)[-1]
        indicator = str(row["indicator_id"])
        page = (
            f"chi-so/{indicator}.html"
            if indicator in self.catalog.indices
            else f"linh-vuc/{self.catalog.areas[str(row['area_id'])].slug}.html#{indicator}"
        )
        path, name = f"the/{unit}/{indicator}.html", self.catalog.indicators[indicator].short
        title = escape(f"{name}, {self.catalog.units[unit].name}")
        code = CODE.format(address=escape(f"{self.address}/{path}"), title=title)
        return {
            "path": path,
            "unit": self.catalog.units[unit],
            "row": row,
            "page": page,
            "code": code,
            "name": name,
            "mark": self._mark(figures),
            "value": words.LEVELS["no_activity"].word
            if row["no_activity"]
            else formats.value(row["value"], row["measure_unit"], against=[row["target"], row["previous"]]),
            "sentence": sentence.sentence(row),
            "sources": self._sources(figures.tail(1)),
        }

    def _embargo(self, embargo: Any) -> str:
        names = [
            self.catalog.indicators[embargo.indicator].short if embargo.indicator else "",
            self.catalog.units[embargo.unit].name if embargo.unit else "",
            str(embargo.year or ""),
        ]
        what = ", ".join(filter(None, names)) or "mọi số liệu"
        return f"Chưa đến ngày công bố: {what}, từ ngày {formats.day(embargo.until)}."


TEMPLATES = Path(__file__).parent / "templates"
LETTERS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


@dataclass(frozen=True)
class Scope:
    """What the site is about: the units, first the one whose site it is, and the address of its cards."""

    units: tuple[str, ...]
    address: str = words.ADDRESS


def around(catalog: Catalog) -> tuple[str, ...]:
    """The unit of the plan, then the units that it is part of, then the whole country."""
    units = [catalog.plan.unit]
    while (parent := catalog.units[units[-1]].parent) is not None and parent not in units:
        units.append(parent)
    country = next((unit.id for unit in catalog.units.values() if catalog.levels[unit.level].reference), None)
    return tuple(dict.fromkeys([*units, *([country] if country else [])]))


def files(publication: Publishable, catalog: Catalog, scope: Scope) -> dict[str, bytes]:
    """Every file of the site; the same figures give the same bytes.

    Raises: FaultError when there is nothing to publish.
    """
    store = publication.store
    spans = {unit: metrics.span(store, unit=unit) for unit in scope.units}
    if all(span.last_year is None for span in spans.values()):
        raise FaultError([publication.no_figures(catalog, scope.units)])
    tables = exports.tables(store, catalog, scope.units)
    illustrative = any(table["mark"].notna().any() for table in tables.values() if "mark" in table)
    newest = max((span.as_of for span in spans.values() if span.as_of), default=None)
    line = letterhead.site_line(publication.fingerprint, newest, illustrative=illustrative)
    pages = Pages(publication, catalog, scope.units, scope.address, line, illustrative=illustrative)
    parts = {
        f"dang/{name}": (Path(font_source_sans_pro.__file__).parent / "files" / name).read_bytes() for name in LETTERS
    }
    parts["dang/dang.css"] = (TEMPLATES / "dang.css").read_bytes()
    parts |= pages.all(tables) | _data(tables)
    # The catalogue of the site comes last: it names every other file with its hash.
    manifest = {
        "fingerprint": publication.fingerprint,
        "as_of": newest,
        "units": list(scope.units),
        "illustrative": illustrative,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())},
    }
    parts[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return parts


def _data(tables: Mapping[str, DataFrame]) -> dict[str, bytes]:
    data_files = {f"du-lieu/{name}.csv": as_csv(table).encode("utf-8-sig") for name, table in tables.items()}
    data_files |= {f"du-lieu/{name}.json": as_json(table).encode() for name, table in tables.items()}
    return data_files | {"du-lieu/tat-ca.xlsx": sheets.frames(tables)}


MANIFEST = "ban-cong-bo.json"
# What a browser asks for by itself, as against an address that a reader may follow.
RESOURCES = re.compile(r'<(?!a\b)[a-z]+\b[^>]*?\s(?:src|href|data)="([^"]*)"|url\(([^)]*)\)')
LINKS = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
ANCHORS = re.compile(r'\sid="([^"]*)"')


def _root(path: str) -> str:
    """The way from a page to the folder of the site."""
    return "../" * path.count("/")


class BrokenSite(Exception):
    """A page points at something that is not there, or would ask something of another server."""


def install(files: Mapping[str, bytes], folder: Path) -> None:
    """The site of `files` stands in `folder`; the one before it is gone.

    Raises: FaultError when the folder holds something else or cannot be written; BrokenSite when a page is not as it
    must be.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).exists())):
        problem = "thư mục đã có thứ khác, không phải trang do lệnh này làm"
        expectation = "thư mục chưa có, trống, hoặc trang đã công bố lần trước"
        raise FaultError([Fault("occupied-folder", str(folder), problem, expectation, "chọn thư mục khác")])
    check(files)
    _tidy(folder)
    new, old = (folder.with_name(f".{folder.name}.{word}.{os.getpid()}") for word in ("new", "old"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        replace_folder(folder, new, old)
    except OSError as error:
        raise FaultError([no_room(str(folder), error)]) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
        # What could be neither replaced nor put back is the only site that there is.
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def _tidy(folder: Path) -> None:
    """What a killed publication left beside the site is gone; the site that it had set aside is back in its place."""
    for old in folder.parent.glob(f".{folder.name}.old.*"):
        if not folder.exists():
            old.rename(folder)
    for word in ("new", "old"):
        for remnant in folder.parent.glob(f".{folder.name}.{word}.*"):
            shutil.rmtree(remnant, ignore_errors=True)


def check(files: Mapping[str, bytes]) -> None:
    """Nothing, when every address within the site leads somewhere and no page asks anything of elsewhere.

    Raises: BrokenSite with every address that does not.
    """
    texts = {name: data.decode() for name, data in files.items() if name.endswith((".html", ".css", ".svg"))}
    wrong = [f"{name}: <script>" for name, text in texts.items() if "<script" in text.lower()]
    for name, text in texts.items():
        resources = [first or second for first, second in RESOURCES.findall(text)]
        wrong += [f"{name}: {address}" for address in resources if not _own(address)]
        links = [address for address in LINKS.findall(text) if "://" not in address]
        wrong += [
            f"{name}: {address}"
            for address in (*resources, *links)
            if _own(address) and not _there(unescape(address), name, texts, files)
        ]
    if wrong:
        raise BrokenSite("; ".join(sorted(set(wrong))))


def _own(address: str) -> bool:
    """True for an address within the site; what stands in the page itself asks nothing."""
    return address.startswith("data:") or not (re.match(r"[a-z][a-z0-9+.-]*:", address) or address.startswith("//"))


def _there(address: str, name: str, texts: Mapping[str, str], files: Mapping[str, bytes]) -> bool:
    if address.startswith("data:"):
        return True
    path, _, place = address.partition("#")
    target = normpath(str(PurePosixPath(name).parent / path.strip("'\""))) if path else name
    return target in files and (not place or place in ANCHORS.findall(texts.get(target, "")))
