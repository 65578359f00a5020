// Fresh databases and vhosts on the servers of DATABASE_URL and AMQP_URL.
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

// createDatabase makes an empty database; drop also ends whoever is still connected to it.
export async function createDatabase(name) {
  const url = new URL(given("DATABASE_URL"));
  const server = { // by environment: a password on the command line is for everybody to see
    PGHOST: url.hostname, PGPORT: url.port || "5432", PGDATABASE: "postgres",
    PGUSER: decodeURIComponent(url.username), PGPASSWORD: decodeURIComponent(url.password), PGSSLMODE: url.searchParams.get("sslmode") ?? "prefer",
  };
  const program = await psql();
  const execute = (sql) => run(program, ["-qXAt", "-v", "ON_ERROR_STOP=1", "-c", sql], { env: { ...process.env, ...server } });
  await execute(`CREATE DATABASE ${name} TEMPLATE template0`);
  url.pathname = `/${name}`;
  const own = { env: { ...process.env, ...server, PGDATABASE: name } };
  // tut holds a table for so long, so that whoever needs it waits; the promise ends with it.
  const tut = (table, seconds) => run(program, ["-qXAt", "-c", `BEGIN; LOCK TABLE ${table}; SELECT pg_sleep(${seconds}); ROLLBACK`], own);
  // sql does what no page can, such as to let years go by.
  const sql = (text) => run(program, ["-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text], own);
  return { url: url.href, tut, sql, drop: () => execute(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function psql() {
  const versions = await readdir("/usr/lib/postgresql").catch(() => []);
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  return newest ? `/usr/lib/postgresql/${newest}/bin/psql` : "psql";
}

// createVhost makes an empty vhost for the user of AMQP_URL.
export async function createVhost(name) {
  const url = new URL(given("AMQP_URL"));
  const management = new URL(given("AMQP_MANAGEMENT_URL"));
  const authorization = `Basic ${btoa(`${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`)}`;
  const ask = async (method, path, body) => {
    const response = await fetch(`${management.protocol}//${management.host}/api/${path}`, {
      method, headers: { authorization, "content-type": "application/json" }, body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`RabbitMQ's management refused ${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 200 ? response.json() : undefined;
  };
  await ask("PUT", `vhosts/${name}`);
  await ask("PUT", `permissions/${name}/${url.username}`, { configure: ".*", write: ".*", read: ".*" });
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => ask("DELETE", `vhosts/${name}`) };
}

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser tests by make e2e`);
  return value;
}
