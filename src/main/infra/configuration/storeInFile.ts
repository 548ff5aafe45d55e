/** Where the events are kept: the form in the configuration file, and what it means. */
import { resolve } from 'node:path';
import { z } from 'zod';
import type { PostgresSettings } from '../postgres/recordAddress.ts';
import type { StoreSettings } from './deskConfiguration.ts';
import { noPassword, strict } from './fields.ts';

const expected = 'expected postgresql://USER@HOST:PORT/DATABASE';
const portDefault = 5_432;

type Address = Pick<PostgresSettings, 'host' | 'port' | 'user' | 'database'>;

/** No message repeats the address: somebody may have put a password in it. */
const address = z.string({ error: expected }).transform((text, context): Address => {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['postgresql:', 'postgres:'].includes(url.protocol)) return refuse(expected);
  if (url.password !== '') {
    return refuse(
      'a password never stands in this file; expected passwordFile, which names the file with it',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    return refuse(`${expected}, without a query; TLS has its own key, tls`);
  }
  const [host, user, database] = [
    unescaped(url.hostname),
    unescaped(url.username),
    unescaped(url.pathname.slice(1)),
  ];
  if (!host || !user || !database || database.includes('/')) return refuse(expected);
  if (url.port === '0' || [host, user, database].some((name) => /\p{C}/u.test(name))) {
    return refuse(`${expected}, with a port above 0 and no character that can't be printed`);
  }
  return { host, user, database, port: url.port === '' ? portDefault : Number(url.port) };
});

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text).replace(/^\[(.*)\]$/, '$1');
  } catch {
    return undefined;
  }
}

export const store = strict({
  kind: z.enum(['sqlite', 'postgres'], { error: 'expected "sqlite" or "postgres"' }),
  /** The folder of a Unix socket is a host too, escaped: postgresql://desk@%2Frun%2Fpostgresql/desk. */
  url: address.optional(),
  password: noPassword,
  /** A file that only its owner may read; a relative path starts at this file's folder. */
  passwordFile: z.string().min(1).optional(),
  /** TLS, always with certificate checks. */
  tls: strict({
    /** PEM file of the authorities to trust instead of the system's; a relative path starts at this file's folder. */
    caFile: z.string().min(1).optional(),
    /** The name in the server's certificate, where it is not the host's. */
    serverName: z.string().min(1).optional(),
  }).optional(),
  /** `desk run` waits for the lease on the record where another engine has it. */
  standby: z.boolean({ error: 'expected true or false' }).optional(),
}).superRefine(({ kind, url, passwordFile, tls, standby }, context) => {
  const refuse = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [key], message });
  if (kind === 'postgres' && url === undefined) refuse('url', expected);
  if (kind === 'postgres' && url !== undefined && tls === undefined && !isHere(url.host)) {
    refuse('tls', 'expected {} or its settings: the events go to another machine, and so does the password');
  }
  if (kind === 'postgres') return;
  for (const [key, value] of Object.entries({ url, passwordFile, tls, standby })) {
    if (value !== undefined) refuse(key, 'expected only in a store of kind "postgres"');
  }
});

/** Whether a host is this machine, so that nobody else can listen. */
function isHere(host: string): boolean {
  return host.startsWith('/') || /^(?:127\.0\.0\.1|localhost|::1)$/.test(host);
}

/** Relative paths in the file start at `folder`. */
export function storeSettings(inFile: z.infer<typeof store> | undefined, folder: string): StoreSettings {
  if (inFile?.url === undefined) return { kind: 'sqlite' };
  const { url, passwordFile, tls, standby } = inFile;
  return {
    kind: 'postgres',
    ...(standby === true && { standby }),
    postgres: {
      ...url,
      ...(passwordFile !== undefined && { passwordFile: resolve(folder, passwordFile) }),
      ...(tls !== undefined && {
        tls: { ...tls, ...(tls.caFile !== undefined && { caFile: resolve(folder, tls.caFile) }) },
      }),
    },
  };
}
