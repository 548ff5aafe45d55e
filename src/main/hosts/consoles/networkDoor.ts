/** The engine's door for consoles of other machines: TLS, and each console shows a certificate of a known authority. */
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Logger } from '../../engine/ports.ts';
import type { RemoteSettings } from '../../infra/configuration/deskConfiguration.ts';
import { certificateWords } from '../../infra/link/certificateWords.ts';
import { writeFrame } from '../../infra/link/frames.ts';
import { readPeerFiles } from '../../infra/link/peerFiles.ts';
import type { ServedConsoles } from './servedConsoles.ts';

/** Milliseconds that a handshake may take. */
const handshakeMsMax = 5_000;
/** Connections at once, those in their handshake included. */
const connectionsMax = 64;
/** Milliseconds that a refused console gets to read the reason. */
const refusedMsMax = 1_000;

export interface NetworkDoor {
  /** The port on which it listens. */
  readonly port: number;
  /** Takes no more consoles; resolves when all connections have ended. */
  close(): Promise<void>;
}

/** Faults: `certificate_unusable`, `port_unusable`. */
export async function listenOnNetwork(
  settings: RemoteSettings,
  consoles: ServedConsoles,
  logger: Logger,
): Promise<Result<NetworkDoor, Fault>> {
  const identity = readPeerFiles(settings);
  if (!identity.ok) return identity;
  const server = createServer(
    {
      ...identity.value,
      requestCert: true,
      // A console without a good certificate gets the reason, and nothing else.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMsMax,
    },
    (socket) => welcome(socket, consoles, logger),
  );
  server.maxConnections = connectionsMax;
  server.on('tlsClientError', (error, socket) => {
    logger.log('warn', 'a console is not let in', { from: socket.remoteAddress, why: error.message });
  });
  const { host, port } = settings.listen;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
  } catch (error) {
    const message = `no console of another machine can be taken at ${host}:${port} (remote.listen): ${error instanceof Error ? error.message : String(error)}`;
    return err({ code: 'port_unusable', message });
  }
  server.on('error', (error) => logger.log('error', 'consoles of other machines', { error: String(error) }));
  const listening = portOf(server);
  logger.log('info', 'consoles of other machines are taken', { host, port: listening });
  return ok({
    port: listening,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function welcome(socket: TLSSocket, consoles: ServedConsoles, logger: Logger): void {
  const peer = socket.getPeerCertificate();
  if (socket.authorized) {
    const { subject, fingerprint256: fingerprint } = peer;
    const certificate = [subject.CN].flat().join(', ');
    consoles.welcome(socket, {
      kind: 'network',
      certificate,
      fingerprint,
      address: socket.remoteAddress,
    });
    return;
  }
  const hasNone = Object.keys(peer).length === 0;
  const why = hasNone ? 'the console shows none' : certificateWords(codeOf(socket.authorizationError));
  logger.log('warn', 'a console is not let in', {
    from: socket.remoteAddress,
    why: `certificate: ${why}`,
    ...(!hasNone && { certificate: [peer.subject.CN].flat().join(', ') }),
  });
  const message = `The engine does not take the certificate of this console: ${why}.`;
  const fault = { code: 'certificate_refused', message };
  // Its bytes are thrown away unread, because unread bytes in the socket would delay the end.
  socket.on('error', () => undefined).resume();
  socket.end(writeFrame({ channel: 'link', window: 0, message: { type: 'refused', fault } }));
  setTimeout(() => socket.destroy(), refusedMsMax);
}

/** Node gives the code where its types say that there is an error. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
