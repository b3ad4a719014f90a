"""The keys of a plan folder: their dictionary, a new folder to fill in, and faults of rows in the words of both."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from cchc_metrics.catalog import forms, models
from cchc_metrics.catalog.catalog import TABLES
from cchc_metrics.faults import Fault, nearest

TYPES: Mapping[type, str] = {
    str: "chữ",
    int: "số nguyên",
    float: "số",
    bool: "true hoặc false",
    dt.date: "ngày, dạng 2026-01-31",
}


@dataclass(frozen=True)
class Key:
    """One key of a table: what it holds and says (Vietnamese), its default, and a value as it is written in a file.

    `inner` is the model of the rows that it holds, None for plain values.
    """

    name: str
    kind: str
    required: bool
    default: str
    text: str
    example: str
    inner: type[models.Row] | None


@dataclass(frozen=True)
class Table:
    """One table of a plan folder, or rows within one; `within` names the keys that hold them."""

    name: str
    text: str
    keys: tuple[Key, ...]
    within: tuple[str, ...] = ()


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))


def dictionary() -> list[Table]:
    """Every table of a plan folder in its order, then the rows within tables, each once."""
    tables = [_table(name, model) for name, model in TABLES.items()]
    inner: dict[type[models.Row], list[str]] = {}
    queue = [(table.name, key) for table in tables for key in table.keys]
    for holder, key in queue:
        if key.inner is None:
            continue
        if key.inner not in inner:
            queue += [(f"{holder}.{key.name}", one) for one in _table(key.inner.__name__, key.inner).keys]
        inner.setdefault(key.inner, []).append(f"{holder}.{key.name}")
    return tables + [
        Table(model.__name__, of.text, of.keys, tuple(holders))
        for model, holders in inner.items()
        for of in [_table(model.__name__, model)]
    ]


def key_of(model: type[models.Row], name: str) -> Key | None:
    """What the dictionary says of a key of a model; None where no plan folder holds such rows."""
    return _keys().get((model, name))


@cache
def _keys() -> Mapping[tuple[type[models.Row], str], Key]:
    of_tables = {(model, key.name): key for name, model in TABLES.items() for key in _table(name, model).keys}
    return of_tables | {
        (key.inner, inner.name): inner
        for table in dictionary()
        for key in table.keys
        if key.inner is not None
        for inner in _table(key.inner.__name__, key.inner).keys
    }


def _table(name: str, model: type[models.Row]) -> Table:
    texts = _words().get(name, {})
    return Table(name, texts.get("_", ""), tuple(_key(name, model, key) for key in model.model_fields))


def _key(table: str, model: type[models.Row], name: str) -> Key:
    field = model.model_fields[name]
    kind, inner = _kind(field.annotation)
    text, example = _words_of(table, model, name)
    return Key(name, kind, field.is_required(), _default(field), text, example, inner)


def _words_of(table: str, model: type[models.Row], name: str) -> tuple[str, str]:
    """What the words say of a key: those of the table, of what it shares with others, then of every table."""
    rooms = ["measured"] if issubclass(model, models.Indicator) else []
    rooms += ["tables"] if issubclass(model, forms.Table) else []
    for room in (table, *rooms, "common"):
        if name in _words().get(room, {}):
            text, example = _words()[room][name]
            return text, example
    raise KeyError(f"keys.toml says nothing of {table}.{name}")


def _default(field: FieldInfo) -> str:
    if field.is_required() or field.default in (None, "", ()):
        return ""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _kind(annotation: Any) -> tuple[str, type[models.Row] | None]:
    """What a key holds, in words, and the model of its rows where it holds rows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind(get_args(annotation)[0])
    if origin is Literal:
        return "một trong: " + ", ".join(f'"{value}"' for value in get_args(annotation)), None
    if origin in (Union, UnionType):
        return _kind(next(kind for kind in get_args(annotation) if kind is not type(None)))
    if origin is tuple:
        kind, inner = _kind(get_args(annotation)[0])
        return f"danh sách {kind}", inner
    if isinstance(annotation, type) and issubclass(annotation, models.Row):
        return "bảng con", annotation
    return TYPES[annotation], None


