// Waiting for what happens outside the browser.
import { createServer } from "node:net";
import { once } from "node:events";

// until waits for condition, a function, to return something true, and returns it; it asks every 50 ms.
export async function until(what, condition, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// freePort picks below 32768: the kernel hands out none of those for outgoing connections, so none is taken meanwhile.
export async function freePort() {
  for (;;) {
    const server = createServer();
    server.listen(20_000 + Math.floor(Math.random() * 10_000), "127.0.0.1");
    const port = await once(server, "listening").then(() => server.address().port, () => 0);
    if (!port) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
