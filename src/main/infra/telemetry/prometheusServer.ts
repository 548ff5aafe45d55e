/** `GET /metrics` for a Prometheus on this machine, and for nobody else. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';
const path = '/metrics';

export interface PrometheusServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Port 0 takes a free one. Rejects when the port is taken. */
export async function servePrometheus(
  port: number,
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<PrometheusServer> {
  const server = createServer((request, response) => {
    const known = request.url?.split('?', 1)[0] === path;
    if (known && request.method === 'GET' && isLocal(request.headers.host)) respond(request, response);
    else response.writeHead(known ? 403 : 404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page in a browser that made its name resolve to this machine asks under that name. */
function isLocal(named: string | undefined): boolean {
  return named !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(named);
}
