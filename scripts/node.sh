#!/bin/bash
# node.sh ARGS…: node 20 or newer; where the system's is older (Debian 12 has 18), the one of the npm registry.
. "$(dirname "$0")/lib.sh"
major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
[ "${major:-0}" -lt 20 ] || exec node "$@"
command -v npx >/dev/null || die "the browser tests need Node 20 or newer, or npm to fetch it"
exec npx --yes --package=node@20 -- node "$@"
