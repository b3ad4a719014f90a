"""What a click takes when many look at once: `python -m tests.bench.viewers [VIEWERS]` prints times and memory.

A viewer is a websocket that speaks Streamlit's protocol, without a browser: what is measured is the server. All viewers
click on a year at the same moment, round after round; each waits for the end of its run.
`python -m tests.bench.viewers VIEWERS CLICKS` clicks that often through all pages and years, and prints the memory and
the runs with an error at every thousand.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import click
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from cchc_metrics.workspace import Workspace
from tests.browser.conftest import serve

VIEWERS, ROUNDS = 50, 6
YEARS = ("2021", "2022", "2023", "2024", "2025")
PAGES = ("", "chi-so", "linh-vuc")
EVERY_PAGE = (*PAGES, "so-sanh", "nhiem-vu", "y-kien", "cham-diem", "cac-xa", "so-lieu", "bao-cao", "vi-sao")


async def answer(socket: ClientConnection, page: str, year: str) -> tuple[float, bool]:
    """Seconds from asking for a year of a page to the end of the run, and whether an error was on the page."""
    began, wrong = perf_counter(), False
    state = ClientState(query_string=f"nam={year}", page_name=page, is_history_navigation=True)
    await socket.send(BackMsg(rerun_script=state).SerializeToString())
    while True:
        message = ForwardMsg.FromString(await socket.recv())
        kind = message.WhichOneof("type")
        wrong |= kind == "page_not_found"
        wrong |= kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception"
        if kind == "script_finished":
            wrong |= message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
            return perf_counter() - began, wrong


async def connections(base: str, viewers: int) -> list[ClientConnection]:
    """A websocket for each viewer."""
    address = base.replace("http://", "ws://") + "/_stcore/stream"
    return [
        await connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, ping_interval=None)
        for _ in range(viewers)
    ]


async def times(base: str, viewers: int) -> tuple[list[float], list[float]]:
    """The seconds of all first clicks, and those of the rounds after it."""
    sockets = await connections(base, viewers)
    pages = [PAGES[number % len(PAGES)] for number in range(viewers)]
    rounds = [
        await asyncio.gather(
            *(
                answer(socket, page, YEARS[(number + turn) % len(YEARS)])
                for number, (socket, page) in enumerate(zip(sockets, pages, strict=True))
            )
        )
        for turn in range(ROUNDS)
    ]
    for socket in sockets:
        await socket.close()
    seconds = [[seconds for seconds, _ in one] for one in rounds]
    return seconds[0], [second for one in seconds[1:] for second in one]


async def clicks(base: str, viewers: int, count: int) -> AsyncIterator[str]:
    """A line at every thousand clicks; each viewer goes through pages and years in an order of its own."""
    sockets = await connections(base, viewers)
    wrong, last = 0, perf_counter()
    yield f"| 0 | {memory():.0f} MB | 0 | |"
    for turn in range(1, count // viewers + 1):
        answers = await asyncio.gather(
            *(
                answer(
                    socket,
                    EVERY_PAGE[(number + turn) % len(EVERY_PAGE)],
                    YEARS[(number + turn // len(EVERY_PAGE)) % len(YEARS)],
                )
                for number, socket in enumerate(sockets)
            )
        )
        wrong += sum(has_error for _, has_error in answers)
        if turn * viewers % 1000 < viewers:
            yield f"| {turn * viewers} | {memory():.0f} MB | {wrong} | {perf_counter() - last:.0f} s |"
            last = perf_counter()
    for socket in sockets:
        await socket.close()


def _of_the_server(file: str) -> str:
    """What the system says of the served dashboard, the only child of this process."""
    (child,) = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return Path(f"/proc/{child}/{file}").read_text()


def memory() -> float:
    """The memory of the server, in MB."""
    lines = _of_the_server("status").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def processor() -> float:
    """The processor's seconds that the server has used."""
    user, system = _of_the_server("stat").rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def results(viewers: int) -> str:
    """The line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        Workspace.open(Path(folder)).build()
        with serve("app.py", Path(folder)) as base:
            before, began = memory(), processor()
            first, later = asyncio.run(times(base, viewers))
            each = 1000 * (processor() - began) / len([*first, *later])
            return (
                f"| {viewers} | {median(first):.2f} s / {quantiles(first, n=20)[-1]:.2f} s "
                f"| {median(later):.2f} s / {quantiles(later, n=20)[-1]:.2f} s | {each:.0f} ms "
                f"| {before:.0f} MB | {memory():.0f} MB |"
            )


async def report(viewers: int, count: int) -> None:
    """Print the table of many clicks."""
    click.echo("| clicks | memory | runs with an error | for the last thousand |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        Workspace.open(Path(folder)).build()
        with serve("app.py", Path(folder)) as base:
            async for line in clicks(base, viewers, count):
                click.echo(line)


if __name__ == "__main__":
    if sys.argv[2:]:
        asyncio.run(report(int(sys.argv[1]), int(sys.argv[2])))
        sys.exit()
    click.echo(
        "| viewers | first click, median / p95 | later, median / p95 | processor a click | memory before | after |"
    )
    click.echo("|---|---|---|---|---|---|")
    click.echo(results(int(sys.argv[1]) if sys.argv[1:] else VIEWERS))
