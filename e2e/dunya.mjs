// A world of its own for one test file: a fresh database and vhost on the servers that make up has started, the simulators and
// all roles of the binary on free ports. Nothing of it is left afterwards.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

import { freePort, until } from "./bekle.mjs";
import { izler } from "./izler.mjs";
import { createDatabase, createVhost } from "./sunucu.mjs";

const binary = process.env.ACIKKAPI_BIN ?? fileURLToPath(new URL("../bin/acikkapi", import.meta.url));
const startTime = 30_000; // ms until the servers answer
const stopTime = 20_000; // ms that a stop may take (OP-01)

// dunya starts the world; with sertifika there is Sertifikalı Giriş too, by the simulated authority, and sertifika(name) is the file of a
// certificate to try. url and sim are the addresses of pages and simulators; tut() makes the database slow, sql() changes it;
// logs() and izler() are what was logged and traced so far; end() ends everything, in
// any state.
export async function dunya({ sertifika = false } = {}) {
  const cleanups = [];
  const end = async () => {
    const errors = [];
    for (const clean of cleanups.splice(0).reverse()) await clean().catch((error) => errors.push(error));
    if (errors.length) throw new AggregateError(errors, "the world did not end cleanly");
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end().finally(() => process.exit(1)));
  try {
    return { ...(await start(cleanups, sertifika)), end };
  } catch (error) {
    await end().catch(() => {}); // the first error is the one to read
    throw error;
  }
}

async function start(cleanups, sertifika) {
  const name = `acikkapi_e2e_${process.pid}_${Date.now()}`;
  const folder = await mkdtemp(join(process.env.RUN ?? tmpdir(), "e2e-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(name);
  cleanups.push(database.drop);
  const vhost = await createVhost(name);
  cleanups.push(vhost.drop);
  await mkdir(join(folder, "files"));
  const traces = await izler();
  cleanups.push(traces.end);
  const [web, inside, sim] = [await freePort(), await freePort(), await freePort()].map((port) => `127.0.0.1:${port}`);
  const world = { url: `http://${web}`, inside: `http://${inside}`, sim: `http://${sim}`, vhost: vhost.name, tut: database.tut, sql: database.sql, logs: () => readLogs(folder), izler: traces.metin };
  const env = {
    ...process.env,
    ACIKKAPI_URL: world.url, ACIKKAPI_LISTEN: web, ACIKKAPI_PRIVATE_LISTEN: inside, ACIKKAPI_DEMO: "1", ACIKKAPI_LOG_LEVEL: "trace",
    ACIKKAPI_FILES: `file://${folder}/files?no_tmp_dir=true`, DATABASE_URL: database.url, AMQP_URL: vhost.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
    SIM_URL: world.sim, SIM_LISTEN: sim, KPS_URL: world.sim, SMS_URL: `${world.sim}/sms-gateway`,
  };
  const run = (role) => child(role, env, folder);

  if (sertifika) Object.assign(env, await sertifikaEnv(folder, world));
  for (const role of sertifika ? ["migrate", "seed", "sim sertifika"] : ["migrate", "seed"]) await run(role).done();
  for (const [role, ready] of [["sim", `${world.sim}/kisiler`], ["serve", `${world.inside}/readyz`]]) {
    const server = run(role);
    cleanups.push(server.stop);
    await until(`${role} to answer`, async () => (await server.alive()) && answers(ready), startTime);
  }
  return world;
}

// sertifikaEnv is what Sertifikalı Giriş needs: a listener of its own beside the pages, and the simulated authority's folder.
async function sertifikaEnv(folder, world) {
  const ca = join(folder, "ca");
  const listen = `127.0.0.1:${await freePort()}`;
  Object.assign(world, { kapi: `https://${listen}`, sertifika: (name) => join(ca, `${name}.p12`) });
  return {
    SIM_CA: ca, ACIKKAPI_CERT_LISTEN: listen, ACIKKAPI_CERT_URL: world.kapi, ACIKKAPI_CERT_CA: join(ca, "ca.pem"),
    ACIKKAPI_CERT_TLS_CERT: join(ca, "sunucu.pem"), ACIKKAPI_CERT_TLS_KEY: join(ca, "sunucu.key"),
    ACIKKAPI_CERT_CRL: `${world.sim}/sertifika/kok.crl,${world.sim}/sertifika/ara.crl`,
  };
}

// child runs one role of the binary and keeps what it says in folder.
function child(role, env, folder) {
  const log = createWriteStream(join(folder, `${role.replace(" ", "-")}.log`));
  const started = spawn(binary, role.split(" "), { env, stdio: ["ignore", "pipe", "pipe"] });
  started.stdout.pipe(log, { end: false });
  started.stderr.pipe(log, { end: false });
  const ended = Promise.race([
    once(started, "close").then(([code]) => code),
    once(started, "error").then(([error]) => Promise.reject(error)),
  ]);
  ended.catch(() => {}); // whoever waits for it hears of it
  const said = () => readFile(log.path, "utf8");
  return {
    done: async () => {
      if ((await ended) !== 0) throw new Error(`acikkapi ${role} failed: ${await said()}`);
    },
    alive: async () => {
      if (started.exitCode !== null || started.signalCode !== null) throw new Error(`acikkapi ${role} ended: ${await said()}`);
      return true;
    },
    stop: async () => {
      started.kill("SIGTERM");
      const late = setTimeout(() => started.kill("SIGKILL"), stopTime);
      const code = await ended;
      clearTimeout(late);
      if (code !== 0) throw new Error(`acikkapi ${role} did not stop cleanly (${code ?? "killed"})`);
    },
  };
}

const answers = (url) => fetch(url).then((response) => response.ok, () => false);

async function readLogs(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".log"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.join("\n").split("\n");
}
