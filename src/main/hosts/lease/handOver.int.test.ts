/** The holder of the lease hands it over to a standby. */
import { beforeAll, afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cutOffMs } from '../../domain/lease/leaseRules.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { manualTime } from '../../engine/events/testing/manualTime.ts';
import { RecordSession } from '../../infra/postgres/recordSession.ts';
import { makeRecord } from '../../infra/postgres/recordSchema.ts';
import { tellStandby } from '../../infra/postgres/standby/standbyRows.ts';
import type { PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import { hasPostgres, PostgresServer } from '../../infra/testing/postgresServer.ts';
import { parseVenueId, personActor, trusted } from '../../../shared/kernel/ids.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { HandOver } from './handOver.ts';

const venue = trusted(parseVenueId, 'sim');
const since = '2026-11-23T09:30:00Z';

describe.skipIf(!hasPostgres)('handing the record over', () => {
  let server: PostgresServer;
  let settings: PostgresSettings;
  let session: RecordSession;
  beforeAll(async () => {
    server = await PostgresServer.start();
    settings = server.database('desk');
    session = await RecordSession.open(settings, 'test');
    await makeRecord(session);
  });
  afterAll(async () => {
    await session.close();
    await server.stop();
  });
  beforeEach(() => void server.sql('DELETE FROM breakwater.standby', 'desk'));

  /** An engine with one venue, which the test connects and cuts. */
  function held() {
    const time = manualTime();
    const state = { connected: true, silentSince: undefined as string | undefined };
    const recorded: DeskEvent[] = [];
    const alerts: string[] = [];
    const ended: string[] = [];
    const guard = { snapshot: () => state };
    const engine = {
      guards: new Map([[venue, guard]]),
      record: (event: DeskEvent) => Promise.resolve((recorded.push(event), ok())),
      alerts: { raise: ({ kind }: { kind: string }) => Promise.resolve(void alerts.push(kind)) },
    } as unknown as Engine;
    const hands = new HandOver({
      engine,
      fixes: new Map(),
      settings,
      ...time,
      logger: { log: () => undefined },
      onHandedOver: (reason) => ended.push(reason),
    });
    onTestFinished(() => hands.close());
    return { hands, time, state, recorded, alerts, ended };
  }

  const waits = (reaches: readonly string[]): Promise<void> =>
    tellStandby(session, 'one', { host: 'other', pid: 7, since, position: 1, reaches });

  it('by hand goes to the standby that waits, with the reason on record, and not without one', async () => {
    const { hands, recorded, alerts, ended } = held();
    const by = { actor: personActor('ann'), reason: 'maintenance' };
    expect(await hands.byHand(by)).toMatchObject({ error: { code: 'no_standby' } });
    await waits([]);
    expect(await hands.byHand(by)).toEqual(ok());
    expect(recorded).toEqual([
      {
        type: 'LeaseHandedOver',
        data: { to: 'a standby (process 7 on other)', reason: 'maintenance' },
      },
    ]);
    expect([alerts, ended]).toEqual([['lease_handed_over'], ['maintenance']]);
  });

  it('is known to operators with those who wait, and happens once where two hand over at once', async () => {
    const { hands, time, recorded, alerts, ended } = held();
    const by = { actor: personActor('ann'), reason: 'maintenance' };
    const known = async (): Promise<unknown> => {
      time.advance(1_000);
      await session.ask({ text: 'SELECT 1' });
      return hands.standbys;
    };
    await expect.poll(known).toEqual([]);
    await waits(['sim']);
    await expect.poll(known).toEqual([{ host: 'other', pid: 7, since, position: 1, reaches: ['sim'] }]);
    await tellStandby(session, 'two', { host: 'third', pid: 8, since, position: 0, reaches: [] });
    expect(await Promise.all([hands.byHand(by), hands.byHand({ ...by, reason: 'again' })])).toEqual([
      ok(),
      ok(),
    ]);
    expect(recorded).toMatchObject([
      { data: { to: 'a standby (process 7 on other) or a standby (process 8 on third)' } },
    ]);
    expect([alerts, ended.length]).toEqual([['lease_handed_over'], 1]);
  });

  it('happens by itself once no venue was reached for its time, to a standby that reaches one', async () => {
    const { time, state, recorded, ended } = held();
    /** Lets the seconds pass, each with what is asked in it. */
    const pass = async (ms: number): Promise<void> => {
      for (let done = 0; done < ms; done += 1_000) {
        await waits(done < cutOffMs ? [] : ['sim']);
        time.advance(1_000);
        await session.ask({ text: 'SELECT 1' });
      }
    };
    time.advance(1_000);
    state.silentSince = since;
    await pass(cutOffMs);
    expect([recorded, ended]).toEqual([[], []]);
    await expect
      .poll(async () => {
        await waits(['sim']);
        time.advance(1_000);
        return ended;
      })
      .toEqual([expect.stringContaining('the standby reaches sim')]);
    expect(recorded).toHaveLength(1);
  });
});
