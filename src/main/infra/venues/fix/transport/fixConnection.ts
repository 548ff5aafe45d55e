/** One connection to a venue, plain or with TLS. Bytes are Latin-1 text. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { alwaysSends, cutConnection, FencedWriter, mayNotSend, type MaySend } from '../../fencedWriter.ts';

export interface TlsSettings {
  /** PEM file with the certificates that are trusted instead of the system's. */
  readonly caFile?: string | undefined;
  /** The name that the venue's certificate must carry; the host's name where absent. */
  readonly serverName?: string | undefined;
}

export interface FixAddress {
  readonly host: string;
  readonly port: number;
  /** Undefined for a plain connection. */
  readonly tls: TlsSettings | undefined;
}

export interface Wire {
  /** False where nothing of the text leaves; the connection is then lost. */
  write(text: string): boolean;
  /** Sends what was written, then closes. */
  end(): void;
}

export interface WireEvents {
  onOpen(): void;
  onText(text: string): void;
  /** Called once, also when no connection came about. */
  onLost(reason: string): void;
}

export type OpenWire = (events: WireEvents) => Wire;

const connectMsMax = 10_000;
/** Milliseconds that a closed connection may take to send its last bytes. */
const endMsMax = 1_000;

/** `maySend` is asked before each write, and before the connection. */
export function fixConnection({ host, port, tls }: FixAddress, maySend: MaySend = alwaysSends): OpenWire {
  return (events) => {
    let reason = 'the venue closed the connection';
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      events.onLost(reason);
    };
    let tcp: Socket;
    let socket: Socket;
    try {
      if (!maySend()) throw new Error(mayNotSend);
      const options = tls && tlsOptions(tls);
      tcp = connectPlain(port, host);
      socket = options === undefined ? tcp : connectTls({ socket: tcp, host, ...options });
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      queueMicrotask(lost);
      return { write: () => false, end: () => undefined };
    }
    socket.setEncoding('latin1');
    tcp.setNoDelay(true);
    const cut = (why: string): void => {
      reason = why;
      cutConnection(tcp);
      // What TLS still has to write holds up the reset.
      socket.setTimeout(endMsMax, () => socket.destroy());
    };
    socket.setTimeout(connectMsMax, () => cut(`no connection within ${connectMsMax} ms`));
    // A TLS socket is ready only once the certificate was checked.
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      socket.setTimeout(0);
      events.onOpen();
    });
    socket.on('data', (text: string) => events.onText(text));
    for (const one of new Set([tcp, socket])) {
      one.on('error', (error) => {
        reason = error.message;
      });
    }
    tcp.on('close', () => socket.destroy());
    socket.on('close', lost);
    const writer = new FencedWriter(socket, 'latin1', maySend, cut);
    return {
      write: (text) => writer.write(text),
      end: () => {
        writer.end();
        socket.setTimeout(endMsMax, () => cut(reason));
      },
    };
  };
}

/** Why the trusted certificates can't be read; undefined where they can. */
export function whyNotTrusted({ tls }: FixAddress): string | undefined {
  if (tls?.caFile === undefined) return undefined;
  try {
    void new X509Certificate(readFileSync(tls.caFile));
    return undefined;
  } catch (error) {
    return `${tls.caFile} is no file of certificates (PEM): ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Certificates are always checked; there is no way to switch that off. */
function tlsOptions({ caFile, serverName }: TlsSettings) {
  return {
    minVersion: 'TLSv1.2' as const,
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}
