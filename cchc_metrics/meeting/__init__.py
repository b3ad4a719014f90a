"""What a meeting decides and what is later said of it, as the details of ledger entries."""

from cchc_metrics.meeting.decisions import DECIDE, FOLLOW, Decision, Follow, decision, follow, held

__all__ = ["DECIDE", "FOLLOW", "Decision", "Follow", "decision", "follow", "held"]
