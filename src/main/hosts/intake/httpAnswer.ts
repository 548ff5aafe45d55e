/** The answers of the intake over HTTP: JSON in the words of `desk run`, also for refused requests. */
import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SignalAnswer } from '../feed/signalAnswer.ts';
import { signalsPath, type TurnedAway } from './intakeDoor.ts';

/** Codes of signals that were refused because too many came; every other one waits for the engine. */
const tooMany: ReadonlySet<string> = new Set(['busy', 'rate_limited']);

/**
 * The status of one signal's answer. 429 and 503 say that the signal was not taken and may be sent again, 403 that its
 * sender may send none.
 */
export function statusOf(answer: SignalAnswer): number {
  if (answer.type === 'acknowledged') return 200;
  if (answer.position !== undefined) return 422;
  if (answer.code === 'not_allowed') return 403;
  return tooMany.has(answer.code) ? 429 : 503;
}

/** The status of a batch: 200 when all of it is on record, else that of the first signal that was not taken. */
export function batchStatusOf(answers: readonly SignalAnswer[]): number {
  return answers.map(statusOf).find((status) => [403, 429, 503].includes(status)) ?? 200;
}

export function turnAway(response: ServerResponse, away: TurnedAway): void {
  // The rest of the body is not read, so the connection can't serve another request.
  response.writeHead(away.status, { ...headersOf(away), connection: 'close' });
  response.end(bodyOf(away));
}

/** The same on a connection that has no response object: a failed upgrade, or a request that is no HTTP. */
export function turnAwayRaw(socket: Duplex, away: TurnedAway): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = bodyOf(away);
  const headers = { ...headersOf(away), connection: 'close', 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(
    `HTTP/1.1 ${away.status} ${STATUS_CODES[away.status] ?? ''}\r\n${lines.join('')}\r\n${body}`,
    () => socket.destroy(),
  );
}

export function headersFor(status: number, type: 'json' | 'x-ndjson'): OutgoingHttpHeaders {
  return {
    'content-type': `application/${type}`,
    'cache-control': 'no-store',
    ...((status === 429 || status === 503) && { 'retry-after': '1' }),
  };
}

function headersOf({ status }: TurnedAway): OutgoingHttpHeaders {
  return {
    ...headersFor(status, 'json'),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="signals"' }),
    ...(status === 405 && { allow: 'POST' }),
    ...(status === 426 && { upgrade: 'websocket' }),
  };
}

function bodyOf({ code, message }: TurnedAway): string {
  return `${JSON.stringify({ type: 'refused', code, reasons: [{ code, message }] })}\n`;
}

/** The answer to a request whose path and token are right and whose form is wrong. */
export function wrongForm(method: string | undefined, type: string | undefined): TurnedAway | undefined {
  if (method === 'GET') {
    const message = `expected POST, or an upgrade to a WebSocket at ${signalsPath}`;
    return { status: 426, code: 'upgrade_missing', message };
  }
  if (method !== 'POST') return { status: 405, code: 'method_unknown', message: 'expected POST' };
  if (type === 'application/json' || type === 'application/x-ndjson') return undefined;
  const message =
    'expected content-type application/json (one signal) or application/x-ndjson (one on a line)';
  return { status: 415, code: 'content_type_unknown', message };
}
