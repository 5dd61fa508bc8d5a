# The relay in a container. Written from Docker's documentation; not run where Docker is missing.
#   docker build --tag dynamodb-cdc-relay .
#   docker run --rm --env CRATEDB_SQLALCHEMY_URL dynamodb-cdc-relay 'kinesis+dynamodb+cdc://aws/cdc-stream?region=eu-central-1'
FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY singer/package.json singer/
COPY tap-dynamodb-cdc/package.json tap-dynamodb-cdc/
COPY target-cratedb/package.json target-cratedb/
COPY relay/package.json relay/
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY . .
RUN npx tsc --build singer tap-dynamodb-cdc target-cratedb relay \
  && mkdir /packages \
  && npm pack --pack-destination /packages ./singer ./tap-dynamodb-cdc ./target-cratedb ./relay

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /relay
RUN --mount=type=bind,from=build,source=/packages,target=/packages \
  npm install --no-audit --no-fund --no-package-lock /packages/*.tgz \
  && npm cache clean --force
# The programs write nothing but what settings name (--state-file, dead letters): mount a volume for that.
USER node
ENTRYPOINT ["/relay/node_modules/.bin/dynamodb-cdc-relay"]
