/** Connects a console to an engine on another machine: TLS, and each end shows a certificate. */
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { HostAndPort } from '../paths/hostAndPort.ts';
import { certificateWords, isCertificateCode } from './certificateWords.ts';
import { readPeerFiles, type PeerFiles } from './peerFiles.ts';

/** Milliseconds that connection and handshake may take. */
const connectMsMax = 5_000;

/** Faults: `engine_lost`, `certificate_refused`. The files are read at each try, so that new ones count at once. */
export async function dialRemote(
  { host, port }: HostAndPort,
  files: PeerFiles,
): Promise<Result<TLSSocket, Fault>> {
  const identity = readPeerFiles(files);
  if (!identity.ok) return err({ code: 'certificate_refused', message: identity.error.message });
  const socket = connect({
    host,
    port,
    ...identity.value,
    ...(isIP(host) === 0 && { servername: host }),
  });
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      socket.destroy();
      resolve(err(lost(host, port, `it did not answer within ${connectMsMax / 1_000} s`)));
    }, connectMsMax);
    socket.once('secureConnect', () => {
      clearTimeout(late);
      resolve(ok(socket));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      resolve(err(faultOf(host, port, error.code ?? error.message)));
    });
  });
}

function faultOf(host: string, port: number, code: string): Fault {
  if (!isCertificateCode(code)) return lost(host, port, `the connection failed (${code})`);
  const message = `The certificate of ${host}:${port} is refused: ${certificateWords(code)}.`;
  return { code: 'certificate_refused', message };
}

function lost(host: string, port: number, why: string): Fault {
  return {
    code: 'engine_lost',
    message: `No engine at ${host}:${port}: ${why}. The console tries again by itself.`,
  };
}
