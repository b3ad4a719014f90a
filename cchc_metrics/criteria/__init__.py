"""Criteria sets as data, what officers say of each criterion, and the steps of an assessment as ledger entries."""
