# A validator, full node or RPC server:  docker build -f docker/node.Dockerfile -t stoa-node .
FROM rust:1.95-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
		clang cmake libclang-dev libssl-dev pkg-config protobuf-compiler \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN rustup target add wasm32v1-none \
	&& OPENSSL_NO_VENDOR=1 CARGO_TARGET_DIR=/target \
		cargo build --locked --profile production -p stoa-node

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libssl3 \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --uid 1000 --create-home --home-dir /data stoa
COPY --from=build /target/production/stoa-node /usr/local/bin/
USER 1000
VOLUME /data
# p2p, JSON-RPC, Prometheus
EXPOSE 30333 9944 9615
# Data is kept below the home folder, /data.
ENTRYPOINT ["stoa-node"]
