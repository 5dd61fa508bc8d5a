# Everything works on a fresh clone with Node, npm and make. CRATEDB_URL names a CrateDB to use instead of the
# embedded stand-in, for example CRATEDB_URL=crate://crate@localhost:4200

# Node 22 and newer: programs start sooner, and tests start many.
export NODE_COMPILE_CACHE ?= $(CURDIR)/.cache/node

.PHONY: install build lint test test-unit demo relay soak bench sbom clean

node_modules/.installed: package.json package-lock.json .npmrc $(wildcard */package.json test/*/package.json)
	npm ci --no-audit --no-fund
	@touch $@

install: node_modules/.installed

build: install
	npx tsc -b

lint: build
	npx biome check .
	npx knip
	node schemas/generate.mjs --check

test: lint
	npx vitest run

# What needs no program and no CrateDB, in seconds.
test-unit: build
	npx vitest run --project unit

demo: build
	node test/dist/demo/main.js

# From a Kinesis stream to CrateDB, until Ctrl-C:
#   make relay SOURCE='kinesis+dynamodb+cdc://…@aws/cdc-stream?region=eu-central-1' TARGET='crate://crate@localhost:4200/testdrive'
# The URLs go through the environment, so that neither make nor the list of processes shows them. ARGS are further options.
relay: build
	@DYNAMODB_CDC_RELAY_SOURCE="$$SOURCE" DYNAMODB_CDC_RELAY_TARGET="$$TARGET" exec node relay/bin/dynamodb-cdc-relay.js $(ARGS)

# Random histories with delivery faults and crashes, for MINUTES (10), and WRITERS (2000) histories of several writers of
# the same keys; SEED is the first seed. CRATEDB_RESTART, a command that kills CrateDB and starts it again, is run about
# once a minute meanwhile. PLAY=lambda: only the histories of the Lambda function; PLAY=writers: only those of writers.
soak: build
	npm run --silent bundle --workspace dynamodb-cdc-lambda
	node test/dist/machine/soak.js

# Ratios to the best that CrateDB and Kinesis can do; CASE names one or several cases.
bench: build
	npm run --silent bundle --workspace dynamodb-cdc-lambda
	node test/dist/bench/main.js $(CASE)

# What the published packages run with, by the lock file, as a CycloneDX list in sbom.cdx.json.
PACKAGES := singer tap-dynamodb-cdc target-cratedb relay lambda kcl
sbom:
	rm -rf .cache/sbom && mkdir -p $(PACKAGES:%=.cache/sbom/%)
	cp package.json package-lock.json .npmrc .cache/sbom/
	for package in $(PACKAGES); do cp $$package/package.json .cache/sbom/$$package/ || exit 1; done
	cd .cache/sbom && npm ci --omit=dev --no-audit --no-fund \
	  && npm pkg delete devDependencies --workspaces --include-workspace-root \
	  && npm sbom --sbom-format=cyclonedx > $(CURDIR)/sbom.cdx.json

clean:
	npx tsc -b --clean
	rm -rf */dist test/*/dist node_modules .cache sbom.cdx.json
