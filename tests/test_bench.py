"""The bench counts what it says it counts."""

import sys

import bench
import bench_snippets
import pytest

BUSY_KERNEL = """
import nbclient, nbformat.v4 as v4
cell = v4.new_code_cell("import time\\nwhile time.process_time() < 2: pass")
nbclient.NotebookClient(v4.new_notebook(cells=[cell])).execute()
"""


def test_the_seconds_of_a_kernel_are_counted(tmp_path):
    # The kernel alone uses 2 s, a client that waits for it less than one.
    assert bench.timed([sys.executable, "-c", BUSY_KERNEL], tmp_path).cpu > 2


@pytest.mark.parametrize(
    "code", ["print('why'); exit(3)", "print('why: WARNING: it failed [mystnb.exec]')"]
)
def test_a_failed_build_shows_its_output(code, tmp_path):
    with pytest.raises(SystemExit, match="why"):
        bench.timed([sys.executable, "-c", code], tmp_path)


def test_cells_are_counted_for_the_chapters_that_ran():
    ours, plain = (
        bench.Timing(wall, 1.0, output, 100.0)
        for wall, output in [(2.0, "running the cells of a.md\n"), (4.0, "")]
    )
    runs, cells = [{bench.PLAIN: plain, "cold": ours}], {"a.md": 3, "b.md": 5}
    assert bench.row("cold", runs, cells).split()[1:] == ["2.0", "1.0", "0.50", "1.00", "1", "3"]
    assert bench.row(bench.PLAIN, runs, cells).split()[-2:] == ["2", "8"]


SMALL = list(bench_snippets.cases(0.04))


@pytest.mark.parametrize("case", SMALL, ids=[case.name for case in SMALL])
def test_the_mathematics_is_timed_at_equal_accuracy(case):
    assert bench_snippets.row(case, rounds=1).startswith(case.name)


def test_no_ratio_without_equal_accuracy():
    case = bench_snippets.Case("a sum", lambda: [3.0], lambda: [3.1], 0.01, "its neighbor", [3.0])
    assert bench_snippets.errors(case) == (0, pytest.approx(0.1 / 3))
    with pytest.raises(SystemExit, match="a sum: off by"):
        bench_snippets.row(case, rounds=1)
    with pytest.raises(SystemExit, match="a sum: off by"):
        bench_snippets.row(case._replace(ours=case.theirs, theirs=case.ours), rounds=1)
    with pytest.raises(SystemExit, match="nan"):
        bench_snippets.row(case._replace(theirs=lambda: [float("nan")]), rounds=1)
    with pytest.raises(ValueError, match="shapes"):
        bench_snippets.errors(case._replace(exact=[3.0, 3.0]))


def test_the_largest_process_is_measured(tmp_path):
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'bytearray(300_000_000)'])"
    )
    assert 300 < bench.timed([sys.executable, "-c", code], tmp_path).peak < 400
