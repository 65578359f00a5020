#!/bin/bash
# Run once by the image postgres when it makes the primary's database (docker-entrypoint-initdb.d): lets replicas in.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$REPLICATION_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE kopya REPLICATION LOGIN PASSWORD :'password';
SELECT pg_create_physical_replication_slot('kopya');
SQL
echo 'host replication kopya all scram-sha-256' >>"$PGDATA/pg_hba.conf"
