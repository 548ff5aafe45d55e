/** A process that appends events one after the other. Arguments: the data folder, and how many. */
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { openSqliteEventStore } from '../events/sqliteEventStore.ts';

const [folder = '', count = '1'] = process.argv.slice(2);
const opened = await openSqliteEventStore({ folder, clock: systemClock(), scheduler: nodeScheduler() });
if (!opened.ok) throw new Error(opened.error.message);
for (let i = 0; i < Number(count); i++) {
  const appended = await opened.value.append(stream('order-a'), sampleEvents(1), 'any');
  if (!appended.ok) throw new Error(JSON.stringify(appended.error));
}
console.log(`${count} commits`);
process.exit(0);
