/** Serves `GET /metrics` to a Prometheus on this machine that sends the token, and to nobody else. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';
const path = '/metrics';

export interface PrometheusServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the server. Port 0 takes a free one. Without a token anybody on this machine may read. Rejects when the port
 * is in use.
 */
export async function servePrometheus(
  port: number,
  token: string | undefined,
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<PrometheusServer> {
  const server = createServer((request, response) => {
    const known = request.url?.split('?', 1)[0] === path;
    if (!known) response.writeHead(404).end();
    else if (request.method !== 'GET' || !isLocal(request.headers.host)) response.writeHead(403).end();
    else if (token === undefined || shows(request.headers.authorization, token)) respond(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="metrics"' }).end();
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

function shows(authorization: string | undefined, token: string): boolean {
  const [shown, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

/**
 * Whether the request names this machine itself. A web page whose name was made to resolve to this machine sends that
 * name instead.
 */
function isLocal(named: string | undefined): boolean {
  return named !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(named);
}
