#!/bin/bash
# Simulators and server in the foreground, with the environment of $RUN/env: whichever ends, or Ctrl-C, ends both.
. "$(dirname "$0")/lib.sh"
bin=$ROOT/bin/acikkapi
"$bin" migrate
"$bin" sim &
sim=$!
trap 'kill $sim 2>/dev/null || true; wait' EXIT
"$bin" seed
say "open $ACIKKAPI_URL (SMS appear at $SIM_URL/sms); Ctrl-C ends it"
"$bin" serve &
server=$!
# Ctrl-C reaches both at once; a plain kill of this script must reach them too.
trap 'kill $server $sim 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
wait -n $server $sim
