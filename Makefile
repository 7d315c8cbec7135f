# The two commands to know: `make serve` and `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# OpenVINO pays where the processor has bfloat16; it is asked itself before it is used.
EXTRAS := dev$(shell grep -qsEm1 'avx512_bf16|amx_bf16' /proc/cpuinfo && echo ,bfloat16)
STAMP := $(VENV)/.installed
RIVALS := .bench/.installed
# What was compiled once is kept: the tests start Python dozens of times, with the same packages.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install serve test unit lint quality browser bench lock sbom clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable '.[$(EXTRAS)]'
	$(BIN)/python -m compileall -q corpus index rag ui
	mkdir -p $(VENV)/typed && ln -sfn ../.. $(VENV)/typed/onrecord  # where type checkers find it
	touch $@

serve: install
	$(BIN)/onrecord serve

test: install
	$(BIN)/python -m pytest --hypothesis-profile thorough --numprocesses 2 --dist loadfile --no-loadscope-reorder

# The rooms below `ui`, without the model and PostgreSQL: half a minute. What is built in them is
# synced hundreds of times: it lies in memory where there is a gigabyte of it.
unit: export PYTEST_DEBUG_TEMPROOT = $(shell df -k --output=avail /dev/shm 2>/dev/null \
	| awk 'NR == 2 && $$1 > 1000000 {print "/dev/shm"}')
unit: install
	$(BIN)/python -m pytest tests/corpus tests/index tests/rag -m 'not quality and not faults and not postgres' \
		-o tmp_path_retention_count=1

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install $(RIVALS)
	$(BIN)/python tests/bench/performance.py
	$(BIN)/python tests/bench/scale.py

# The rivals that On Record is measured beside have a place of their own.
$(RIVALS): tests/bench/requirements.txt
	test -x .bench/bin/python || $(PYTHON) -m venv .bench
	.bench/bin/python -m pip install --quiet --requirement tests/bench/requirements.txt
	touch $@

# Each file that the image is made of, by its hash; torch, and what its builds for NVIDIA bring, apart.
lock: install
	$(BIN)/uv pip compile pyproject.toml --extra postgres --extra traces --constraint constraints.txt \
		--universal --generate-hashes --no-annotate --no-header \
		| awk '/^[a-z]/ {out = /^(cuda-|nvidia-|torch=|triton=)/ ? "torch-cuda" : "locked"} \
			{print > ("deploy/" out ".txt")}'

# What is installed, as CycloneDX 1.6: versions, licences, and where each package is from.
sbom: install
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file onrecord.cdx.json $(BIN)/python

clean:
	rm -rf onrecord.cdx.json $(VENV) .bench .onrecord build *.egg-info
