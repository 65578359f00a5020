// A forward proxy that keeps every byte that the servers answer through it: pages, parts, files, event streams.
import { createServer, request } from "node:http";
import { once } from "node:events";

// kayit starts one for a browser window. text() is all that was answered so far, end() stops it.
export async function kayit() {
  const chunks = [];
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers };
    delete headers["accept-encoding"]; // what is packed cannot be searched
    delete headers["proxy-connection"];
    const onward = request(asked.url, { method: asked.method, headers }, (given) => {
      chunks.push(Buffer.from(`\n${asked.method} ${asked.url}\n${given.rawHeaders.join("\n")}\n`));
      given.on("data", (chunk) => chunks.push(chunk));
      answer.writeHead(given.statusCode, given.rawHeaders);
      given.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy()); // an event stream ends with its page
    asked.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    proxy: { server: `http://127.0.0.1:${server.address().port}` },
    text: () => Buffer.concat(chunks).toString("utf8"),
    end: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
