"""What goes wrong, each with what to do."""

from __future__ import annotations

import pickle
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crossfold import (
    Client,
    ConfigError,
    ConflictError,
    CrossfoldError,
    NotFoundError,
    Study,
    StudyFileError,
    UnauthorisedError,
    UnavailableError,
)


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnavailableError) as caught, Client(f"http://127.0.0.1:{port}") as client:
        client.studies()
    assert caught.value.code == "SERVER_UNAVAILABLE"
    assert "crossfold up" in caught.value.remedy


def test_another_program_at_the_address() -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(UnavailableError, match="got: 404"), Client(url) as client:
            client.datasets()


def test_wrong_token(client: Client) -> None:
    with pytest.raises(UnauthorisedError) as caught, Client(client.url, "wrong") as other:
        other.studies()
    assert caught.value.status == 401
    assert "CROSSFOLD_API_TOKEN" in caught.value.remedy
    assert "wrong" not in repr(other)


@pytest.mark.parametrize("url", ["127.0.0.1:7430", "ftp://there", "http://", "http://[::1"])
def test_no_address(url: str) -> None:
    with pytest.raises(ConfigError, match="expected http"):
        Client(url)


def test_settings_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CROSSFOLD_URL", " http://there:1/lab/ \n")
    assert Client().url == "http://there:1/lab"
    assert Client("http://here:2").url == "http://here:2"
    monkeypatch.delenv("CROSSFOLD_HOME", raising=False)
    # As the command line: the stack of the state folder that is here or above.
    monkeypatch.setenv("CROSSFOLD_URL", "")
    (tmp_path / ".crossfold").mkdir()
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert Client().url == "http://127.0.0.1:7430"
    (tmp_path / ".crossfold" / "stack.json").write_text('{"url": "http://127.0.0.1:5"}')
    assert Client().url == "http://127.0.0.1:5"


def test_unknown_study_and_the_nearest(client: Client, study: Study) -> None:
    with pytest.raises(NotFoundError) as caught:
        client.study("notebok")
    assert "did you mean 'notebook'?" in str(caught.value)
    assert "What to do: List the studies: client.studies()." in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (NotFoundError, str(caught.value))
    with pytest.raises(NotFoundError):
        client.study("")
    with pytest.raises(CrossfoldError, match="full"):
        study.cancel("ful.r0.f0.s1")


def test_a_study_file_with_faults(client: Client, tmp_path: Path) -> None:
    with pytest.raises(StudyFileError) as caught:
        client.submit(name="bad", dataset="drawn", fold=3)
    assert caught.value.status == 422
    assert any("folds" in problem for problem in caught.value.problems)
    twice = tmp_path / "twice.yaml"
    twice.write_text("name: a\nname: b\n")
    with pytest.raises(StudyFileError, match="duplicate key"):
        client.forecast(twice)
    twice.write_text("- a list\n")
    with pytest.raises(StudyFileError, match="expected keys and values, got list"):
        client.forecast(twice)


def test_a_key_that_made_another_study(client: Client, study: Study) -> None:
    with pytest.raises(ConflictError, match="Idempotency-Key"):
        study_file = {**study.detail["study"]["spec"], "seeds": [7]}
        client.submit(study_file, idempotency_key="notebook-1")


@pytest.mark.parametrize("package", ["pandas", "matplotlib"])
def test_without_an_optional_package(
    package: str, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(ImportError, match=f"pip install {package}"):
        study.plot_curves()
