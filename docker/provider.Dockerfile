# The daemon of a GPU owner who serves models:  docker build -f docker/provider.Dockerfile -t stoa-provider .
# Not for [leases], which needs the machine itself: docs/stoa-provider.service.
FROM rust:1.95-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
		clang cmake libssl-dev pkg-config protobuf-compiler \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN OPENSSL_NO_VENDOR=1 CARGO_TARGET_DIR=/target \
		cargo build --locked --profile production -p stoa-provider

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libssl3 \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --uid 1000 --create-home --home-dir /data stoa
COPY --from=build /target/production/stoa-provider /usr/local/bin/
USER 1000
WORKDIR /data
VOLUME /data
ENTRYPOINT ["stoa-provider"]
CMD ["run", "--config", "/data/provider.toml"]
