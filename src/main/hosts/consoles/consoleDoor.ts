/**
 * The engine's door for consoles of other processes: a socket in the data folder, for this user alone, and the network
 * where the configuration asks for it.
 */
import { createServer, type Server } from 'node:net';
import { clearPlace, listenAt, socketPlaces } from '../../infra/paths/engineSocket.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { RemoteSettings } from '../../infra/configuration/deskConfiguration.ts';
import { listenOnNetwork } from './networkDoor.ts';
import { ServedConsoles, type ServedConsolesOptions } from './servedConsoles.ts';

export interface ConsoleDoorOptions extends ServedConsolesOptions {
  readonly folder: string;
  readonly remote: RemoteSettings | undefined;
}

export interface ConsoleDoor {
  /** The port for consoles of other machines; undefined where they are not asked for. */
  readonly port: number | undefined;
  /** Tells the consoles that the engine ends, and disconnects them. */
  close(reason: string): Promise<void>;
}

/**
 * Opens the door. Where the socket fails, the fault is logged, and the engine trades without consoles of other
 * processes. Faults: those of listenOnNetwork.
 */
export async function openConsoleDoor(options: ConsoleDoorOptions): Promise<Result<ConsoleDoor, Fault>> {
  const { folder, remote, logger } = options;
  const consoles = new ServedConsoles(options);
  const network = remote && (await listenOnNetwork(remote, consoles, logger));
  if (network?.ok === false) return network;
  const local = await listenHere(folder, consoles, (error) =>
    logger.log('error', 'no console can be attached to this engine', { folder, error: String(error) }),
  );
  return ok({
    port: network?.value.port,
    async close(reason) {
      consoles.close(reason);
      await Promise.all([local?.close(), network?.value.close()]);
    },
  });
}

interface Listening {
  /** Takes no more consoles; resolves when all connections have ended. */
  close(): Promise<void>;
}

async function listenHere(
  folder: string,
  consoles: ServedConsoles,
  onFault: (error: unknown) => void,
): Promise<Listening | undefined> {
  let fault: unknown = 'this system has no place for its socket';
  for (const place of socketPlaces(folder, 'console')) {
    const server = createServer((socket) => consoles.welcome(socket, { kind: 'here' }));
    try {
      await listenAt(server, place);
      server.on('error', onFault);
      return {
        async close() {
          await closed(server);
          clearPlace(place);
        },
      };
    } catch (error) {
      fault = error;
    }
  }
  onFault(fault);
  return undefined;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
