/** `desk fix-release`: lets a held FIX session log on again. */
import { tell, type Call } from '../../desk/call.ts';
import { operatingCommand, venueId, type OperatingOptions } from '../commandLine.ts';
import { fixSessionOwner } from '../../../../../shared/contract/words/fixSessionWords.ts';
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onRunning } from '../../desk/reachDesk.ts';

export const fixReleaseCommand = operatingCommand({
  name: 'fix-release',
  about: 'lets a held FIX session log on again, with the numbers that it has',
  declare: (command) =>
    command
      .argument('<venue>', 'the venue, as the configuration names it', venueId)
      .option('--drop-copy', "the session of the venue's drop copy"),
  work: (call: Call, venue: VenueId, { reason, dropCopy }: OperatingOptions & { readonly dropCopy?: true }) =>
    onRunning(call, async (api) => {
      const session = dropCopy === true ? 'drop_copy' : 'orders';
      const released = await api.releaseFixSession({ venue, session, reason });
      if (!released.ok) return released;
      await tell(
        call,
        { type: 'fix-released', venue, session },
        `the FIX session of ${fixSessionOwner({ venue, session })} logs on again`,
      );
      return exitCode.done;
    }),
});
