import { expect, it } from 'vitest';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { engineActor } from '../../../shared/kernel/ids.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { deskAt } from './deskFold.ts';

const since = '2026-11-23T10:00:00.000000Z';
const console = { console: 'c1', machine: 'desk-7', certificate: 'desk-7', address: '10.0.0.7', since };
const nobody = { ...console, operator: 'nobody', standing: 'nobody' as const };
const connected: DeskEvent = { type: 'ConsoleConnected', data: nobody };

async function consolesAfter(...events: DeskEvent[]) {
  const store = memoryEventStore(manualTime());
  await recordOnDesk({ store, ids: countedIds() }, events, engineActor());
  return (await deskAt(store, events.length)).consoles;
}

it('says who was connected, and who had logged in there', async () => {
  const door = 'window' as const;
  const login: DeskEvent = { type: 'OperatorLoggedIn', data: { operator: 'eva', door, console: 'c1' } };
  const elsewhere: DeskEvent = { type: 'OperatorLoggedIn', data: { operator: 'tom', door } };
  const logout: DeskEvent = {
    type: 'OperatorLoggedOut',
    data: { operator: 'eva', door, why: 'idle', console: 'c1' },
  };
  const gone: DeskEvent = { type: 'ConsoleDisconnected', data: { ...nobody, why: 'it was closed' } };
  expect(await consolesAfter(connected)).toEqual([{ ...console, operator: 'nobody' }]);
  expect(await consolesAfter(connected, login, elsewhere)).toEqual([{ ...console, operator: 'eva' }]);
  expect(await consolesAfter(connected, login, logout)).toEqual([{ ...console, operator: 'nobody' }]);
  expect(await consolesAfter(connected, login, gone)).toEqual([]);
});

it('says of another run of the engine nothing of the one before, which may have crashed', async () => {
  const started: DeskEvent = {
    type: 'EngineStarted',
    data: { version: '1', program: 'desk run', processId: 1 },
  };
  expect(await consolesAfter(connected, started)).toEqual([]);
});
