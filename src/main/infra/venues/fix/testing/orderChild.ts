/**
 * A process that sends orders over FIX until it is killed. Arguments: the record's folder, the venue's port, and the
 * beginning of the orders' ids.
 */
import { parseClientOrderId, parseVenueId, trusted } from '../../../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../../../shared/kernel/abortSignal.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { systemClock } from '../../../clock/systemClock.ts';
import { FixVenue } from '../fixVenue.ts';
import { openFixStore } from '../store/fixStore.ts';
import { fixConnection } from '../transport/fixConnection.ts';
import { childSession, limitOnly } from './childSession.ts';
import { sampleTerms } from './sampleTerms.ts';

const [file = '', port = '', prefix = ''] = process.argv.slice(2);
/** Orders that wait for their answers at a time. */
const inFlight = 50;

const store = openFixStore(file, childSession);
if (!store.ok) throw new Error(store.error.message);
const venue = new FixVenue({
  id: trusted(parseVenueId, 'exec'),
  session: childSession,
  schedule: undefined,
  capabilities: limitOnly,
  store: store.value,
  openWire: fixConnection({ host: '127.0.0.1', port: Number(port), tls: undefined }),
  clock: systemClock(),
  scheduler: nodeScheduler(),
  onNotice: ({ text }) => process.stderr.write(`${text}\n`),
});
const ignore = (): void => undefined;
const listener = {
  onConnected: ignore,
  onDisconnected: ignore,
  onReport: ignore,
  onTick: ignore,
  onThrottled: ignore,
};
const connected = await venue.connect(listener, 20_000);
if (!connected.ok) throw new Error(`${connected.error.message}: ${venue.fault ?? ''}`);

let last = 0;
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    for (;;) {
      const id = trusted(parseClientOrderId, `${prefix}-${++last}`);
      await venue.submit(sampleTerms(), id, neverAborted);
      if (last === inFlight) process.stdout.write('trading\n');
    }
  }),
);
