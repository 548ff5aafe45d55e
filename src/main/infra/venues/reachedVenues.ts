/** Which venues can be reached from this machine: a connection that says nothing and is closed at once. */
import { connect } from 'node:net';

/** Where a venue takes connections. */
export interface VenueDoor {
  readonly host: string;
  readonly port: number;
}

const connectMsMax = 2_000;

/** The names of the venues that took a connection. */
export async function reachedVenues(doors: ReadonlyMap<string, VenueDoor>): Promise<readonly string[]> {
  const asked = [...doors].map(async ([venue, door]) => ((await takesConnections(door)) ? [venue] : []));
  return (await Promise.all(asked)).flat();
}

function takesConnections({ host, port }: VenueDoor): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (isReached: boolean): void => {
      resolve(isReached);
      socket.destroy();
    };
    socket.setTimeout(connectMsMax, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
