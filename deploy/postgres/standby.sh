#!/bin/bash
# Starts a replica of the PostgreSQL at PRIMARY_HOST (PRIMARY_PORT, else 5432) in PGDATA; copies it first where PGDATA is empty. Arguments go to postgres.
# REPLICATION_PASSWORD is kopya's. Run as the user that owns PGDATA.
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until PGPASSWORD=$REPLICATION_PASSWORD pg_basebackup -h "$PRIMARY_HOST" -p "${PRIMARY_PORT:-5432}" -U kopya -D "$PGDATA" -X stream -c fast -S kopya -R; do
    rm -rf "${PGDATA:?}"/*
    sleep 2
  done
  chmod 700 "$PGDATA"
fi
exec postgres "$@"
