#!/bin/bash
# A private PostgreSQL in $RUN/pg on a port of its own, or compose's: postgres.sh start|stop|restart [fast|immediate]|kill|pid|url
. "$(dirname "$0")/lib.sh"
log=$RUN/postgres.log
url() { echo "postgres://postgres@127.0.0.1:$(port pg)/acikkapi?sslmode=disable"; }

bin() { # of the version that made the data; else the newest installed
  local version='*'
  if [ -s "$RUN/pg/data/PG_VERSION" ]; then version=$(cat "$RUN/pg/data/PG_VERSION"); fi
  compgen -G "/usr/lib/postgresql/$version/bin" | sort -V | tail -1
}

pg() { (cd "$dir" && as postgres "$(bin)/$1" "${@:2}") 9>&-; }

create() {
  pg initdb -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-instructions >"$log" 2>&1 ||
    die "PostgreSQL's initdb failed: see $log"
  # By TCP on loopback only: a socket's path may not be longer than 107 bytes, a run directory's may.
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 400
shared_buffers = 512MB
max_wal_size = 2GB
synchronous_commit = on
timezone = 'UTC'
log_min_duration_statement = 2000
CONF
}

start() {
  if alive "$dir/data/postmaster.pid" && port_open "$(port pg)"; then say "PostgreSQL already runs on port $(port pg)"; return; fi
  [ -n "$(bin)" ] || "$ROOT/scripts/apt.sh" postgres
  [ -s "$dir/data/PG_VERSION" ] || create
  local p; p=$(usable_port pg)
  # The server's own log: root cannot hand it a file that its user cannot open.
  local end=$((SECONDS + 15))
  until pg pg_ctl -D "$dir/data" -l "$dir/log" -w -t 60 -o "-p $p" start >>"$log" 2>&1 </dev/null; do
    # After a kill -9 the old server's children need a moment to notice.
    if ((SECONDS >= end)) || ! tail -2 "$dir/log" | grep -q 'still in use'; then die "PostgreSQL did not come up on port $p: see $dir/log"; fi
    sleep 0.2
  done
  pg psql -qXAt -h 127.0.0.1 -p "$p" -U postgres -c "select 1 from pg_database where datname = 'acikkapi'" | grep -q 1 ||
    pg createdb -h 127.0.0.1 -p "$p" -U postgres acikkapi || die "PostgreSQL refused to make the database acikkapi: see $dir/log"
  say "PostgreSQL runs on port $p"
}

stop() {
  if ! alive "$dir/data/postmaster.pid"; then say "PostgreSQL is not running"; return; fi
  pg pg_ctl -D "$dir/data" -m "${1:-fast}" -w -t 60 stop >>"$log" 2>&1 || die "PostgreSQL did not stop: see $dir/log"
  say "PostgreSQL stopped"
}

pid() { if alive "$dir/data/postmaster.pid"; then head -1 "$dir/data/postmaster.pid"; else die "PostgreSQL is not running"; fi; }

if [ "${1:-}" = url ]; then url; exit; fi
if [ "$(engine)" = compose ]; then
  case ${1:-} in
  start) compose up -d --wait postgres || die "PostgreSQL did not come up: see docker compose logs postgres" ;;
  stop) compose stop postgres ;;
  restart) compose restart postgres && compose up -d --wait postgres ;;
  kill) compose kill -s KILL postgres ;;
  pid) docker inspect -f '{{.State.Pid}}' "$(compose ps -q postgres)" ;;
  *) sed -n 2p "$0" >&2; exit 2 ;;
  esac
  exit
fi
if [ "${1:-}" = start ]; then id postgres >/dev/null 2>&1 || ! root || "$ROOT/scripts/apt.sh" postgres; fi
if [ "${1:-}" != start ] && [ ! -e "$RUN/pg" ]; then say "PostgreSQL is not running"; exit; fi
dir=$(data_dir pg postgres)
case ${1:-} in
start) lock; start ;;
stop) lock; stop "${2:-fast}" ;;
restart) lock; stop "${2:-fast}"; start ;;
kill) p=$(pid); kill -9 "$p"; gone 10 "$p" ;;
pid) pid ;;
*) sed -n 2p "$0" >&2; exit 2 ;;
esac
