# shellcheck shell=bash
# What the scripts beside this one share: sourced, never run. Everything a run leaves behind is under $RUN, so that two
# checkouts, or a test that wants a broker of its own to kill (RUN=/some/dir), never meet.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RUN=${RUN:-$ROOT/.run}
mkdir -p "$RUN/ports" 2>/dev/null || { echo "${0##*/}: cannot write the run directory $RUN" >&2; exit 1; }
RUN=$(cd "$RUN" && pwd -P)

say() { echo "$*"; }
die() { echo "${0##*/}: $*" >&2; exit 1; }
root() { [ "$(id -u)" = 0 ]; }
hash() { printf %s "$1" | cksum | cut -d' ' -f1; }

# One start or stop at a time in a run directory. Whatever outlives us is started with 9>&-, or it would keep the lock.
lock() { exec 9>"$RUN/lock"; flock -w 300 9 || die "another start or stop in $RUN has not ended for 5 minutes"; }

port_open() { (exec 3<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null; }

# port NAME prints the port that NAME keeps for the life of the run directory.
port() { [ -s "$RUN/ports/$1" ] || new_port "$1"; cat "$RUN/ports/$1"; }

# new_port NAME forgets NAME's port and picks another that nobody listens on and no neighbour in $RUN has picked.
# Below 32768 the kernel hands out no port for outgoing connections, so none is taken between picking and listening.
new_port() {
  local try p
  for try in {1..200}; do
    p=$((20000 + (RANDOM + try) % 10000))
    if port_open "$p" || grep -qsx "$p" "$RUN"/ports/*; then continue; fi
    echo "$p" >"$RUN/ports/$1"
    return
  done
  die "no free port between 20000 and 29999 for $1"
}

# usable_port NAME is for a server that is about to start: its old port, or another when somebody took it meanwhile.
usable_port() {
  local p; p=$(port "$1")
  if port_open "$p"; then
    new_port "$1"
    say "port $p is in use: $1 takes $(port "$1")" >&2
  fi
  port "$1"
}

# become USER CMD… instead of this shell: root lays its rights down, since both servers refuse to run as root; anybody
# else runs under their own name. setpriv, not su or runuser: PAM would cut the limit of open files to 1024.
become() {
  local user=$1; shift
  ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
  if root; then exec setpriv --reuid "$user" --regid "$user" --init-groups "$@"; else exec "$@"; fi
}
as() { (become "$@"); }

# data_dir NAME USER makes and prints the folder that a server owns: $RUN/NAME, or, where its service user cannot enter
# $RUN (a clone under /root), one under /var/lib with a link to it from $RUN/NAME.
data_dir() {
  local dir=$RUN/$1
  if [ ! -e "$dir" ]; then
    if as "$2" test -x "$RUN"; then
      mkdir -p "$dir"
    else
      mkdir -p "/var/lib/acikkapi/$(hash "$RUN")/$1"
      rm -f "$dir"; ln -s "/var/lib/acikkapi/$(hash "$RUN")/$1" "$dir"
    fi
    if root; then chown "$2:" "$dir/"; fi
    chmod 700 "$dir/"
  fi
  readlink -f "$dir"
}

alive() { [ -s "$1" ] && kill -0 "$(head -1 "$1")" 2>/dev/null; }

# gone SECONDS PID waits for a process to end.
gone() {
  local end=$((SECONDS + $1))
  while kill -0 "$2" 2>/dev/null; do
    if ((SECONDS >= end)); then return 1; fi
    sleep 0.1
  done
}

# wait_ports SECONDS PIDFILE PORT… until all accept connections; fails at once when the process is gone.
wait_ports() {
  local end=$((SECONDS + $1)) pidfile=$2 p; shift 2
  for p; do
    until port_open "$p"; do
      if ((SECONDS >= end)) || ! alive "$pidfile"; then return 1; fi
      sleep 0.1
    done
  done
}

# engine prints who runs the servers of this run directory, decided once: compose or packages.
engine() {
  if [ ! -s "$RUN/engine" ]; then
    if docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then echo compose; else echo packages; fi >"$RUN/engine"
  fi
  cat "$RUN/engine"
}

compose() {
  PG_PORT=$(port pg) MQ_PORT=$(port mq) MQ_MANAGEMENT_PORT=$(port mq-management) \
    docker compose -p "acikkapi-$(hash "$RUN")" -f "$ROOT/docker-compose.yml" "$@"
}
