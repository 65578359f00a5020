# One image for every role and for the simulators: docker build -t acikkapi .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w' -o /acikkapi ./cmd/acikkapi && mkdir /files

# Slim rather than distroless: the health check needs a shell.
FROM debian:bookworm-slim
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /acikkapi /usr/local/bin/acikkapi
# A new volume takes its owner from here.
COPY --from=build --chown=65532:65532 /files /var/lib/acikkapi/files
USER 65532:65532
ENV ACIKKAPI_LISTEN=:8080 \
    ACIKKAPI_PRIVATE_LISTEN=127.0.0.1:9090 \
    ACIKKAPI_FILES=file:///var/lib/acikkapi/files?no_tmp_dir=true
EXPOSE 8080
ENTRYPOINT ["acikkapi"]
CMD ["serve"]
