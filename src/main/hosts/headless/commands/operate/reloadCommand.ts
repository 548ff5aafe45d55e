/** `desk reload`: makes a running engine read its configuration again. */
import { tellReply, type Call } from '../../desk/call.ts';
import { onRunning } from '../../desk/reachDesk.ts';
import { operatingCommand, type OperatingOptions } from '../commandLine.ts';

/** Needs a running engine: an engine that starts reads the configuration anyway. */
export const reloadCommand = operatingCommand({
  name: 'reload',
  about: 'have the running engine read its configuration again',
  work: (call: Call, { reason }: OperatingOptions) =>
    onRunning(call, async (api) =>
      tellReply(call, await api.reloadConfiguration({ reason }), ({ changes }) => {
        const lines = changes.map(
          ({ path, from, to }) => `${path}: ${String(from ?? 'not set')} -> ${String(to ?? 'not set')}`,
        );
        return [{ changes }, ...(lines.length === 0 ? ['nothing changed'] : lines)];
      }),
    ),
});
