/** The process of the simulated venue behind a desk, found by its own door. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { privateSocketPath } from '../../../infra/paths/privateSocketPath.ts';
import type { FaultSwitches } from '../../../infra/venues/sim/wire/faultSwitches.ts';
import type { SimStatus } from '../../../infra/venues/sim/wire/protocol.ts';
import { venueRecordFile } from '../../venues/startVenues.ts';

/** The socket of the venue `sim` of a data folder. */
export function venueSocket(data: string): string {
  const path = privateSocketPath('sim', venueRecordFile(data, 'sim' as VenueId));
  if (path === undefined) throw new Error('the venue has no socket here');
  return path;
}

/** Its process and state; undefined when nobody answers. */
export function venueStatus(data: string): Promise<SimStatus | undefined> {
  return told(data, { type: 'status', id: 1 });
}

/** Sets fault switches; the others stay. */
export async function switchFaults(data: string, faults: Partial<FaultSwitches>): Promise<SimStatus> {
  const status = await told(data, { type: 'configureFaults', id: 1, faults });
  if (status === undefined) throw new Error('the venue does not answer');
  return status;
}

function told(data: string, message: object): Promise<SimStatus | undefined> {
  const socket = connect(venueSocket(data));
  return new Promise((resolve) => {
    socket.on('error', () => resolve(undefined)).on('close', () => resolve(undefined));
    createInterface({ input: socket })
      .on('error', () => undefined)
      .on('line', (line) => {
        const answer = JSON.parse(line) as { readonly type: string; readonly status?: SimStatus };
        if (answer.type !== 'status') return;
        resolve(answer.status);
        socket.destroy();
      });
    socket.write(`${JSON.stringify(message)}\n`);
  });
}
