# The three programs in an image. Written from Docker's documentation; not run where Docker is missing.
#   docker build --tag dynamodb-cdc-relay .
#   docker run --rm --env CRATEDB_SQLALCHEMY_URL dynamodb-cdc-relay 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1'
#   docker run --rm --entrypoint tap-dynamodb-cdc dynamodb-cdc-relay --version     (and target-cratedb)
# Another one has dynamodb-cdc-kcl, with Java and the Kinesis Client Library (docs/kcl.md):
#   docker build --target kcl --tag dynamodb-cdc-kcl .
# What `docker buildx imagetools inspect node:24-slim` prints is the digest to write here; Dependabot keeps it new.
FROM --platform=$BUILDPLATFORM node:24-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY singer/package.json singer/
COPY tap-dynamodb-cdc/package.json tap-dynamodb-cdc/
COPY target-cratedb/package.json target-cratedb/
COPY relay/package.json relay/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npx tsc --build singer tap-dynamodb-cdc target-cratedb relay
# What each package publishes, and what the lock file names for running it.
WORKDIR /relay
RUN cp /src/package.json /src/package-lock.json . \
  && for package in singer tap-dynamodb-cdc target-cratedb relay; do \
    mkdir "$package" && tar --extract --strip-components=1 --directory "$package" \
      --file "/tmp/$(cd /tmp && npm pack --silent "/src/$package")" || exit 1; \
  done \
  && npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM build AS build-kcl
RUN apt-get update && apt-get install --yes --no-install-recommends default-jre-headless maven
RUN npx tsc --build kcl
WORKDIR /kcl
RUN cp /src/package.json /src/package-lock.json . \
  && for package in singer tap-dynamodb-cdc target-cratedb kcl; do \
    mkdir "$package" && tar --extract --strip-components=1 --directory "$package" \
      --file "/tmp/$(cd /tmp && npm pack --silent "/src/$package")" || exit 1; \
  done \
  && npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# Its checksums are in the package; a worker looks at them again when it starts.
RUN DYNAMODB_CDC_KCL_DAEMON_FOLDER=/kcl/jars node_modules/.bin/dynamodb-cdc-kcl install-daemon

FROM node:24-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS kcl
RUN apt-get update && apt-get install --yes --no-install-recommends default-jre-headless \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production PATH="/kcl/node_modules/.bin:$PATH" DYNAMODB_CDC_KCL_DAEMON_FOLDER=/kcl/jars
ENV DYNAMODB_CDC_KCL_HTTP=127.0.0.1:9464
COPY --from=build-kcl /kcl /kcl
WORKDIR /kcl
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["dynamodb-cdc-kcl"]

FROM node:24-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ENV NODE_ENV=production PATH="/relay/node_modules/.bin:$PATH"
# For the health check, and with 0.0.0.0:9464 for Prometheus or probes (docs/metrics.md).
ENV DYNAMODB_CDC_RELAY_HTTP=127.0.0.1:9464
COPY --from=build /relay /relay
# The programs write only the files that settings name (--state-file, dead letters): mount a volume for them.
WORKDIR /relay
USER node
# Of the relay; for another entry point or with another port: --no-healthcheck.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:9464/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["dynamodb-cdc-relay"]
