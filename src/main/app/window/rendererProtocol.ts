/** The scheme under which the console's pages are served: files of the built renderer, under a strict CSP. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

const scheme = 'breakwater';
const host = 'console';

export const consoleUrl = `${scheme}://${host}/index.html`;

/** Allows nothing but the console's own files: no inline script, no eval, no frame, no request to another place. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text can become markup or a script.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
  '.woff2': 'font/woff2',
};

/** Call it before the app is ready. */
export function registerConsoleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the files below `folder` to the pages of the session, and nothing else. Call it once the app is ready. */
export function serveConsole(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const file = fileOf(request, folder);
    const body = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    if (file === undefined || body === undefined) return answer(404, 'text/plain', 'Not found');
    return answer(200, contentTypes[extname(file)] ?? 'application/octet-stream', new Uint8Array(body));
  });
}

function fileOf(request: Request, folder: string): string | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.host !== host) return undefined;
  const file = normalize(join(folder, decodePath(url.pathname)));
  return file.startsWith(folder + sep) ? file : undefined;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '/';
  }
}

function answer(status: number, contentType: string, body: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
