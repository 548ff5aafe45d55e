/** Decides whether a request may speak to the intake, before its body is read. */
import type { IncomingMessage } from 'node:http';
import { namesLoopback, shownToken } from '../../infra/loopback/loopbackServer.ts';
import type { TokenAuthenticator, Principal, Authentication } from './tokenAuthenticator.ts';

/** An HTTP answer to a request that was turned away, without a signal's outcome. */
export interface TurnedAway {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export const signalsPath = '/signals';

/** Who may send signals with this request, or why it is turned away. */
export function letIn(request: IncomingMessage, authenticator: TokenAuthenticator): Principal | TurnedAway {
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
  if (headers.authorization === undefined) {
    const message = 'expected the header Authorization: Bearer TOKEN';
    return { status: 401, code: 'token_missing', message };
  }
  const token = shownToken(headers.authorization);
  const shown = authenticator.authenticate(token);
  if (typeof shown === 'string') return refusals[shown];
  if (url.split('?', 1)[0] === signalsPath) return shown;
  return { status: 404, code: 'path_unknown', message: `there is nothing but ${signalsPath} here` };
}

const refusals: Readonly<Record<Exclude<Authentication, Principal>, TurnedAway>> = {
  wrong: {
    status: 401,
    code: 'token_wrong',
    message: 'no producer has this token, and it is not the one in the file intake.token',
  },
  shared: {
    status: 403,
    code: 'token_shared',
    message:
      'the desk has operators, so the token in intake.token, which has no name, is not taken: give the program its own (desk tokens add), or say "intake": { "sharedToken": true }',
  },
};
