"""What a study file says, from wherever it comes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from .errors import StudyFileError

StudyFile = Mapping[str, Any] | str | os.PathLike[str]


def read_study_file(source: StudyFile | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data of a mapping or a YAML file, with fields laid over its first level.

    Raises:
        StudyFileError: for what is not YAML of a mapping, and for keys that come twice.
        OSError: where the file cannot be read.
    """
    if source is None:
        return dict(fields)
    if isinstance(source, Mapping):
        return {**source, **fields}
    try:
        # YAML 1.2, as the command line reads it: "no" is a word, 1e-3 a number.
        value = YAML(typ="safe", pure=True).load(Path(source).read_text("utf-8"))
    except YAMLError as error:
        raise _refusal(source, str(error).splitlines()) from error
    if not isinstance(value, dict):
        raise _refusal(source, [f"expected keys and values, got {type(value).__name__}"])
    return {**value, **fields}


def _refusal(source: str | os.PathLike[str], problems: list[str]) -> StudyFileError:
    return StudyFileError(
        "SPEC_INVALID",
        f"expected YAML or JSON of a study in {os.fspath(source)}",
        problems=problems,
        remedy="Correct the file.",
    )
