"""The options that every command shares, and what they open."""

import atexit
import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from cchc_metrics import files
from cchc_metrics.faults import Fault, nearest

if TYPE_CHECKING:
    # Loaded when a command runs: pandas and the plan take longer to load than `cchc --help` may take.
    from pandas import DataFrame

    from cchc_metrics.store import Store
    from cchc_metrics.workspace import Workspace

CAUTION = "Lưu ý: {text}"
Command = TypeVar("Command", bound=Callable[..., object])

FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", help="Cách viết kết quả."
)
UNIT = click.option("--unit", required=True, help="Mã đơn vị, ví dụ nhat-quang.")
YEAR = click.option("--year", type=int, help="Chỉ một năm.")
AREA = click.option("--area", help="Chỉ một lĩnh vực, ví dụ procedures.")


def login() -> str:
    """The user of this machine, who does what the command does when nobody else is named."""
    from cchc_metrics.rights import user_of_machine

    return user_of_machine()


BY = click.option("--by", default=login, help="Người làm; mặc định là tên đăng nhập.")


def _reason(ctx: click.Context, param: click.Parameter, text: str) -> str:  # noqa: ARG001 - click passes them
    if not text.strip():
        raise click.BadParameter("cần một lý do, không để trống")
    return text.strip()


WHY = click.option("--why", required=True, callback=_reason, help="Lý do; ở lại trong sổ.")


class OutFile(click.Path):
    """A file to be written, in a folder that is there; anything else is wrong use."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of the file."""
        out = Path(str(super().convert(value, param, ctx)))
        if not out.parent.is_dir():
            self.fail(f"không có thư mục «{out.parent}»", param, ctx)
        return out


def write(out: Path, data: bytes) -> None:
    """A file whole or not at all: one cut off in the middle, on a full disk, would look like one."""
    try:
        files.write(out, data)
    except OSError as error:
        raise click.UsageError(f"không ghi được «{out}»: {error}") from error


def place(command: Command) -> Command:
    """The options that say which working folder and which plan; they may stand before or after the command."""
    command = click.option(
        "--workspace",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help="Thư mục làm việc; mặc định CCHC_WORKSPACE, rồi workspace/ cạnh chương trình.",
    )(command)
    return click.option("--plan", help="Mã kế hoạch; mặc định nhat-quang-2021-2025.")(command)


def workspace_of(folder: Path | None, plan: str | None) -> "Workspace":
    """The working folder that the options name, after the command or before it."""
    from cchc_metrics.workspace import Workspace, scratch

    try:
        workspace = Workspace.open(*location_options(folder, plan))
    except OSError as error:
        raise click.UsageError(f"không mở được thư mục làm việc: {error}") from error
    click.get_current_context().find_root().with_resource(scratch(workspace.folder))
    return workspace


def location_options(folder: Path | None, plan: str | None) -> tuple[Path | None, str | None]:
    """The working folder and the plan that stand after the command, else those before it."""
    outer_folder, outer_plan = click.get_current_context().find_root().obj
    return folder or outer_folder, plan or outer_plan


def store_of(folder: Path | None, plan: str | None) -> "Store":
    """The store of the inputs as they are now; what is missing from it is said on stderr."""
    store = built_store(folder, plan)
    tell_unread_files(store)
    return store


def built_store(folder: Path | None, plan: str | None) -> "Store":
    """The store of the inputs as they are now; one that is built already is opened without loading the plan."""
    # Nothing of pandas and DuckDB is let go before the end: to look for it takes a tenth of the whole command.
    gc.disable()
    from cchc_metrics.store import DamagedStore, Store
    from cchc_metrics.workspace import location_of

    gc.freeze()
    # At the end it is, or DuckDB reports on stderr what is left of it.
    atexit.register(gc.unfreeze)
    gc.enable()

    def rebuilt(path: Path) -> Path:
        path.unlink(missing_ok=True)
        return workspace_of(folder, plan).build(anew=True)

    location = location_of(*location_options(folder, plan))
    path = location.store_path(location.ledger.entries())
    store = None
    if path.exists():
        with suppress(DamagedStore):
            store = Store(path, rebuild=rebuilt)
    return store or workspace_of(folder, plan).store


def line_of(fault: Fault) -> str:
    """A fault with the command that does what it says."""
    return f"{fault} Lệnh: {fault.command}" if fault.command else str(fault)


def tell_unread_files(store: "Store") -> None:
    """Say on stderr which files of the ledger the program does not read any more: nothing of them is in an answer."""
    from cchc_metrics.workspace import unread_files

    for fault in unread_files(store):
        click.echo(CAUTION.format(text=line_of(fault)), err=True)


def about_unit(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a unit of a working folder; the command is given the folder opened, and a unit it has."""

    @place
    @UNIT
    @wraps(command)
    def with_unit(folder: Path | None, plan: str | None, unit: str, **options: Any) -> None:
        workspace = workspace_of(folder, plan)
        require_name("đơn vị", unit, workspace.catalog.units)
        command(workspace, unit=unit, **options)

    return with_unit


def require_name(what: str, name: str | None, names: Iterable[str]) -> str | None:
    """The name when it is known; else wrong use, with the nearest known name."""
    choices = list(names)
    if name is not None and name not in choices:
        raise click.UsageError(f"không có {what} nào mã «{name}»{nearest(name, choices)}")
    return name


Format = Literal["table", "csv", "json"]


def as_text(frame: "DataFrame", form: Format, *, brief: Sequence[str] = ()) -> str:
    """The frame as text; a table shows only the columns of `brief`, CSV and JSON show every column unrounded."""
    from pandas import DataFrame

    from cchc_metrics.text.formats import as_csv, as_json, plain

    if form == "table":
        columns = frame[list(brief)] if brief else frame
        cells = [
            ["" if (cell := plain(value)) is None else str(cell) for value in row.values()]
            for row in columns.to_dict("records")
        ]
        return DataFrame(cells, columns=columns.columns).to_string(index=False) if cells else "(không có dòng nào)"
    return as_json(frame) if form == "json" else as_csv(frame).rstrip("\n")
