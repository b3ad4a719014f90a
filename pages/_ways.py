"""The screens by their addresses, in the order of the bar; the first is where a visit begins."""

WAYS = {
    "": "overview", "chi-so": "indices", "linh-vuc": "areas", "so-sanh": "compare", "nhiem-vu": "tasks",
    "cham-diem": "scoring", "so-lieu": "figures", "bao-cao": "reports", "vi-sao": "why",
}


def file_of(address: str) -> str:
    """The file of the screen at an address."""
    return f"pages/{WAYS[address.strip('./')]}.py"
