"""What a library imports and the book hardly calls is imported when it is called."""

import subprocess
import sys

import pytest
from at_first_call import at_first_call
from conftest import ROOT


@pytest.fixture
def slow(tmp_path, monkeypatch):
    (tmp_path / "slow.py").write_text("def double(x):\n    return 2 * x\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("slow", None)


def test_the_module_is_imported_when_the_function_is_called(slow):
    with at_first_call({"slow": ["double"]}):
        from slow import double
    assert "slow" not in sys.modules
    assert double(x=4) == 8
    assert "slow" in sys.modules


def test_a_module_that_is_there_is_itself(slow):
    import slow as there

    with at_first_call({"slow": ["double"]}):
        from slow import double
    assert double is there.double and sys.modules["slow"] is there


def test_the_build_imports_neither_a_database_nor_a_second_parser():
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'book/_ext')!r}]\n"
        "import executed, latex_algebra, myst_nb.sphinx_ext\n"
        "print(*{'sqlalchemy', 'jupyter_cache', 'antlr4'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("\n", "")
