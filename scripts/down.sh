#!/bin/bash
# Stops the servers that up.sh started; what they hold stays. down.sh forget also deletes it.
. "$(dirname "$0")/lib.sh"
if [ -s "$RUN/engine" ]; then
  if [ "$(engine)" = compose ] && [ "${1:-}" = forget ]; then compose down --volumes; fi
  "$ROOT/scripts/rabbitmq.sh" stop
  "$ROOT/scripts/postgres.sh" stop
fi
if [ "${1:-}" = forget ]; then
  if [ -d "/var/lib/acikkapi/$(hash "$RUN")" ]; then rm -rf "/var/lib/acikkapi/$(hash "$RUN")"; fi
  rm -rf "$RUN"
fi
