# make run and make test do all their own set-up on Debian with Go, git and make.
GO ?= go
BIN := bin/wimsespec
RACED := ./reference/... ./suites/harness/... ./suites/live/... ./suites/peer/... ./suites/wit/... ./suites/wpt/... ./suites/httpsig/... ./suites/mtls/... ./suites/identifier/... ./runner/run/... ./runner/subjects/...
NESTED := examples/loops/go examples/differential examples/targets/go-spiffe

.PHONY: help run test fuzz bench faults vectors build setup lint unit race proof end-to-end test-interop test-redis clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## run the suites against the reference; reports go to ./out
	$(BIN) run

test: setup lint unit race proof end-to-end faults test-redis test-interop ## run every test there is

bench: build ## measure, as ratios to a floor that is measured in the same run
	$(BIN) bench
	$(GO) test -run '^$$' -bench . -benchmem ./vectors/prove ./suites/harness

FUZZTIME ?= 1m

fuzz: ## fuzz every parser, each for FUZZTIME; what is found is written into testdata/fuzz
	GO=$(GO) .ci/fuzz $(FUZZTIME) . $(NESTED)

vectors: build ## mint the vectors in the tree again
	$(BIN) vectors mint

build: ## build the binary into ./bin
	$(GO) build -o $(BIN) ./cmd/wimsespec

setup:
	@.ci/setup

lint:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	@for m in $(NESTED); do (cd $$m && $(GO) vet ./...) || exit 1; done
	$(GO) tool staticcheck ./...

unit:
	$(GO) test ./...

race:
	$(GO) test -race $(RACED)

proof: build
	$(BIN) vectors check

end-to-end: build
	@for p in s2s-01 s2s-07 2025-11 latest; do \
		$(BIN) run --profile $$p --out out/$$p || exit 1; done

# In CI every profile is swept, with fewer of the refusals that a fault is not about.
faults: build ## turn on every fault of the reference and see that the suites notice
	@mkdir -p out
	@$(BIN) faults >out/faults.txt || { cat out/faults.txt; exit 1; }
	@[ -z "$$CI" ] || $(BIN) faults --profile all --every 8 >out/all.txt || { cat out/all.txt; exit 1; }
	@tail -n 1 out/faults.txt

NODE_TARGET := examples/targets/node

test-interop: build ## run the suites against node and go-spiffe, and the two implementations against each other
	$(GO) test -count=1 -run GoSpiffe ./examples
	@command -v npm >/dev/null || { echo "test-interop: install node and npm"; [ -z "$$CI" ]; exit; }; \
	(cd $(NODE_TARGET) && npm ci --silent --no-audit --no-fund) && \
	for p in s2s-01 s2s-07 2025-11 latest; do \
		$(BIN) run --profile $$p --target $(NODE_TARGET)/target.yaml --out out/node-$$p || exit 1; done && \
	$(GO) test -count=1 -run 'TestInterop|TestNodeVerifiesVectors|TestNodeGivesNoVerdict' ./examples

test-redis: ## have two recipients share their memory for replays on a Redis server
	$(GO) test -count=1 ./reference/replay/...
	$(GO) test -count=1 -run Shared ./reference/recipient ./runner

clean: ## remove what was made
	rm -rf bin out
