# The chain binaries of interchain-security in images without anything else: no shell, no root.
#
#   docker build -t interchain-security .                      builds them with Go, from testnet/binaries/go.mod
#   docker build -t interchain-security --target packed .      packs those that "npm run setup" has built
#
# Run one with its home in a volume that user 65532 may write:
#   docker run --entrypoint /bin/interchain-security-cd interchain-security version

# What is already built. It comes first and needs no other image, so that any builder makes it without a registry.
FROM scratch AS packed
ARG BINARIES=.icskit/bin/interchain-security-*
ARG VERSION=unknown
LABEL org.opencontainers.image.title="interchain-security" \
      org.opencontainers.image.description="Chain binaries of interchain-security, packed by icskit" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="https://github.com/cosmos/interchain-security" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY ${BINARIES} /bin/
USER 65532:65532
ENV HOME=/node TMPDIR=/node
ENTRYPOINT ["/bin/interchain-security-pd"]

FROM golang:1.26 AS build
ENV CGO_ENABLED=0 GOWORK=off
WORKDIR /src
COPY testnet/binaries/go.mod testnet/binaries/go.sum testnet/binaries/tools.go ./
# The flags of testnet/go.ts.
RUN set -e; \
    module=github.com/cosmos/interchain-security/v7; \
    version=$(go list -m -f '{{.Version}}' "$module"); \
    for name in pd cd cdd sd; do \
      go build -tags tools -buildvcs=false -trimpath \
        -ldflags "-s -w -X github.com/cosmos/cosmos-sdk/version.Version=$version" \
        -o "/out/bin/interchain-security-$name" "$module/cmd/interchain-security-$name"; \
    done; \
    mkdir /out/node

FROM scratch
ARG VERSION=v7.0.1
LABEL org.opencontainers.image.title="interchain-security" \
      org.opencontainers.image.description="Chain binaries of interchain-security, built by icskit" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="https://github.com/cosmos/interchain-security" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/bin/ /bin/
COPY --from=build --chown=65532:65532 /out/node/ /node/
USER 65532:65532
ENV HOME=/node TMPDIR=/node
WORKDIR /node
ENTRYPOINT ["/bin/interchain-security-pd"]
