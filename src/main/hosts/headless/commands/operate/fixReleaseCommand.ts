/** `desk fix-release`: lets a held FIX session log on again. */
import { tellReply, type Call } from '../../desk/call.ts';
import { operatingCommand, venueId, type OperatingOptions } from '../commandLine.ts';
import { fixSessionOwner } from '../../../../../shared/contract/words/fixSessionWords.ts';
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
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
      return tellReply(call, await api.releaseFixSession({ venue, session, reason }), () => [
        { type: 'fix-released', venue, session },
        `the FIX session of ${fixSessionOwner({ venue, session })} logs on again`,
      ]);
    }),
});
