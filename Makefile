# Two commands: `make run` asks the articles in seeds/ (or ARTICLES=folder), `make test` tests.
PYTHON ?= python3
ARTICLES ?= seeds
INDEX ?= .article-qa
PORT ?=
DATA ?= ../shared/data

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TORCH := $(shell grep '^torch==' constraints.txt)

.PHONY: run test check bench screenshots browser clean clean-index

run: .venv/installed
	@$(BIN)/python app.py --articles "$(ARTICLES)" --index "$(INDEX)" $(if $(PORT),--port $(PORT))

# Two at once, the tests of one file by one process: what starts a browser or a server does so once.
test: .venv/test-installed browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: .venv/test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory test

bench: .venv/test-installed
	$(BIN)/python -m benchmarks.speed --data "$(DATA)" --langchain
	$(BIN)/python -m benchmarks.seed_questions --questions "$(DATA)/../eval/seed_article_questions.jsonl"

screenshots: .venv/test-installed browser
	$(BIN)/python tests/screenshots.py

# On Linux, PyPI's torch brings gigabytes for graphics cards. Take a wheel that lies on disk where
# pip is set up with one, else the CPU build from PyTorch's own index; elsewhere PyPI's is that.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "article-qa needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv (once, some minutes) ..."
	@$(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@test "$$(uname -s)" != Linux || $(PIP) install --no-index --no-deps "$(TORCH)" 2>/dev/null || \
		$(PIP) install --index-url https://download.pytorch.org/whl/cpu --no-deps "$(TORCH)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/test-installed: .venv/installed
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

browser:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium chromium-driver; } || \
	{ sudo -n apt-get update -qq && sudo -n apt-get install -y -qq chromium chromium-driver; } || \
	echo "No chromium and chromedriver: the browser tests will be skipped." \
		"Install them to run these too (Debian: apt-get install chromium chromium-driver)."

# The index stays: what was dropped or pasted on the page, and what was asked, is nowhere else.
clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	@test ! -d "$(INDEX)" || echo "Kept: the index at $(INDEX) (make clean-index removes it)."

clean-index:
	@test -f "$(INDEX)/articles.sqlite3" || { echo "There is no index at $(INDEX)."; exit 1; }
	@echo "Removing the index at $(INDEX), the articles dropped or pasted into it, all conversations."
	@rm -rf "$(INDEX)"/articles.sqlite3* "$(INDEX)"/conversations.db* \
		"$(INDEX)/keywords" "$(INDEX)/write.lock"
	@rmdir "$(INDEX)" 2>/dev/null || echo "What else lies in that folder stays."
