/** Decides who may speak to the intake, before anything of the body is read. */
import type { IncomingMessage } from 'node:http';
import { namesLoopback, showsToken } from '../../infra/loopback/loopbackServer.ts';

/** An HTTP answer without a signal's outcome. */
export interface TurnedAway {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export const signalsPath = '/signals';

/** Why this request is turned away; undefined for a client that may send signals. */
export function whyTurnedAway(request: IncomingMessage, token: string): TurnedAway | undefined {
  const { headers, url = '' } = request;
  if (!namesLoopback(headers.host)) {
    const message = 'the Host header names another machine; expected 127.0.0.1 or localhost';
    return { status: 403, code: 'host_refused', message };
  }
  // Every browser names the page's origin when a page posts or opens a WebSocket; a program has no page to name.
  if (headers.origin !== undefined) {
    const message =
      'the Origin header says that a browser sends this; expected a program, without that header';
    return { status: 403, code: 'origin_refused', message };
  }
  if (!showsToken(headers.authorization, token)) {
    return headers.authorization === undefined
      ? { status: 401, code: 'token_missing', message: 'expected the header Authorization: Bearer TOKEN' }
      : { status: 401, code: 'token_wrong', message: 'the token is not the one in the file intake.token' };
  }
  if (url.split('?', 1)[0] === signalsPath) return undefined;
  return { status: 404, code: 'path_unknown', message: `there is nothing but ${signalsPath} here` };
}
