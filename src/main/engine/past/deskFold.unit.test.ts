import { expect, it } from 'vitest';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import { personActor } from '../../../shared/kernel/ids.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { deskAt } from './deskFold.ts';

const kill = { killId: 'kill-1', scope: 'desk', reason: 'wrong prices' };

it('says of a kill switch that it flattens from the moment at which that was asked', async () => {
  const time = manualTime();
  const store = memoryEventStore(time);
  const desk = { store, ids: countedIds() };
  const operator = personActor('ak');
  await recordOnDesk(
    desk,
    [{ type: 'KillSwitchEngaged', data: { ...kill, flatten: false, orders: 0 } }],
    operator,
  );
  await recordOnDesk(
    desk,
    [{ type: 'KillSwitchFlattenRequested', data: { killId: kill.killId, reason: 'it falls on' } }],
    operator,
  );
  const engaged = { ...kill, actor: operator, since: formatMicros(epochMicros(time.clock.now())) };
  expect((await deskAt(store, 1)).kills).toEqual([{ ...engaged, flatten: false }]);
  expect((await deskAt(store, 2)).kills).toEqual([{ ...engaged, flatten: true }]);
});
