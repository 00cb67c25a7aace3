# The commands of README.md. Each step says what it is and how long it took.

PORT ?= 8080
TOOLS ?= $(HOME)/.cache/guichet/tools
GUICHET = target/debug/guichet
PLUGINS = $(wildcard plugins/*)

# One selection of packages for everything, so that nothing is compiled twice with other features.
BUILD = cargo build --workspace --all-targets --locked
# clippy as what compiles our own crates: `cargo clippy` would check every dependency once more, and
# the build that follows takes what this one compiled of them.
LINT = RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS='-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__' $(BUILD)
STEP = @step() { printf '\n== %s\n' "$$1"; shift; s=$$(date +%s); "$$@" || exit $$?; printf '== done in %s s\n' $$(($$(date +%s) - s)); }; step

.PHONY: demo test bench browser screenshots setup setup-tests build packages lint deny advisories schema

## A sample town with every procedure, on http://127.0.0.1:8080 (PORT=… for another port).
demo: setup
	$(STEP) "build" cargo build -p guichet --locked
	$(STEP) "procedures" $(MAKE) --no-print-directory packages
	@exec $(GUICHET) dev $(PLUGINS:plugins/%=target/packages/%.wasm) --listen 127.0.0.1:$(PORT)

## Everything that must pass.
test: setup-tests
	$(STEP) "format" cargo fmt --all --check
	$(STEP) "lint" $(MAKE) --no-print-directory lint
	$(STEP) "build" $(BUILD)
	$(STEP) "licences and sources" $(MAKE) --no-print-directory deny
	$(STEP) "procedures" $(MAKE) --no-print-directory packages
	$(STEP) "scenario cases" sh -c 'for p in target/packages/*.wasm; do $(GUICHET) plugin test $$p || exit 1; done'
	$(STEP) "doc examples" cargo test --doc -p guichet-sdk --locked
	$(STEP) "browser" $(MAKE) --no-print-directory browser
	$(STEP) "tests" sh -c 'if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace --locked; else cargo test --workspace --locked --all-targets; fi'

## Residents and agents in a real browser, with axe on every page.
browser: tests/browser/node_modules/.package-lock.json tests/identity/node_modules/.package-lock.json
	cd tests/browser && npm test

## The pictures of README.md and of the README of each procedure.
screenshots: tests/browser/node_modules/.package-lock.json
	node tests/browser/screenshots.mjs
	node tests/browser/forms.mjs

tests/%/node_modules/.package-lock.json: tests/%/package-lock.json
	cd tests/$* && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

## Three ratios, each against its bound in the same run. The host is optimised for it, as a
## server's is; nothing else is compiled again.
bench: setup
	@cargo bench --locked --profile dev --config profile.dev.package.guichet.opt-level=2 \
		--config profile.dev.package.guichet-tests.opt-level=2 -p guichet-tests --bench ratios

setup:
	$(STEP) "setup" .ci/setup

setup-tests:
	$(STEP) "setup" .ci/setup tests

## target/packages/NAME.wasm of every plugin.
packages:
	@mkdir -p target/packages
	@for p in $(PLUGINS); do $(GUICHET) plugin build $$p --out target/packages/$$(basename $$p).wasm || exit 1; done

## What clippy says; nothing may be left.
lint:
	$(LINT)

$(TOOLS)/bin/cargo-deny:
	cargo install cargo-deny@0.20.2 --locked --debug --root $(TOOLS)

deny: $(TOOLS)/bin/cargo-deny
	$(TOOLS)/bin/cargo-deny --locked check bans licenses sources

## Known vulnerabilities of what we depend on; needs the RustSec database from the network.
advisories: $(TOOLS)/bin/cargo-deny
	@$(TOOLS)/bin/cargo-deny fetch db >/dev/null 2>&1 || { echo "skipped: no database"; exit 0; }; \
	$(TOOLS)/bin/cargo-deny --locked check advisories

## Write wit/plugin.schema.json again from the manifest's types.
schema:
	BLESS=1 cargo test -p guichet --lib the_schema_beside
