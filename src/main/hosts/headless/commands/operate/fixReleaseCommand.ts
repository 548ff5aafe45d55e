/** `desk fix-release`: lets a held FIX session log on again. */
import { tell, type Call } from '../../desk/call.ts';
import { operatingCommand, venueId, type OperatingOptions } from '../commandLine.ts';
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onRunning } from '../../desk/reachDesk.ts';

export const fixReleaseCommand = operatingCommand({
  name: 'fix-release',
  about: 'lets a held FIX session log on again, with the numbers that it has',
  declare: (command) => command.argument('<venue>', 'the venue, as the configuration names it', venueId),
  work: (call: Call, venue: VenueId, { reason }: OperatingOptions) =>
    onRunning(call, async (api) => {
      const released = await api.releaseFixSession({ venue, reason });
      if (!released.ok) return released;
      await tell(call, { type: 'fix-released', venue }, `the FIX session of ${venue} logs on again`);
      return exitCode.done;
    }),
});
