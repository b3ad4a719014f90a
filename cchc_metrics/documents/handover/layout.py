"""How a hand-over package is laid out, and what may stand in it."""

import hashlib
import re

FORMAT = 1
LIST, README = "ban-ke.json", "DOC-TRUOC.txt"
TABLES, HANDED_IN, LEDGER, PLAN = "bang", "tep-da-nop", "so-cai", "ke-hoach"
LEDGER_FILE = f"{LEDGER}/ledger.jsonl"
# Names are what a system of any kind can hold; nothing points outside the package.
NAME = r"[^/\\:\0]+"
PATHS = re.compile(
    rf"{README}|{TABLES}/{NAME}|{HANDED_IN}/{NAME}|{LEDGER_FILE}|{LEDGER}/embargo\.toml|{LEDGER}/files/[0-9a-f]{{64}}"
    rf"|{PLAN}/(?:published|demo|criteria|plans/[a-z0-9-]+)(?:/{NAME})+"
)


def allowed(path: str) -> bool:
    """True for a path that a package may hold."""
    return PATHS.fullmatch(path) is not None and not any(step in (".", "..") for step in path.split("/"))


def code_of(listing: bytes) -> str:
    """A short word for a package, the same at both ends, to be read out over the telephone."""
    return hashlib.sha256(listing).hexdigest()[:12]