def as_markdown() -> str:
    """The dictionary as a page of Markdown (Vietnamese): one table of keys for each table of the folder."""
    lines = [
        "# Từ điển thư mục kế hoạch",
        "",
        "Một kế hoạch là các tệp `.toml` trong một thư mục; tệp nào chứa bảng nào cũng được. Khóa có dấu * phải có.",
        "Bảng viết `[[…]]` lặp lại được, mỗi lần một dòng: ba lĩnh vực là ba khối `[[area]]`.",
    ]
    for table in dictionary():
        head = f"`[{table.name}]`" if table.name == "plan" else f"`[[{table.name}]]`"
        where = "" if not table.within else " · trong " + ", ".join(f"`{name}`" for name in table.within)
        lines += ["", f"## {head if not table.within else table.name}{where}", "", table.text, ""]
        lines += ["| khóa | giá trị | ý nghĩa | ví dụ |", "|---|---|---|---|", *map(_row, table.keys)]
    return "\n".join(lines) + "\n"


def _row(key: Key) -> str:
    kind = key.kind + (f" ({key.inner.__name__})" if key.inner else "")
    default = f"; để trống là {key.default}" if key.default else ""
    cells = (f"`{key.name}`{' *' if key.required else ''}", kind + default, key.text, f"`{key.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# What a plan cannot do without; every other table stands in its file as a comment.
REQUIRED = ("plan", "document", "unit", "area", "owner", "index", "target", "task", "period", "source")
FILES = {
    table: file
    for file, tables in {
        "plan.toml": ("plan", "period", "document", "source"),
        "units.toml": ("unit", "level", "owner", "office", "system"),
        "areas.toml": ("area",),
        "indices.toml": ("index", "method", "break"),
        "targets.toml": ("target",),
        "tasks.toml": ("task",),
        "forms.toml": ("form", "dossier_list", "breakdown", "tally"),
        "results.toml": ("result_table",),
        "feedback.toml": ("feedback_register",),
    }.items()
    for table in tables
}


def skeleton(plan: str) -> dict[str, str]:
    """The files of a new plan folder by name: every table and key with what it means, needed rows to be filled in."""
    files: dict[str, list[str]] = {}
    for table in dictionary():
        if not table.within:
            files.setdefault(FILES[table.name], []).extend(_sample(table, plan))
    contents = {name: "\n".join(lines).lstrip() + "\n" for name, lines in files.items()}
    # A folder of figures of its own keeps the figures of the other plans out.
    return contents | {
        "published/sources.toml": "# Nguồn của số liệu đã công bố đi kèm kế hoạch này; chưa có thì để trống.\n"
    }


def _sample(table: Table, plan: str) -> Iterator[str]:
    is_required = table.name in REQUIRED
    head = "[plan]" if table.name == "plan" else f"[[{table.name}]]"
    yield ""
    yield f"# {table.text}"
    if not is_required:
        yield "# Chưa cần bảng này thì để nguyên; cần thì bỏ dấu # ở đầu các dòng có «=» và dòng tên bảng."
    if table.name != "plan":
        yield f"# Mỗi khối [[{table.name}]] là một dòng; thêm dòng thì chép cả khối xuống dưới rồi sửa."
    yield head if is_required else f"# {head}"
    for key in table.keys:
        example = f'"{plan}"' if (table.name, key.name) == ("plan", "id") else key.example
        yield f"# {key.name}: {key.text} ({key.kind}{'' if key.required else '; có thể bỏ'})"
        yield f"{key.name} = {example}" if is_required and _has_value(table.name, key) else f"# {key.name} = {example}"


def _has_value(table: str, key: Key) -> bool:
    return key.required or (table, key.name) in {("target", "numerator"), ("target", "denominator"), ("owner", "areas")}


def faults_of(model: type[models.Row], place: str, error: ValidationError) -> list[Fault]:
    """The faults of a row that is no `model`, in the order in which pydantic found them."""
    details = error.errors()
    return [fault_of(model, place, detail) for detail in details if not follows(detail, details)]


def follows(detail: Any, details: Iterable[Any]) -> bool:
    """True for a list that is called too short only because an entry of it is at fault."""
    path = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in details
    )


