"""Why a workbook cannot be used: the rule, and the cell."""

from __future__ import annotations


class Refused(Exception):
    """The workbook cannot be used. ``details`` fill in the rule's sentence."""

    def __init__(self, code: str, sheet: str = "", row: int = 0, column: int = 0, **details: object) -> None:
        """Name the rule and the cell; rows and columns count from 1."""
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.details = details
