"""What the client knows of the API by heart, beside the document that the server makes."""

from __future__ import annotations

from typing import Any, get_args

import httpx
import pytest

from crossfold import Client
from crossfold.report import ReportFormat
from crossfold.study import Table


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{client.url}/api/openapi.json").json()
    return answer


def choices(document: dict[str, Any], path: str, name: str) -> list[str]:
    item = document["paths"][f"/api/v1/studies/{{studyId}}{path}"]
    parameters = [*item.get("parameters", []), *item["get"].get("parameters", [])]
    (found,) = (row["schema"]["enum"] for row in parameters if row["name"] == name)
    return list(found)


def test_tables_and_formats(document: dict[str, Any]) -> None:
    assert list(get_args(Table)) == choices(document, "/tables/{table}", "table")
    formats = choices(document, "/report", "format")
    # The report as blocks is for pages.
    assert sorted([*get_args(ReportFormat), "document"]) == sorted(formats)
