"""The text of a report, which a notebook shows as a document."""

from __future__ import annotations

import html
from typing import Literal

ReportFormat = Literal["md", "html", "latex", "json"]


class ReportText(str):
    """A report in one of its formats."""

    report_format: ReportFormat

    def __new__(cls, text: str, format: ReportFormat) -> ReportText:
        report = super().__new__(cls, text)
        report.report_format = format
        return report

    def __getnewargs__(self) -> tuple[str, ReportFormat]:  # type: ignore[override]
        return str(self), self.report_format

    def _repr_markdown_(self) -> str | None:
        return str(self) if self.report_format == "md" else None

    def _repr_html_(self) -> str | None:
        if self.report_format != "html":
            return None
        # A whole document, with styles of its own that the notebook must not take over.
        frame = 'sandbox="" style="width: 100%; height: 40em; border: 1px solid #888"'
        return f'<iframe {frame} srcdoc="{html.escape(str(self))}"></iframe>'
