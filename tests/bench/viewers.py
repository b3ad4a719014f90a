"""What a click takes when many look at once: `python -m tests.bench.viewers [VIEWERS]` prints times and memory.

A viewer is a websocket that speaks Streamlit's protocol, without a browser: what is measured is the server. All viewers
click on a year at the same moment, round after round; each waits for the end of its run.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import click
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from cchc_metrics.workspace import Workspace
from tests.browser.conftest import served

VIEWERS, ROUNDS = 50, 6
YEARS = ("2021", "2022", "2023", "2024", "2025")
PAGES = ("", "chi-so", "linh-vuc")


async def answer(socket: ClientConnection, page: str, year: str) -> float:
    """Seconds from asking for a year of a page to the end of the run."""
    began = perf_counter()
    state = ClientState(query_string=f"nam={year}", page_name=page, is_history_navigation=True)
    await socket.send(BackMsg(rerun_script=state).SerializeToString())
    while True:
        message = ForwardMsg.FromString(await socket.recv())
        if message.WhichOneof("type") == "script_finished":
            return perf_counter() - began


async def times(base: str, viewers: int) -> tuple[list[float], list[float]]:
    """The seconds of all first clicks, and those of the rounds after it."""
    address = base.replace("http://", "ws://") + "/_stcore/stream"
    sockets = [await connect(address, subprotocols=["streamlit"], max_size=None) for _ in range(viewers)]
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
    return list(rounds[0]), [seconds for one in rounds[1:] for seconds in one]


def memory() -> float:
    """The memory of the served dashboard, the only child of this process, in MB."""
    (child,) = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    lines = Path(f"/proc/{child}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def results(viewers: int) -> str:
    """The line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        Workspace.open(Path(folder)).build()
        with served("app.py", Path(folder)) as base:
            before = memory()
            first, later = asyncio.run(times(base, viewers))
            return (
                f"| {viewers} | {median(first):.2f} s / {quantiles(first, n=20)[-1]:.2f} s "
                f"| {median(later):.2f} s / {quantiles(later, n=20)[-1]:.2f} s | {before:.0f} MB | {memory():.0f} MB |"
            )


if __name__ == "__main__":
    click.echo("| viewers at once | first click, median / p95 | later, median / p95 | memory before | after |")
    click.echo("|---|---|---|---|---|")
    click.echo(results(int(sys.argv[1]) if sys.argv[1:] else VIEWERS))
