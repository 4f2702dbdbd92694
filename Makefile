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
# What the PDF needs beside Python, by the names of Debian and Ubuntu.
LATEX  := latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended fonts-dejavu-core tex-gyre
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

.PHONY: html serve test accept pdf check lint links faults reproducible bench lock latex-packages clean distclean help
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

accept: html ## put the outputs of this build on record in tests/record, after a change that is meant
	@$(BIN)/python tests/record.py

pdf: .venv/ready ## build _build/pdf/calculus-for-machine-learning.pdf
	@{ command -v latexmk && command -v xelatex && kpsewhich unicode-math.sty texgyrepagella-math.otf; } > /dev/null || \
	    { echo "The PDF needs LaTeX (XeTeX, latexmk and the TeX Gyre fonts), which is not installed here."; \
	      echo "Debian, Ubuntu:  apt-get install --no-install-recommends $(LATEX)"; \
	      echo "macOS:           brew install --cask mactex-no-gui"; exit 1; }
	@$(SPHINX) -b latex book _build/latex
	@cd _build/latex && latexmk -xelatex -interaction=nonstopmode -halt-on-error -silent \
	    calculus-for-machine-learning.tex || { tail -n 40 calculus-for-machine-learning.log; exit 1; }
	@mkdir -p _build/pdf && cp _build/latex/calculus-for-machine-learning.pdf _build/pdf/
	@echo
	@echo "The book is in _build/pdf/calculus-for-machine-learning.pdf"

check: lint test html pdf links reproducible ## everything that CI runs

lint: .venv/ready ## style and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md book snippets tests conf.py

links: html ## internal links and fragments of the built site
	@$(BIN)/lychee --offline --include-fragments --no-progress --root-dir "$(CURDIR)/_build/html" '_build/html/*.html'

faults: html ## plant faults in copies of the book, and see the tests point at each
	@$(BIN)/python tests/planted.py

reproducible: .venv/ready ## build site and PDF twice, elsewhere and otherwise, and compare every byte
	@$(BIN)/python tests/reproducible.py

bench: .venv/ready ## time the build, as ratios in one run
	@$(BIN)/python tests/bench.py

latex-packages:
	@echo $(LATEX)

lock: .venv/ready ## write requirements.txt anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --all-extras --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements.txt

clean: ## remove what was built
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
	find book snippets tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environment too
	rm -rf .venv

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1  /p' Makefile | awk '{t = $$1; $$1 = ""; printf "make %-10s%s\n", t, $$0}'

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
