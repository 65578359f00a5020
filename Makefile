# make alone prints this file's targets. Everything runs on a bare Debian: make up installs and starts what is missing.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SUFFIXES:

export RUN ?= $(CURDIR)/.run
env = set -a; . "$(RUN)/env"; set +a
tool = go tool -modfile=tools/go.mod

.PHONY: help
help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: ## start PostgreSQL and RabbitMQ (yours, compose's or private ones), write .run/env
	@scripts/up.sh

.PHONY: build
build:
	@go build -o bin/acikkapi ./cmd/acikkapi

.PHONY: run
run: up build ## serve everything with the simulators; Ctrl-C ends it
	@$(env)
	scripts/run.sh

.PHONY: demo
demo: up build ## drive one application and one card through their whole lives and print each step
	@$(env)
	exec bin/acikkapi demo

.PHONY: test
test: up e2e ## every test, on real servers and in a real browser
	@$(env)
	go test -p 2 -parallel 4 ./... # two packages at a time, whatever the cores: the tests wait for servers most of the time, and those bear no more

# Some quarter of an hour. With FULL=1 also 100,000 messages with a broker kill every ten seconds, some ten minutes more.
.PHONY: test-fault
test-fault: up ## break RabbitMQ, PostgreSQL and the program in every way, print what is lost (nothing) and how long it takes
	@$(env)
	scripts/apt.sh fault
	ACIKKAPI_FAULT=tam go test -count=1 -timeout 40m -v -run TestFaults ./internal/ariza
	if [ -n "$${FULL:-}" ]; then ACIKKAPI_FAULT=buyuk go test -count=1 -timeout 40m -v -run TestHundredThousandMessages ./internal/ariza; fi

.PHONY: e2e
e2e: up build ## the browser tests alone
	@$(env)
	cd e2e
	npm ci --silent
	../scripts/node.sh --test --test-concurrency=2 --test-reporter=spec # each file has a world of its own

.PHONY: screenshots
screenshots: up build ## photograph every page into docs/ekran (needs pngquant)
	@$(env)
	cd e2e
	npm ci --silent
	../scripts/node.sh ekran.mjs

.PHONY: bench
bench: up build ## measure against the references, write bench/results.json
	@$(env)
	exec bin/acikkapi bench

.PHONY: generate
generate: ## write what is generated from code
	@go generate ./...

.PHONY: assets
assets: ## compile the style sheet and copy the scripts of the pages (needs Node.js)
	@cd internal/web/assets && npm ci --silent && npm run --silent build

# What is compared is the working tree before and after, so that uncommitted work is no fault.
.PHONY: verify
verify: ## fail when something generated is stale
	@before=$$(git diff; git ls-files --others --exclude-standard)
	$(MAKE) --no-print-directory generate assets
	[ "$$before" = "$$(git diff; git ls-files --others --exclude-standard)" ] ||
		{ echo "verify: generated files were stale; they are fresh now, commit them" >&2; git status --short >&2; exit 1; }

.PHONY: fmt
fmt: ## format Go as make lint wants it
	@$(tool) golangci-lint fmt

.PHONY: lint
lint: ## golangci-lint and gofumpt, as pinned in tools/go.mod; shellcheck where it is installed
	@$(tool) golangci-lint run ./...
	if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; fi

.PHONY: down
down: ## stop what make up started
	@scripts/down.sh

.PHONY: clean
clean: ## stop it and forget everything: servers' data, files, builds
	@scripts/down.sh forget
	rm -rf bin
