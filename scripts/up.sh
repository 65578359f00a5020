#!/bin/bash
# Brings up what the system needs and writes where it is to $RUN/env. Servers: those of DATABASE_URL and AMQP_URL if given,
# else docker-compose.yml where a Docker engine runs, else Debian's packages as private instances under $RUN.
. "$(dirname "$0")/lib.sh"
scripts=$ROOT/scripts

# A shell that has sourced $RUN/env hands us our own addresses back: those are not "given", our servers may be down.
if [ "${DATABASE_URL:-}" = "$("$scripts/postgres.sh" url)" ]; then unset DATABASE_URL; fi
if [ "${AMQP_URL:-}" = "$("$scripts/rabbitmq.sh" url)" ]; then unset AMQP_URL AMQP_MANAGEMENT_URL; fi

# reach NAME URL DEFAULT_PORT: says in one line when a given server is not there.
reach() {
  local rest=${2#*://} host p
  rest=${rest##*@}; rest=${rest%%[/?]*}
  host=${rest%:*}; p=${rest##*:}
  if [ "$p" = "$rest" ]; then p=$3; fi
  port_open "$p" "${host:-127.0.0.1}" || die "$1 is given, but nothing answers at ${host:-127.0.0.1}:$p"
  say "$1 is given: starting nothing for it"
}

"$scripts/apt.sh" tests || say "without them make test cannot run the browser tests"
if [ -n "${DATABASE_URL:-}" ]; then
  reach DATABASE_URL "$DATABASE_URL" 5432
else
  "$scripts/postgres.sh" start
  DATABASE_URL=$("$scripts/postgres.sh" url)
fi
if [ -n "${AMQP_URL:-}" ]; then
  reach AMQP_URL "$AMQP_URL" 5672
else
  "$scripts/rabbitmq.sh" start
  AMQP_URL=$("$scripts/rabbitmq.sh" url)
  AMQP_MANAGEMENT_URL=$("$scripts/rabbitmq.sh" management)
fi

# The key stays for the life of the run directory: another one could not read what the database holds.
if [ ! -s "$RUN/keys" ]; then (umask 077; echo "1:$(head -c 32 /dev/urandom | base64 -w0)" >"$RUN/keys"); fi
mkdir -p "$RUN/files"
sim=http://127.0.0.1:$(port sim)
# KEY=value a line, for sh, make and Go alike; quoted only where a shell would trip over the value.
line() { if [[ $2 =~ ^[A-Za-z0-9_:/@.?=+,-]*$ ]]; then echo "$1=$2"; else echo "$1='${2//\'/\'\\\'\'}'"; fi; }
(umask 077; {
  line ACIKKAPI_URL "http://127.0.0.1:$(port web)"
  line ACIKKAPI_LISTEN "127.0.0.1:$(port web)"
  line ACIKKAPI_PRIVATE_LISTEN "127.0.0.1:$(port private)"
  line ACIKKAPI_KEYS "$(cat "$RUN/keys")"
  line ACIKKAPI_FILES "file://$RUN/files?no_tmp_dir=true"
  line ACIKKAPI_DEMO 1
  line DATABASE_URL "$DATABASE_URL"
  line AMQP_URL "$AMQP_URL"
  line AMQP_MANAGEMENT_URL "${AMQP_MANAGEMENT_URL:-}"
  line SIM_URL "$sim"
  line SIM_LISTEN "127.0.0.1:$(port sim)"
  line KPS_URL "$sim"
  line SMS_URL "$sim/sms-gateway"
  line SMS_QUIET_HOURS -
} >"$RUN/env.new")
mv "$RUN/env.new" "$RUN/env"
say "addresses are in $RUN/env"
