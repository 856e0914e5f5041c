"""Which rows of a table are used, and why the others are set aside."""

import pandas as pd

from segmentation.base.tables import readable
from segmentation.base.words import capital


class Ledger:
    """Rows of a table: each is used, or set aside for the first reason that concerns it.

    Parameters
    ----------
    rows : DataFrame
    customer, amount : str
        Columns that are counted and summed beside the rows; "" for none.
    """

    def __init__(self, rows: pd.DataFrame, *, customer: str = "", amount: str = "") -> None:
        self.rows, self._customer, self._amount = rows, customer, amount
        self.reason = pd.Series("", index=rows.index)
        self._lines = [self._line("in", "the file", rows)]

    @property
    def used(self) -> pd.DataFrame:
        """The rows that no reason has concerned so far."""
        return self.rows[self.reason == ""]

    def set_aside(self, reason: str, concerned: pd.Series, why: str = "") -> None:
        """Set aside those of the rows concerned that are still used."""
        taken = concerned & (self.reason == "")
        before = self.used
        self.reason = self.reason.mask(taken, reason)
        line = self._line("set aside", reason, self.rows[taken])
        if self._customer:
            left = self.used[self._customer].nunique()
            line["Customers"] = before[self._customer].nunique() - left
        line["In_File"] = int(concerned.sum())
        self._lines.append(line | ({"Why": why} if why else {}))

    def table(self, used: dict[str, pd.DataFrame]) -> pd.DataFrame:
        """The account, one line a reason; the rows in are those set aside plus those used.

        Parameters
        ----------
        used : dict
            The rows used, by what they are called.

        Returns
        -------
        DataFrame
            `Part` ("in", "set aside", "used"), `Reason`, `Rows` and, where asked for, `Customers`
            (of those set aside: whom no row is left of), `Amount` and `Why`. `In_File` counts the
            rows that a reason concerns, whether or not an earlier one took them.
        """
        lines = [*self._lines, *(self._line("used", name, part) for name, part in used.items())]
        table = pd.DataFrame(lines).fillna({"Why": ""})
        rows = table.groupby("Part")["Rows"].sum()
        assert rows["in"] == rows["used"] + rows.get("set aside", 0)
        return table

    def _line(self, part: str, reason: str, rows: pd.DataFrame) -> dict[str, object]:
        line: dict[str, object] = {"Part": part, "Reason": reason, "Rows": len(rows)}
        if self._customer:
            line["Customers"] = rows[self._customer].nunique()
        if self._amount:
            line["Amount"] = round(float(rows[self._amount].sum()), 2)
        return line | {"In_File": len(rows)}


def shown(account: pd.DataFrame, rows: str, currency: str = "") -> pd.DataFrame:
    """The table of a ledger to be looked at, with what a row is and the money's currency."""
    columns = {"Rows": capital(rows), "Amount": f"Amount, {currency}"}
    table = account.drop(columns="In_File").rename(columns=columns)
    return readable(table.set_index("Part").rename_axis(None))
