/** The engine's door for consoles of other machines: TLS, and each console shows a certificate of a known authority. */
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Logger } from '../../engine/ports.ts';
import type { RemoteSettings } from '../../infra/configuration/deskConfiguration.ts';
import { certificateWords } from '../../infra/link/certificateWords.ts';
import { writeFrame } from '../../infra/link/frames.ts';
import { readPeerFiles, type PeerIdentity } from '../../infra/link/peerFiles.ts';
import { readWithdrawn, type WithdrawnList } from '../../infra/link/withdrawnList.ts';
import { watchPath } from '../../infra/paths/watchedPath.ts';
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

/** Faults: `certificate_unusable`, `withdrawn_list_unusable`, `port_unusable`. */
export async function listenOnNetwork(
  settings: RemoteSettings,
  consoles: ServedConsoles,
  logger: Logger,
): Promise<Result<NetworkDoor, Fault>> {
  const identity = readPeerFiles(settings);
  if (!identity.ok) return identity;
  const { crlFile } = settings;
  const list = crlFile === undefined ? ok(undefined) : readWithdrawn(crlFile, identity.value.ca, Date.now());
  if (!list.ok) return list;
  const guests = new Guests(consoles, logger, list.value);
  const server = createServer(
    {
      ...contextOf(identity.value, list.value),
      requestCert: true,
      // A console without a good certificate gets the reason, and nothing else.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMsMax,
    },
    (socket) => guests.welcome(socket),
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
  const readAgain = (file: string): void => {
    const read = readWithdrawn(file, identity.value.ca, Date.now());
    if (!read.ok) {
      const why = `${read.error.message}; the list before stays in force`;
      logger.log('error', 'the new list of withdrawn certificates is not taken', { why });
      return;
    }
    server.setSecureContext(contextOf(identity.value, read.value));
    guests.judge(read.value);
    logger.log('info', 'a new list of withdrawn certificates is in force', { file });
  };
  const unwatch = crlFile === undefined ? () => undefined : watchPath(crlFile, () => readAgain(crlFile));
  return ok({
    port: listening,
    close() {
      unwatch();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  });
}

function contextOf(identity: PeerIdentity, list: WithdrawnList | undefined) {
  return { ...identity, ...(list !== undefined && { crl: list.pems }) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Judges the certificates of the consoles that come, and of those that are there when the list changes. */
class Guests {
  private readonly consoles: ServedConsoles;
  private readonly logger: Logger;
  private list: WithdrawnList | undefined;
  private readonly present = new Map<TLSSocket, (fault: Fault) => void>();

  constructor(consoles: ServedConsoles, logger: Logger, list: WithdrawnList | undefined) {
    this.consoles = consoles;
    this.logger = logger;
    this.list = list;
  }

  welcome(socket: TLSSocket): void {
    const peer = socket.getPeerCertificate();
    const why = this.whyNot(socket);
    if (why === undefined) {
      const { subject, fingerprint256: fingerprint } = peer;
      const certificate = [subject.CN].flat().join(', ');
      const address = socket.remoteAddress;
      const origin = { kind: 'network', certificate, fingerprint, address } as const;
      this.present.set(socket, this.consoles.welcome(socket, origin));
      socket.once('close', () => this.present.delete(socket));
      return;
    }
    this.logger.log('warn', 'a console is not let in', {
      from: socket.remoteAddress,
      why: `certificate: ${why}`,
      ...('subject' in peer && { certificate: [peer.subject.CN].flat().join(', ') }),
    });
    // Its bytes are thrown away unread, because unread bytes in the socket would delay the end.
    socket.on('error', () => undefined).resume();
    socket.end(writeFrame({ channel: 'link', window: 0, message: { type: 'refused', fault: refusal(why) } }));
    setTimeout(() => socket.destroy(), refusedMsMax);
  }

  /** Puts a new list in force: consoles whose certificates are on it are ended. */
  judge(list: WithdrawnList): void {
    this.list = list;
    for (const [socket, refuse] of this.present) {
      const why = this.whyNot(socket);
      if (why !== undefined) refuse(refusal(why));
    }
  }

  private whyNot(socket: TLSSocket): string | undefined {
    const peer = socket.getPeerCertificate();
    if (Object.keys(peer).length === 0) return 'the console shows none';
    if (!socket.authorized) return certificateWords(codeOf(socket.authorizationError));
    // TLS does not ask again for a session that it resumes.
    return this.list?.has(peer.raw) === true ? certificateWords('CERT_REVOKED') : undefined;
  }
}

function refusal(why: string): Fault {
  const message = `The engine does not take the certificate of this console: ${why}.`;
  return { code: 'certificate_refused', message };
}

/** Node gives the code where its types say that there is an error. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
