/** Where an engine takes consoles of other processes: a socket in the data folder, for this user alone. */
import { createServer, type Server } from 'node:net';
import { clearPlace, listenAt, socketPlaces } from '../../infra/paths/engineSocket.ts';
import { ServedConsoles, type ServedConsolesOptions } from './servedConsoles.ts';

export interface ConsoleDoorOptions extends ServedConsolesOptions {
  readonly folder: string;
}

export interface ConsoleDoor {
  /** Tells the consoles that the engine ends, and lets them go. */
  close(reason: string): Promise<void>;
}

/** Opens the door. When that fails, the fault is logged, and the engine trades without consoles of other processes. */
export async function openConsoleDoor(options: ConsoleDoorOptions): Promise<ConsoleDoor> {
  const { folder, logger } = options;
  const consoles = new ServedConsoles(options);
  const local = await listenHere(folder, consoles, (error) =>
    logger.log('error', 'no console can be attached to this engine', { folder, error: String(error) }),
  );
  return {
    async close(reason) {
      consoles.close(reason);
      await local?.close();
    },
  };
}

interface Listening {
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
