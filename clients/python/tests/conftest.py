"""A real orchestrator, named by the environment, and a study that a notebook has trained on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from cutting_proxy import CuttingProxy
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from crossfold import Client, Event, NotFoundError, Study

NOTEBOOK = Path(__file__).parent.parent / "examples" / "study.ipynb"


@dataclass(frozen=True)
class Run:
    """What is left of a notebook that was killed while it followed its study, and run again."""

    study: Study
    state_at_kill: str
    notebook: nbformat.NotebookNode
    """With the outputs of the second run."""
    seen: list[Event]
    """By one who followed meanwhile, across a network that breaks."""
    cuts: list[bytes]


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    with Client() as client:
        yield client


@pytest.fixture(scope="session")
def run(client: Client) -> Run:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    state_at_kill = kill_while_it_follows(notebook, client)
    proxy = CuttingProxy(client.url, bytes_before_cut=3_000)
    with ThreadPoolExecutor() as pool, Client(proxy.url) as far:
        watched = pool.submit(lambda: list(far.study("notebook").events()))
        NotebookClient(notebook, timeout=300).execute()
        seen = watched.result(timeout=120)
    proxy.close()
    return Run(client.study("notebook"), state_at_kill, notebook, seen, proxy.cuts)


@pytest.fixture(scope="session")
def study(run: Run) -> Study:
    return run.study


def kill_while_it_follows(notebook: nbformat.NotebookNode, client: Client) -> str:
    """Runs the cells up to the one that follows, and kills the kernel in it."""
    manager, kernel = start_new_kernel()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            kernel.execute(cell.source)
        if cell.source.startswith("study.follow"):
            break
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            study = client.study("notebook")
        except NotFoundError:
            time.sleep(0.1)
            continue
        if study.counts["running"] + study.counts["succeeded"] > 0:
            break
        time.sleep(0.1)
    manager.shutdown_kernel(now=True)
    kernel.stop_channels()
    return study.state