def fault_of(model: type[models.Row], place: str, detail: Any) -> Fault:
    """A pydantic error in the words of somebody who edits the file."""
    path = [str(step) if isinstance(step, str) else f"[{step + 1}]" for step in detail["loc"]]
    where = f"{place} · {'.'.join(path).replace('.[', '[')}" if path else place
    value = f"«{detail['input']}»"
    match detail["type"]:
        case "missing":
            expected, remedy = "khóa bắt buộc có giá trị", "thêm khóa vào bảng"
            if key := key_of(_model_at(model, path[:-1]), path[-1]):
                expected, remedy = key.text, f"{remedy}, ví dụ {key.name} = {key.example}"
            return Fault("missing-value", where, "thiếu khóa này", expected, remedy)
        case "extra_forbidden":
            names = sorted(_model_at(model, path[:-1]).model_fields)
            return Fault(
                "unknown-key",
                where,
                f"không có khóa nào tên «{path[-1]}»{nearest(path[-1], names)}",
                "một trong: " + ", ".join(names),
                "sửa tên khóa hoặc bỏ khóa",
            )
        case "literal_error":
            near = nearest(str(detail["input"]), _choices(detail).split(", "))
            problem = f"{value} không phải giá trị được dùng{near}"
            return Fault("unknown-value", where, problem, expected_words(detail), "chọn một giá trị đã nêu")
        case "value_error":
            return Fault(
                "contradiction", where, str(detail["ctx"]["error"]), "bảng đúng với loại của nó", "sửa khóa đã nêu"
            )
        case "string_pattern_mismatch":
            return Fault(
                "unusable-value",
                where,
                f"{value} không đúng dạng",
                "mã chỉ gồm a-z, 0-9 và dấu gạch nối; chữ không có khoảng trắng ở hai đầu",
                "viết lại theo dạng đó",
            )
        case _:
            return Fault("unusable-value", where, f"{value} không dùng được", expected_words(detail), "sửa giá trị")


def expected_words(detail: Any) -> str:
    """What was expected where pydantic found an error, for a fault of any file or form (Vietnamese)."""
    if detail["type"] == "literal_error":
        return f"một trong: {_choices(detail)}"
    return EXPECTATIONS.get(detail["type"], "giá trị đúng loại của ô này").format(**detail.get("ctx", {}))


def _choices(detail: Any) -> str:
    return str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


EXPECTATIONS = (
    {
        "missing": "phải có",
        "extra_forbidden": "không có mục này",
        "string_type": "chữ trong dấu ngoặc kép",
        "int_type": "số nguyên",
        "float_type": "số, dấu thập phân là dấu chấm",
        "bool_type": "true hoặc false",
        "date_type": "ngày dạng 2022-01-28, không có ngoặc kép",
        "tuple_type": "danh sách trong ngoặc vuông",
        "model_type": "bảng con có các khóa",
        "greater_than_equal": "số từ {ge} trở lên",
        "less_than_equal": "số không quá {le}",
        "multiple_of": "số nguyên",
        "int_parsing": "số nguyên, không có dấu chấm hay phẩy",
        "int_from_float": "số nguyên",
        "float_parsing": "số, dấu thập phân là dấu chấm",
        "string_too_short": "chữ không rỗng",
        "too_short": "ít nhất một mục",
        "finite_number": "một số hữu hạn",
        "greater_than": "số lớn hơn {gt}",
        "bool_parsing": "có hoặc không",
        "string_too_long": "không quá {max_length} ký tự",
    }
    | dict.fromkeys(
        ("decimal_parsing", "decimal_type", "decimal_max_digits"),
        "một số",
    )
    | dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "một ngày có trong lịch, dạng 28/01/2022 hoặc 2022-01-28",
    )
)


def _model_at(model: type[models.Row], path: Iterable[str]) -> type[models.Row]:
    """The model of the rows at `path` inside a row of `model`; places in lists count for nothing."""
    for step in path:
        if step not in model.model_fields:
            continue
        annotation = model.model_fields[step].annotation
        inner = [annotation, *get_args(annotation)]
        inner += [deep for kind in inner for deep in get_args(kind)]
        rows = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, models.Row)]
        if rows:
            model = rows[0]
    return model
