# The commands a person types. Each does its own set-up, and does again only what has changed.

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

.DEFAULT_GOAL := help
.PHONY: help demo test bench install check-asan check-tsan nightly format lint clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: quiver ## Move a real SQLite database into DuckDB and query it
	examples/demo.sh

test: ## Build everything and run every test
	scripts/setup test
	cmake --preset release -DQUIVER_BUILD_TESTS=ON -Wno-dev --log-level=WARNING
	cmake --build --preset release -j $(JOBS)
	ctest --preset release

bench: quiver ## Measure SQLite to DuckDB, files into files, Arrow files in DuckDB, and PostgreSQL, against the other ways to do it
	benchmarks/sqlite_to_duckdb/run
	benchmarks/files/run
	benchmarks/duckdb_extension/run
	benchmarks/postgres/run

install: quiver ## Install the command, the library and its headers under PREFIX (/usr/local)
	cmake --install build/release --prefix $(PREFIX)

check-asan: ## Run every test with the address and undefined-behaviour sanitizers
	$(call check,test,asan)

check-tsan: ## Run every test with the thread sanitizer
	$(call check,test,tsan)

nightly: ## Run every test with many more generated cases, and the fuzzers
	$(call check,nightly,nightly)
	$(call check,nightly,fuzz)

format: ## Format every C++ file
	scripts/setup test
	scripts/check-format --fix

lint: ## Run clang-tidy over every C++ file
	scripts/setup lint
	cmake --preset release -DQUIVER_BUILD_TESTS=ON -Wno-dev --log-level=WARNING
	scripts/lint build/release

clean: ## Remove what was built (downloads stay)
	rm -rf build

# The command and what it loads, without the tests.
.PHONY: quiver
quiver:
	scripts/setup build
	@[ -f build/release/build.ninja ] || cmake --preset release -DQUIVER_BUILD_TESTS=OFF -Wno-dev --log-level=WARNING
	cmake --build --preset release -j $(JOBS) --target quiver duckdb_extension quiver_documentation

# check(set-up level, preset)
define check
scripts/setup $(1)
cmake --preset $(2) -Wno-dev --log-level=WARNING
cmake --build --preset $(2) -j $(JOBS)
ctest --preset $(2)
endef
