"""Client of crossfold, the orchestrator of cross-validated training studies."""

from .client import Client, Studies
from .dataset import Dataset
from .errors import (
    ConfigError,
    ConflictError,
    CrossfoldError,
    NotFoundError,
    RequestError,
    StudyFileError,
    UnauthorisedError,
    UnavailableError,
)
from .events import Event
from .forecast import Forecast
from .report import ReportText
from .study import Study

__all__ = [
    "Client",
    "ConfigError",
    "ConflictError",
    "CrossfoldError",
    "Dataset",
    "Event",
    "Forecast",
    "NotFoundError",
    "ReportText",
    "RequestError",
    "Studies",
    "Study",
    "StudyFileError",
    "UnauthorisedError",
    "UnavailableError",
]
