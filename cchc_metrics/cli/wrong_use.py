"""What click says of a wrong use, in Vietnamese: a sentence for each of its own, ours as they are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from cchc_metrics.faults import ended

# What click says, and what is said here with what stood in its place.
SAID = (
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
            usage.write_usage(self.ctx.command_path, " ".join(self.ctx.command.collect_usage_pieces(self.ctx)),
                              "Cách dùng: ")
            click.echo(f"{usage.getvalue()}Xem thêm: {self.ctx.command_path} --help\n", file=file, err=True)
        click.echo(f"Lỗi: {ended(self.message)}", file=file, err=True)


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Whatever click finds wrong with the words of a command is raised as WrongUse; help is no fault and stays."""
    try:
        yield
    except (WrongUse, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as wrong:
        raise WrongUse(_said(wrong), wrong.ctx) from None


def _said(wrong: click.UsageError) -> str:
    of = wrong.param if isinstance(wrong, click.BadParameter) else None
    named = "" if of is None else of.get_error_hint(wrong.ctx).replace("'", "")
    if isinstance(wrong, click.MissingParameter):
        choices = f": một trong {', '.join(of.type.choices)}" if of and isinstance(of.type, click.Choice) else ""
        return f"thiếu {named}{choices}"
    said = next((ours.format(*found.groups()) for theirs, ours in SAID
                 if (found := re.fullmatch(theirs, wrong.message, re.DOTALL))), wrong.message)
    near = getattr(wrong, "possibilities", None)
    guess = f"; có phải là «{near[0]}»?" if near else ""
    return f"{named}: {said}{guess}" if named else f"{said}{guess}"
