"""The kept samples are what the generator writes today, to the byte."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_samples_are_up_to_date_and_small():
    script = runpy.run_path(str(ROOT / "scripts" / "make_samples.py"))
    assert script["stale"](ROOT / "data" / "samples") == []
    assert sum(len(content) for content in script["samples"]().values()) < 300_000


def test_a_changed_or_missing_sample_is_noticed(tmp_path):
    script = runpy.run_path(str(ROOT / "scripts" / "make_samples.py"))
    for name, content in script["samples"]().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "qianniu_quick_phrases.csv").write_bytes(b"x")
    (tmp_path / "stranger.csv").write_bytes(b"")
    assert script["stale"](tmp_path) == ["qianniu_quick_phrases.csv", "stranger.csv"]
