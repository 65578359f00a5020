// A receiver of traces (OTLP over HTTP) that keeps every byte it gets: texts in protobuf stand there as they are.
import { createServer } from "node:http";
import { once } from "node:events";

// izler opens one; metin() is all that it has got so far, end() closes it.
export async function izler() {
  const parts = [];
  const server = createServer(async (request, response) => {
    for await (const chunk of request) parts.push(chunk);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    metin: () => Buffer.concat(parts).toString("utf8"),
    end: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
