/** Makes one backup and prints how it ended; a process of its own, whose files can be bounded in size. */
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { backupEvents } from '../events/backupEvents.ts';

const [folder = '', target = ''] = process.argv.slice(2);
const ended = await backupEvents({ folder, target, scheduler: nodeScheduler() });
process.stdout.write(JSON.stringify(ended));
