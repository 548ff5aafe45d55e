/** Serves `GET /metrics` to a Prometheus on this machine that sends the token, and to nobody else. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, namesLoopback, showsToken } from '../loopback/loopbackServer.ts';

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
    const { authorization, host } = request.headers;
    const known = request.url?.split('?', 1)[0] === path;
    if (!known) response.writeHead(404).end();
    else if (request.method !== 'GET' || !namesLoopback(host)) response.writeHead(403).end();
    else if (token === undefined || showsToken(authorization, token)) respond(request, response);
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="metrics"' }).end();
  });
  const listening = await listenOnLoopback(server, port);
  server.unref();
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
