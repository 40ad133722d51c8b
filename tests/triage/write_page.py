"""Writes docs/triage.md from the rules: `python -m tests.triage.write_page`."""

from flows.triage import document
from tests.triage.corpus import ROOT

if __name__ == "__main__":
    (ROOT / "docs" / "triage.md").write_text(document(), encoding="utf-8")
