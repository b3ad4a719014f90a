"""The `cchc` command: the library without a screen."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from click.exceptions import NoSuchCommand

from cchc_metrics.cli.options import (
    BY,
    CAUTION,
    WHY,
    built_store,
    line_of,
    location_options,
    place,
    require_name,
    workspace_of,
)
from cchc_metrics.faults import FaultError, sentence_of, together

if TYPE_CHECKING:
    from cchc_metrics.workspace import Preview, Workspace

# So many lines of a kind fit a screen beside the others.
MOST = 12


def print_preview(preview: "Preview", names: Mapping[str, str]) -> None:
    """What comes in with its totals, how many figures change, which verdicts do; of many units a line each.

    It fits a screen: the first lines of each kind, and how many more there are. Cautions go to stderr.
    """
    from cchc_metrics.text import ledger_words
    from cchc_metrics.text.rows import records

    _print_cautions(preview)
    for line in (*ledger_words.repeats(preview), *ledger_words.summary(preview)):
        click.echo(line)
    if len(preview.units) > 1:
        for line in ledger_words.by_unit(preview, names):
            click.echo(line)
        return
    totals = (
        f"{name}, {period}: {total}" + (f", {groups} nhóm" if groups else "")
        for name, total, groups, period in ledger_words.totals(preview.changes)
    )
    some(list(totals), "số liệu của kỳ và chỉ tiêu khác")
    own = ledger_words.own_flips(preview.changes, preview.flips)
    some([ledger_words.flip(flip) for flip in records(own, ledger_words.FlipRow)], "kết luận khác thay đổi")
    if preview.flips.empty:
        click.echo(ledger_words.NO_FLIPS)
    elif len(own) < len(preview.flips):
        click.echo(f"{len(preview.flips) - len(own)} kết luận của số minh họa thay đổi theo")


def _print_cautions(preview: "Preview") -> None:
    for caution in together(preview.cautions):
        click.echo(CAUTION.format(text=line_of(caution)), err=True)


def some(lines: Sequence[str], more: str) -> None:
    """The first of some lines, and how many more there are."""
    for line in lines[:MOST]:
        click.echo(line)
    if len(lines) > MOST:
        click.echo(f"… và {len(lines) - MOST} {more}; xem đủ trên trang Số liệu")


def names_of_units(workspace: "Workspace") -> dict[str, str]:
    """The names of the units of a plan by their ids."""
    return {unit.id: unit.name for unit in workspace.catalog.units.values()}


# What click says, and what is said here with what stood in its place.
MESSAGES = (
    (r"No such option '(.*)'\.", "không có tùy chọn «{}»"),
    (r"No such command '(.*)'\.", "không có lệnh «{}»"),
    (r"Option '(.*)' requires an argument\.", "tùy chọn «{}» cần một giá trị đi sau"),
    (r"Option '(.*)' does not take a value\.", "tùy chọn «{}» không có giá trị đi sau"),
    (r"Got unexpected extra arguments? \((.*)\)", "thừa: {}"),
    (r"Missing command\.", "thiếu lệnh"),
    (r"'(.*)' is not (?:one of )?('.*)\.", "«{}» không phải một trong: {}"),
    (r"'(.*)' is not a valid integer\.", "«{}» không phải số nguyên"),
    (r"'(.*)' does not match the formats? '(.*)'\.", "«{}» không phải ngày dạng năm-tháng-ngày, ví dụ 2026-12-31"),
    (r"\w+ '(.*)' does not exist\.", "không có «{}»"),
    (r"\w+ '(.*)' is a directory\.", "«{}» là thư mục, cần một tệp"),
    (r"\w+ '(.*)' is a file\.", "«{}» là tệp, cần một thư mục"),
    (r"\w+ '(.*)' is not readable\.", "không được phép đọc «{}»"),
    (r"\w+ '(.*)' is not writable\.", "không được phép ghi «{}»"),
)


class WrongUse(click.UsageError):
    """A wrong use of the command, told in Vietnamese; exit status 2 as every wrong use."""

    def show(self, file: IO[Any] | None = None) -> None:
        """How the command is used, where to read more, and what is wrong."""
        if self.ctx is not None:
            usage = self.ctx.make_formatter()
            usage.write_usage(
                self.ctx.command_path, " ".join(self.ctx.command.collect_usage_pieces(self.ctx)), "Cách dùng: "
            )
            click.echo(f"{usage.getvalue()}Xem thêm: {self.ctx.command_path} --help\n", file=file, err=True)
        click.echo(f"Lỗi: {sentence_of(self.message)}", file=file, err=True)


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Whatever click finds wrong with the words of a command is raised as WrongUse; help is no fault and stays."""
    try:
        yield
    except (WrongUse, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as wrong:
        raise WrongUse(_message(wrong), wrong.ctx) from None


def _message(wrong: click.UsageError) -> str:
    of = wrong.param if isinstance(wrong, click.BadParameter) else None
    name = "" if of is None else of.get_error_hint(wrong.ctx).replace("'", "")
    if isinstance(wrong, click.MissingParameter):
        choices = f": một trong {', '.join(of.type.choices)}" if of and isinstance(of.type, click.Choice) else ""
        return f"thiếu {name}{choices}"
    text = next(
        (
            ours.format(*match.groups())
            for theirs, ours in MESSAGES
            if (match := re.fullmatch(theirs, wrong.message, re.DOTALL))
        ),
        wrong.message,
    )
    near = getattr(wrong, "possibilities", None)
    guess = f"; có phải là «{near[0]}»?" if near else ""
    return f"{name}: {text}{guess}" if name else f"{text}{guess}"


# The commands that stand in other modules of this package, each loaded when it is called or listed.
HOMES = {
    "ledger": (
        "appoint",
        "approve",
        "backup",
        "decide",
        "decisions",
        "follow",
        "layouts",
        "lock",
        "log",
        "restore",
        "unlock",
    ),
    "plan": ("plan",),
    "report": ("handover", "handover-in", "mark", "publish", "report", "slides", "template"),
    "score": ("score",),
    "show": ("show",),
}


class Cchc(click.Group):
    """A group that lists faults on stderr and exits with 1; anything else that goes wrong is a bug.

    Wrong use is told in Vietnamese and exits with 2.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted({*super().list_commands(ctx), *chain.from_iterable(HOMES.values())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None for a name that no command has."""
        home = next((module for module, names in HOMES.items() if cmd_name in names), None)
        if home is None:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"cchc_metrics.cli.{home}"), cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, which looks for near names among the commands that are loaded."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as wrong:
            raise NoSuchCommand(wrong.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """As click's, with its own words for what stands before the command."""
        with in_vietnamese():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """What the command gives, or exit status 1 after the faults."""
        try:
            with in_vietnamese():
                return super().invoke(ctx)
        except FaultError as error:
            for fault in together(error.faults):
                click.echo(line_of(fault), err=True)
            for caution in together(error.cautions):
                click.echo(CAUTION.format(text=line_of(caution)), err=True)
            click.echo(f"{len(error.faults)} lỗi; không có gì được lưu.", err=True)
            ctx.exit(1)


@click.group(cls=Cchc, context_settings={"help_option_names": ["-h", "--help"]})
@place
@click.pass_context
def main(ctx: click.Context, folder: Path | None, plan: str | None) -> None:
    """Kế hoạch cải cách hành chính: kiểm tra, dựng số liệu, hỏi kết luận."""
    # Vietnamese words reach a pipe whatever the system's own encoding is.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    ctx.obj = (folder, plan)


@main.command()
@place
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check(folder: Path | None, plan: str | None, paths: tuple[Path, ...]) -> None:
    """Kiểm tra kế hoạch và số liệu, hoặc các tệp đã cho, và nêu mọi lỗi."""
    from cchc_metrics.workspace import location_of, unread_files

    location = location_of(*location_options(folder, plan))
    if paths or not location.is_sound():
        workspace_of(folder, plan).check(paths)
    # What was handed in can have become unreadable by another version of the program, which stands in the store.
    elif any(entry.action == "submit" for entry in location.ledger.entries()) and (
        faults := unread_files(built_store(folder, plan))
    ):
        raise FaultError(faults)
    click.echo("Không có lỗi.")


@main.command()
@place
def build(folder: Path | None, plan: str | None) -> None:
    """Dựng tệp DuckDB nếu có gì thay đổi; in đường dẫn của nó."""
    click.echo(workspace_of(folder, plan).build())


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.rpartition("=")
    if not sign or not key.strip() or not value.strip():
        raise click.BadParameter(f"«{text}»: cần dạng D=received-online")
    return key.strip(), value.strip()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@place
@click.option("--unit", help="Mã đơn vị, ví dụ nhat-quang.")
@click.option("--all-units", is_flag=True, help="Mỗi đơn vị như tệp nêu: tệp có cột đơn vị, hoặc nhiều sổ mẫu.")
@BY
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không lưu.")
@click.option("--period", help="Kỳ của số liệu khi tệp không ghi: 2024, nam-2024, quy-1-2024, hoặc hai ngày a..b.")
@click.option(
    "--column", "columns", multiple=True, metavar="CỘT=MÃ", help="Cột này là cột nào, ví dụ D=received-online."
)
@click.option("--group", "groups", multiple=True, metavar="TÊN=MÃ", help="Tên này thuộc nhóm nào, ví dụ 'Y tế=other'.")
@click.option("--source", default="", help="Quyết định hoặc nơi công bố, khi bảng kết quả không ghi.")
def submit(
    folder: Path | None,
    plan: str | None,
    *,
    files: tuple[Path, ...],
    unit: str | None,
    all_units: bool,
    by: str,
    dry_run: bool,
    period: str | None,
    columns: tuple[str, ...],
    groups: tuple[str, ...],
    source: str,
) -> None:
    """Nhận các tệp số liệu; in bút toán và những kết luận thay đổi.

    Điều mà tệp để ngỏ thì được nêu ra; trả lời bằng --period, --column, --group, --source, một lần cho mỗi loại tệp.
    """
    from cchc_metrics.intake.content import Answers
    from cchc_metrics.text import ledger_words
    from cchc_metrics.workspace.entries import period_of

    if (unit is None) != all_units:
        raise click.UsageError("cần --unit MÃ, hoặc --all-units để nộp cho mỗi đơn vị như tệp nêu")
    workspace = workspace_of(folder, plan)
    require_name("đơn vị", unit, workspace.catalog.units)
    days = period_of(period, workspace.catalog) if period else None
    answers = Answers(
        {column.upper(): name for column, name in map(_pair, columns)},
        dict(map(_pair, groups)),
        (days.first_day.isoformat(), days.last_day.isoformat()) if days else None,
        source=source.strip(),
    )
    entry, preview = (
        (None, workspace.preview(files, unit_id=unit, answers=answers))
        if dry_run
        else workspace.hand_in(files, unit_id=unit, by=by, answers=answers)
    )
    if preview.empty:
        _print_cautions(preview)
        for line in (*ledger_words.repeats(preview), ledger_words.NOTHING_NEW):
            click.echo(line)
        return
    if entry is None:
        file_names = ", ".join(name for name, _ in preview.new_files)
        about = unit or ledger_words.unit_count(preview.units)
        click.echo(f"sẽ thành một bút toán · {by} · {about} · {file_names}; chưa lưu gì")
    else:
        file_names = ", ".join(file.name for file in entry.files)
        click.echo(ledger_words.entry_line(entry.number, entry.at, entry.by, file_names))
    print_preview(preview, names_of_units(workspace))


@main.command()
@place
@click.argument("entry", type=int)
@BY
@WHY
def undo(folder: Path | None, plan: str | None, entry: int, by: str, why: str) -> None:
    """Rút một bút toán; nó vẫn ở trong sổ."""
    from cchc_metrics.text import ledger_words

    workspace = workspace_of(folder, plan)
    preview = workspace.preview_undo(entry)
    line = workspace.undo(entry, by=by, why=why)
    click.echo(f"bút toán {line.number} rút bút toán {line.target}")
    contradictions = workspace.contradictions()
    if contradictions:
        click.echo(CAUTION.format(text=ledger_words.STILL_CONTRADICTORY), err=True)
    for fault in contradictions:
        click.echo(line_of(fault), err=True)
    if preview is not None:
        print_preview(preview, names_of_units(workspace))


@main.command()
@click.argument("dossiers", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Máy đếm.")
def rollup(dossiers: tuple[Path, ...], out: Path, engine: str) -> None:
    """Đếm các danh sách hồ sơ (CSV, Parquet, hoặc thư mục) theo đơn vị và tháng vào thư mục OUT.

    Chỉ những tháng mà danh sách mới hoặc danh sách vừa đổi nói đến được đếm lại. Spark cho cùng kết quả, dùng khi
    một máy không chứa nổi dữ liệu: «uv run --extra spark cchc rollup … --engine spark …».
    """
    from cchc_metrics.rollup import roll_up

    result = roll_up(dossiers, out, engine)
    click.echo(f"đếm lại {len(result.new_months)} tháng: {', '.join(result.new_months) or 'không tháng nào'}")
    if result.same_months:
        click.echo(f"giữ nguyên {len(result.same_months)} tháng")
    if result.omissions:
        click.echo(f"Lưu ý: {result.omissions} hồ sơ không có ngày tiếp nhận, hoặc ngày, số không đọc được.", err=True)


@main.command()
@place
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8501, show_default=True, help="Cổng.")
def serve(folder: Path | None, plan: str | None, host: str, port: int) -> None:
    """Mở bảng theo dõi, chỉ trên máy này trừ khi nói khác."""
    from cchc_metrics.workspace import APP

    workspace = workspace_of(folder, plan)
    environment = {**os.environ, "CCHC_WORKSPACE": str(workspace.folder), "CCHC_PLAN": workspace.plan_folder.name}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(APP / "app.py"),
        "--server.address",
        host,
        "--server.port",
        str(port),
    ]
    if os.name != "posix":
        raise SystemExit(subprocess.call(command, cwd=APP, env=environment))
    # The server takes the place of this process: whoever ends the one that was started ends the server.
    os.chdir(APP)
    os.execve(sys.executable, command, environment)  # noqa: S606 - the command is fixed
