"""What the words of a plan say of tables of results: indices, parts, targets, and the kinds of columns."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import ResultTable
from cchc_metrics.catalog.models import Index
from cchc_metrics.faults import Fault
from cchc_metrics.intake.content import Flag
from cchc_metrics.intake.numbers import OUT_OF, Signs, Unreadable, measure, out_of
from cchc_metrics.intake.numbers import plain as plain_text
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.intake.title_units import flag_of
from cchc_metrics.text.letters import fold

YEAR = re.compile(r"(?<![\d/.])(?:nam\s*)?((?:19|20)\d{2})(?![\d/])")
# Days are those of a document: «ngày … tháng … năm 2025», also before it is filled in, «công bố trong Quý I/2025».
DAYS = re.compile(
    r"(?:cong bo|ban hanh|cap nhat|phe duyet)(?: (?:trong|vao|tai))?,? (?:quy \w+|thang\s*\d+)\s*(?:nam|/|-)?\s*\d{4}"
    r"|ngay[^a-z]*thang[^a-z]*nam\s*\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
# Of a document too, or of a score.
MONTH = re.compile(r"(?<!\d )thang\s*\d{1,2}\s*(?:nam|/)\s*(\d{4})")
NUMBERING = re.compile(r"^(?:[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*|[a-h])(?:[.):]+\s*|\s*[-–]\s+)(?=\S)")
# What may stand in a title behind the question of a survey: when, where and whom it was asked of.
BEHIND_QUESTION = re.compile(
    r"(?:nam|quy|thang|ky|dot|\d|xa|phuong|thi tran|tinh|cua|tai|tren|ubnd|nguoi dan|cong dan|to chuc|doanh nghiep)\b"
)

WITH_VERY = re.compile(r"\((?!.*(?:khong|tru|chua))[^()]*rat hai long")

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Column:
    """What a column holds: `kind` (score, part, rank, year, or a word of surveys), and of which index, part, year."""

    at: int
    kind: str
    words: str
    index: str | None = None
    part: str | None = None
    year: int | None = None


# «Điểm thẩm định (tối đa 60)», «Điểm điều tra (40 điểm)».
MOST_POINTS = re.compile(r"\((?:[^()]*(?:toi da|thang)[^()\d]*)?(\d{1,3}(?:[.,]\d+)?)(?: diem)?\)")
# The points of an index by who gave them: a council, and the people that were asked.
POINTS_OF = (
    ("appraised", re.compile(r"(?:tong )?diem (?:do )?(?:hoi dong |to )?tham dinh(?! tu)")),
    ("surveyed", re.compile(r"diem (?:khao sat|dieu tra|xa hoi hoc|xhh)")),
)

# The points that count where points were added or taken away: «Điểm sau cùng», «Điểm chính thức».
FINAL = re.compile(
    r"(?:tong )?(?:so )?(?:diem|ket qua|chi so) "
    r"(?:sau cung|cuoi cung|chinh thuc|sau (?:khi )?(?:cong|tru|thuong|phat|dieu chinh))(?![a-z])"
)

# Over the columns of everybody who answered, beside those of one group.
WHOLE = ("chung", "toan xa", "toan bo", "tat ca", "ca hai")


class ResultWords:
    """The words of a plan for tables of results, folded once."""

    def __init__(self, spec: ResultTable, catalog: Catalog) -> None:
        self.spec, self._catalog = spec, catalog
        self._filler_words = sorted((fold(word) for word in spec.left_out), key=len, reverse=True)
        self.units = {fold(word) for word in spec.unit}
        self.factors = {fold(word) for word in spec.factor}
        self._unused_words = [fold(word) for word in spec.unused]
        self._rank, self._score = ({fold(word) for word in words} for words in (spec.rank, spec.score))
        self._points, self._maximum = ({fold(word) for word in words} for words in (spec.points, spec.maximum))
        self._degree, self._place = ({fold(word) for word in words} for words in (spec.degree, spec.place))
        self._year = {fold(word) for word in spec.year}
        self._survey = {
            fold(word): kind
            for kind in ("answers", "satisfied", "very", "others", "share", "both")
            for word in getattr(spec, kind)
        }
        self._aside = [fold(word) for word in spec.aside]
        self._subjects: dict[str, list[Key]] = {}
        for subject in spec.subject:
            for word in subject.words:
                self._subjects.setdefault(self.bare(word), []).append((subject.indicator, subject.part))
        for index in catalog.indices.values():
            for part in index.part:
                for word in (part.name, part.short):
                    keys = self._subjects.setdefault(self.bare(word), [])
                    keys += [] if (index.id, part.id) in keys else [(index.id, part.id)]
        self._titles = sorted(
            (
                (fold(word), subject.indicator)
                for subject in spec.subject
                if subject.part is None and subject.indicator in catalog.indices
                for word in subject.words
                if fold(word) != "chung"
            ),
            key=lambda pair: -len(pair[0]),
        )

    def bare(self, words: str) -> str:
        """The words of a cell without numbering, brackets and what stands before a name."""
        text = re.sub(r"\([^()]*\)?", " ", fold(words)).strip(" .:;,*-–")
        text = NUMBERING.sub("", text)
        text = text.replace("tthc", "thu tuc hanh chinh")
        for word in self._filler_words:
            if text.startswith((f"{word} ", f"{word}:")):
                text = NUMBERING.sub("", text[len(word) :].strip(" :.-–"))
        return " ".join(re.sub(r"[^a-z0-9%]+", " ", text).split())

    def subjects(self, words: str) -> Sequence[Key]:
        """The indices, parts and targets that exactly these words name."""
        return self._subjects.get(self.bare(words), ())

    @property
    def names(self) -> Mapping[str, Sequence[Key]]:
        """Every name that is known, bare, with what it may mean."""
        return self._subjects

    def indices_in(self, text: str) -> list[str]:
        """The indices that a title names, each once, a longer name before a shorter one within it."""
        folded_text = f" {fold(text)} "
        result: list[str] = []
        for word, index in self._titles:
            if word in folded_text and re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", folded_text):
                result += [] if index in result else [index]
                folded_text = folded_text.replace(word, " ")
        return result

    def title_indices(self, sheet: Sheet, title: Sequence[str]) -> list[str]:
        """The indices that the title of a table names, else its sheet, else its file."""
        for text in (*title, sheet.name, sheet.file.replace("_", " ").replace("-", " ")):
            if result := self.indices_in(text):
                return result
        return []

    def is_aside(self, name: str) -> bool:
        """True for the name of a row that is no unit and no question."""
        bare = self.bare(name) or fold(name)
        return any(bare == word or bare.startswith(f"{word} ") for word in self._aside)

    def scores_of(self, column: Column, columns: Sequence[Column], path: Sequence[str]) -> Column:
        """The column, as the score of its index where its lowest words say so and no other is a part of that index.

        «SIPAS › Kết quả» is no part of SIPAS beside «PAPI › Điểm»; «Kết quả» beside «Tiếp cận», «Thủ tục» is one.
        """
        cells = [cell for cell in path if cell]
        parts = {one.part for one in columns if one.index == column.index and one.part}
        is_score = column.kind == "part" and cells[-1] in self._score and len(dict.fromkeys(cells)) > 1
        if is_score and len(parts) == 1 and self.indices_in(cells[0]):
            return replace(column, kind="score", part=None)
        return column

    def of_all(self, columns: Sequence[Column], paths: Sequence[Sequence[str]]) -> list[Column]:
        """The columns of a survey that tell of all who answered, where others tell of one group of them."""
        tops = {column.at: next(filter(None, paths[column.at])) for column in columns}
        by_kind: dict[str, set[str]] = {}
        for column in columns:
            by_kind.setdefault(f"{column.kind} {column.year}", set()).add(tops[column.at])
        groups = {top for several in by_kind.values() if len(several) > 1 for top in several}
        groups = {top for top in groups if self._kind_of(top) is None}
        whole = {top for top in groups if self.is_total(top) or top in WHOLE}
        return [column for column in columns if not whole or tops[column.at] not in groups - whole]

    def column(
        self, at: int, path: Sequence[str], words: str, *, survey: bool, title_indices: Collection[str] = ()
    ) -> Column | None:
        """What the folded cells over a column mean; None for one that counts for nothing, or is not known.

        `title_indices` are those that the title names: «Kết quả» is a part of one index, and the score of the others.
        """
        cells = [cell for cell in dict.fromkeys(path) if cell]
        kind = next((kind for kind, of_kind in POINTS_OF if cells and of_kind.match(cells[-1])), None)
        if not cells or (kind is None and any(map(self._is_unused, cells))):
            return None
        year = next((int(match[1]) for cell in reversed(cells) if (match := YEAR.search(cell))), None)
        without = [" ".join(YEAR.sub(" ", cell).split()).strip(" -–:()") for cell in cells]
        texts = [cell for cell in without if cell]
        lowest = re.sub(r"\([^()]*\)?", " ", texts[-1]).strip(" .:*") if texts else ""
        lowest = NUMBERING.sub("", lowest)
        if survey:
            column = self._survey_column(at, texts, words)
            if column is None and year and not "".join(texts).strip(" %()"):
                # «Năm 2023 (%)»: the share of that year.
                column = Column(at, "share", words)
            return column and replace(column, year=year)
        if kind is not None:
            return Column(at, kind, words, None, None, year)
        if lowest in self._rank or (lowest.startswith(("hang", "xep hang", "thu hang", "rank")) and len(lowest) < 25):
            kind = "rank"
        elif lowest in self._year and year is None:
            return Column(at, "year", words)
        else:
            kind = next((kind for kind, words_of in self._kinds if lowest in words_of), "")
        indices = [index for cell in texts for index in self.indices_in(cell)]
        index = indices[-1] if indices else None
        own = {index} if index else set(title_indices)
        parts = [key for cell in texts for key in self.subjects(cell) if key[1] and (not own or key[0] in own)]
        if parts:
            return Column(at, kind or "part", words, parts[0][0], parts[0][1], year)
        is_known = (
            lowest in self._score
            or FINAL.match(lowest) is not None
            or index is not None
            or (not texts and year is not None)
        )
        is_known = is_known or any(
            lowest.startswith(f"{word} ") for word in ("tong diem", "diem chi so", "chi so", "gia tri")
        )
        if kind or is_known:
            return Column(at, kind or "score", words, index, None, year)
        return None

    @property
    def _kinds(self) -> Sequence[tuple[str, Collection[str]]]:
        """The kinds of a column of counts or points beside the score, and the words that stand over it."""
        answers = {word for word, kind in self._survey.items() if kind == "answers"}
        return ("points", self._points), ("maximum", self._maximum), ("answers", answers)

    def _is_unused(self, cell: str) -> bool:
        """True for words of a column that counts for nothing; «Hạ tầng kỹ thuật» is a part, though «tăng» is in it."""
        if any(part for _, part in self.subjects(cell)):
            return False
        words = (word for word in self._unused_words if word in cell)
        return any(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", cell) for word in words)

    # What a table that lies on its side is known by.

    def names_subjects(self, cell: object) -> bool:
        """True for the header of a column with the names of indices and parts, or of questions."""
        return fold(plain(cell)).strip(" .:*") in self.factors if isinstance(cell, str) else False

    def names_years(self, cell: str) -> bool:
        """True for the folded header of a column of years."""
        return cell in self._year

    def names_degrees(self, cell: object) -> bool:
        """True for the header of a column with the degrees of a survey."""
        return fold(plain(cell)).strip(" .:*") in self._degree if isinstance(cell, str) else False

    def names_places(self, cell: object) -> bool:
        """True for the header of a column with hamlets, or with groups of people."""
        return fold(plain(cell)).strip(" .:*") in self._place if isinstance(cell, str) else False

    def measure(self, words: str) -> str | None:
        """What a column or row of a table on its side measures by its folded words: score, rank, maximum, share."""
        bare = re.sub(r"\([^()]*\)?", " ", words).strip(" .:*")
        if bare in self._rank or bare.startswith(("hang ", "xep hang", "thu hang")):
            return "rank"
        if bare in self._maximum:
            return "maximum"
        if self._is_unused(bare):
            return None
        if bare in self._points or bare in self._score or FINAL.match(bare):
            return "score"
        return "share" if self._survey.get(bare) == "share" or "%" in bare else None

    def is_total(self, name: str) -> bool:
        """True for the name of a row that is the sum of the others; «Công tác chỉ đạo» is none."""
        text = unicodedata.normalize("NFC", name).casefold().strip(" .:*")
        return (
            text.startswith("tổng")
            or re.match(r"cộng(?!\w)|(?:tong(?: cong| diem| so)?|cong)(?: phieu)?$", text) is not None
        )

    def is_question(self, text: str) -> bool:
        """True for words that name an index, a part or a target."""
        return bool(self.subjects(text))

    def kind_of_survey(self, cell: str) -> str | None:
        """What a folded cell says of a survey: answers, satisfied, very, both, others, share; None for nothing."""
        return self._kind_of(re.sub(r"\([^()]*\)?", " ", cell).strip(" .:*"))

    def question_in(self, title: Sequence[str]) -> str:
        """The known question that the title of a survey ends with; "" where it names none, or says more."""
        for text in title:
            bare = self.bare(text)
            names = sorted((name for name in self._subjects if len(name) > 8 and f" {name} " in f" {bare} "), key=len)
            if names:
                rest = f" {bare} ".partition(f" {names[-1]} ")[2]
                return names[-1] if not rest or BEHIND_QUESTION.match(rest) else ""
        return ""

    def _survey_column(self, at: int, texts: Sequence[str], words: str) -> Column | None:
        cells = [re.sub(r"\([^()]*\)?", " ", cell).strip(" .:*") for cell in texts]
        percent = any("%" in cell or re.search(r"(?<![a-z])t[iy] le(?![a-z])", cell) for cell in texts)
        kinds = [kind for cell in cells if (kind := self._kind_of(cell))]
        if not kinds:
            return Column(at, "share", words) if percent and len(texts) == 1 and "hai long" in texts[0] else None
        level = next((kind for kind in kinds if kind not in ("share", "answers")), kinds[-1])
        # «Hài lòng (gồm cả rất hài lòng)».
        level = "both" if level == "satisfied" and WITH_VERY.search(" ".join(texts)) else level
        if percent:
            return Column(at, "share" if level in ("share", "both") else f"{level}-share", words)
        return Column(at, level, words)

    def _kind_of(self, cell: str) -> str | None:
        bare = " ".join(re.sub(r"[^a-z0-9%,]+", " ", cell).split())
        kind = self._survey.get(cell) or self._survey.get(bare)
        if kind:
            return kind
        if bare.startswith("tong "):
            return self._kind_of(bare.removeprefix("tong "))
        for before in ("so phieu ", "so nguoi ", "so luot ", "so y kien ", "phieu ", "ty le ", "ti le "):
            if bare.startswith(before):
                return self._survey.get(bare.removeprefix(before))
        return None


# The name of a row that may stand before the column of names: at least a word, and no «I», «B».
TOTAL_NAME = re.compile(r"(?![ivxl]+\b)[a-z]{4}")
IN_PERCENT = re.compile(r"(?:don vi(?: tinh)?|dvt)\s*[:=(]?\s*(?:la )?(?:%|phan tram|ty le %)")
# «Tỷ lệ hài lòng (%)»; «trở lên», «và rất hài lòng» say that it counts two levels.
ONE_LEVEL = re.compile(r"(?:ty|ti) le (?:nguoi |phieu |y kien )?hai long(?:\s*\(?\s*%\s*\)?)?$")


def by_level(columns: Sequence[Column], title: Sequence[str]) -> Sequence[Column]:
    """The columns of a survey with their degrees as shares where its title says «đơn vị: %».

    «Tỷ lệ hài lòng» beside «Tỷ lệ rất hài lòng» is one level of several.
    """
    if any(IN_PERCENT.search(fold(text)) for text in title):
        shares = {"both": "share"} | {kind: f"{kind}-share" for kind in ("satisfied", "very", "others")}
        columns = [replace(each, kind=shares.get(each.kind, each.kind)) for each in columns]
    kinds = {column.kind for column in columns}
    if "very-share" not in kinds or "satisfied-share" in kinds:
        return columns
    return [replace(each, kind="satisfied-share") if ONE_LEVEL.search(fold(each.words)) else each for each in columns]


# Over a column that is a share itself.
SHARE_WORDS = re.compile(r"%|ty le|ti le|chi so|gia tri|index")


def before_final(columns: Sequence[Column]) -> list[Column]:
    """The columns of points that others were added to or taken from, where the points that count stand beside them."""

    def key(column: Column) -> tuple[object, ...]:
        return column.index, column.part, column.year

    finals = [one for one in columns if FINAL.match(fold(one.words).rpartition(" › ")[2])]
    of_points = [one for one in columns if one.kind not in ("rank", "year", "maximum", "answers") and one not in finals]
    keys = {key(one) for one in finals}
    return [one for one in of_points if key(one) in keys and not SHARE_WORDS.search(fold(one.words))]


# «Mức độ hài lòng của doanh nghiệp»; of people and enterprises together it is everybody's.
ENTERPRISES = re.compile(
    r"(?<![a-z])(?:cua|doi voi|phieu|khao sat)(?: y kien)?(?: cac)?(?: to chuc,| to chuc va)? "
    r"(?:doanh nghiep|hop tac xa|ho kinh doanh)(?![a-z])"
)
PEOPLE = re.compile(r"(?<![a-z])(?:nguoi dan|cong dan|ca nhan|nhan dan)(?![a-z])")


def of_enterprises(place: str, texts: Sequence[str]) -> Fault | None:
    """The fault of a survey of enterprises alone, as its title says: it tells nothing of what people answer."""
    line = next((text for text in texts if ENTERPRISES.search(fold(text))), None)
    if line is None or any(PEOPLE.search(fold(text)) for text in texts):
        return None
    problem, expected = f"khảo sát của riêng doanh nghiệp, theo «{line[:80]}»", "khảo sát của người dân và doanh nghiệp"
    return Fault("other-unit", place, problem, expected, "nộp kết quả chung của cuộc khảo sát")


# «KẾT QUẢ SƠ BỘ»: nobody has decided on them yet. So are points that an office gave itself.
FIRST_RESULTS = re.compile(r"(?:ket qua|so lieu|diem|chi so) so bo(?![a-z])|so bo (?:ket qua|chi so)")
OWN_POINTS = re.compile(
    r"(?<![a-z])(?:tu cham|tu danh gia|diem du kien|du kien (?:ket qua|diem|chi so|xep hang))(?![a-z])"
)
DECIDED = re.compile(r"(?<![a-z])(?:tham dinh|cong bo|phe duyet|dieu tra)(?![a-z])")


def own_points(place: str, title: Sequence[str], heads: Sequence[str]) -> Fault | None:
    """The fault of points that an office gave itself or expects, and of ranks by them: nobody has decided on them."""
    titles = [text for text in title if not DECIDED.search(fold(text))]
    words = next((text for text in (*titles, *heads) if OWN_POINTS.search(fold(text))), None)
    if words is None:
        return None
    problem = f"điểm tự chấm hoặc dự kiến, theo «{words[:80]}»: chưa phải kết quả đã công bố"
    expected, remedy = "điểm, hạng đã được công bố", "chờ có kết quả thì nộp; điểm tự chấm nhập ở trang Chấm điểm"
    return Fault("misplaced-value", place, problem, expected, remedy)


def flag_of_results(sheet: Sheet, title: Sequence[str], last: int) -> tuple[Flag, str]:
    """How sure the figures of a table are, as its title and the words below its last row say, and these words."""
    foot = [cell for row in sheet.rows[last + 1 :] for cell in row if isinstance(cell, str)]
    first = next((text for text in title if FIRST_RESULTS.search(fold(text))), "")
    return ("provisional", first) if first else flag_of([*title, *foot, sheet.name, sheet.file.rpartition(".")[0]])


def most_in(words: str) -> float | None:
    """The most points that may be had, as the words over a column say it; None where they do not.

    >>> most_in("Điểm thẩm định (tối đa 60)"), most_in("Điểm thẩm định")
    (60.0, None)
    """
    match = MOST_POINTS.search(fold(words))
    return float(match[1].replace(",", ".")) if match else None


# «Thang điểm tối đa 1.000 điểm», «(thang 100)»; a number in brackets alone may be that of the column.
MOST_IN_WORDS = re.compile(
    r"(?<![a-z])(?:toi da|thang diem)(?: (?:la|diem|toi da))*\s*:?\s*"
    r"(\d{1,3}\.\d{3}|\d{1,4}(?:,\d{1,2})?)(?![\d/%]| ngay| phieu| nguoi)|(?<![a-z])thang (80|100|1\.?000)(?![\d/%])"
)


def most_points(text: str) -> float | None:
    """The most points that may be had, where a text says so in words.

    >>> most_points("Tổng điểm (tối đa 1.000 điểm)"), most_points("Thang điểm 100"), most_points("Điểm đạt (3)")
    (1000.0, 100.0, None)
    """
    match = MOST_IN_WORDS.search(fold(text))
    return float((match[1] or match[2]).replace(".", "").replace(",", ".")) if match else None


# What stands for a score that was not given, beside a dash.
NO_SCORE = {
    "",
    "x",
    "n/a",
    "na",
    "kxl",
    "kxh",
    "khong xep hang",
    "khong xep loai",
    "khong co",
    "chua co",
    "khong danh gia",
}


def score(cell: object, signs: Signs, index: Index | None = None, part_id: str | None = None) -> float | None:
    """A score: as `measure` reads it, and «45,366» as 45.366, for no score of an index is a thousand.

    Of an index, or a part of it, «740/1000 điểm» is a score too.
    Raises: Unreadable when the cell holds no number.
    """
    if isinstance(cell, str) and fold(plain_text(cell)).strip(" .…()") in NO_SCORE:
        return None
    if index is not None and (points := points_in(cell, index, part_id)) is not None:
        return points
    try:
        return measure(cell, signs)
    except Unreadable as wrong:
        text = plain_text(cell).rstrip(" %") if isinstance(cell, str) else ""
        if wrong.kind == "two-readings" and re.fullmatch(r"\d{1,3}[.,]\d{3}", text):
            return float(text.replace(",", "."))
        raise


# «Thứ 1», «Đồng hạng 2», «Hạng 3».
BEFORE_RANK = re.compile(r"(?:dong )?(?:xep )?(?:hang |thu )+(?=\d)")


def whole_in(cell: object) -> object:
    """The rank or count in a cell without words before it and «/63» behind it; "" where none was given."""
    if not isinstance(cell, str):
        return cell
    text = fold(plain_text(cell)).strip()
    return "" if text.strip(" .…()-–—/") in NO_SCORE else re.sub(r"\s*/\s*\d+$", "", BEFORE_RANK.sub("", text))


def name_in(row: Sequence[object], column: int) -> object:
    """The name of a row in a column; of a total, whose cell is merged over the number before it, the first words."""
    own = row[column] if column < len(row) else ""
    texts = (cell for cell in row[:column] if isinstance(cell, str) and not is_number(cell))
    return own if own not in ("", None) else next((cell for cell in texts if TOTAL_NAME.search(fold(cell))), "")


def is_score(cell: object) -> bool:
    """True for a number, and for points of so many that could be had."""
    return is_number(cell) or (isinstance(cell, str) and OUT_OF.fullmatch(plain_text(cell)) is not None)


def points_in(cell: object, index: Index, part_id: str | None = None) -> float | None:
    """The value of an index, or of a part of it, in a cell like «740/1000 điểm»; None for any other cell.

    The answers of a survey and the parts of a percentage are no points of that kind.
    Raises: Unreadable where the plan measures the index in another way.
    """
    if index.measure == "survey" or (part_id is not None and index.unit == "percent"):
        return None
    maxima = [part.maximum for part in index.part if part_id in (None, part.id)]
    is_whole = part_id is not None or index.combine == "sum"
    most = sum(each or 0 for each in maxima) if is_whole and None not in maxima else None
    return out_of(cell, index.unit, most)
