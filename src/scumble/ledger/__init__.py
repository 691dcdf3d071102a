"""Ledger: usage to money: the price table, and what a paid call is expected to cost and did cost."""
