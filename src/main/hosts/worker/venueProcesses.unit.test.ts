import { beforeEach, describe, expect, test } from 'vitest';
import type { FromEngineThread } from '../../../shared/contract/engineThread.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { VenueProcesses } from './venueProcesses.ts';

const request = { venue: 'sim' as VenueId, record: '/data/venue-sim.db', args: ['--mode', 'paced'] };
const ready = { type: 'ready', pid: 7, socket: '/run/venue.sock' };

let time: SimulatedTime;
let posted: FromEngineThread[];
let venues: VenueProcesses;

beforeEach(() => {
  time = new SimulatedTime(parseInstant('2026-11-23T10:00:00Z')!);
  posted = [];
  venues = new VenueProcesses({ post: (message) => posted.push(message), scheduler: time, processId: 42 });
});

describe('a venue in a thread', () => {
  test('is asked for with its record, its socket and the process it belongs to', () => {
    void venues.start(request);
    expect(posted).toMatchObject([{ type: 'venue-wanted', venue: 'sim' }]);
    const [asked] = posted;
    const args = asked?.type === 'venue-wanted' ? asked.args.join(' ') : '';
    expect(args).toMatch(/^--record \/data\/venue-sim\.db --(socket|port) \S+ --parent-pid 42 --mode paced$/);
  });

  test('is there once its process listens, and has no address while it is being started again', async () => {
    const started = venues.start(request);
    venues.said('sim', ready);
    const result = await started;
    if (!result.ok) throw new Error(result.error.message);
    expect(result.value.address()).toEqual({ socket: '/run/venue.sock' });
    venues.ended('sim', 1);
    expect(result.value.address()).toBeUndefined();
    venues.said('sim', { type: 'ready', pid: 8, host: '127.0.0.1', port: 4711, token: 'secret' });
    expect(result.value.address()).toEqual({ host: '127.0.0.1', port: 4711, token: 'secret' });
  });

  test('that says why it can not start is not started, and not kept', async () => {
    const started = venues.start(request);
    venues.said('sim', { type: 'failed', code: 'record_damaged', message: 'the record is damaged' });
    expect(await started).toMatchObject({
      ok: false,
      error: { code: 'record_damaged', message: expect.stringContaining('the record is damaged') },
    });
    expect(posted.at(-1)).toEqual({ type: 'venue-unneeded', venue: 'sim' });
  });

  test('that ends or says nothing is a fault as well', async () => {
    const ended = venues.start(request);
    venues.ended('sim', 9);
    expect(await ended).toMatchObject({ ok: false, error: { code: 'sim_exited' } });
    const silent = venues.start(request);
    await time.advance(20_000);
    expect(await silent).toMatchObject({ ok: false, error: { code: 'sim_start_timeout' } });
  });

  test('that is closed is let go of, and what it says then is passed over', async () => {
    const started = venues.start(request);
    venues.said('sim', ready);
    const result = await started;
    if (!result.ok) throw new Error(result.error.message);
    await result.value.close();
    expect(posted.at(-1)).toEqual({ type: 'venue-unneeded', venue: 'sim' });
    venues.said('sim', ready);
    expect(result.value.address()).toBeUndefined();
  });

  test('a message that is none of a venue is passed over', async () => {
    const started = venues.start(request);
    venues.said('sim', { type: 'ready' });
    venues.said('sim', 'ready');
    venues.said('other', ready);
    venues.said('sim', ready);
    expect(await started).toMatchObject({ ok: true });
  });
});
