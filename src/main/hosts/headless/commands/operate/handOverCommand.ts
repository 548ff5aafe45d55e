/** `desk handover`: the running engine hands its record over to the standby that waits, and ends. */
import { tellReply, type Call } from '../../desk/call.ts';
import { onRunning } from '../../desk/reachDesk.ts';
import { operatingCommand, type OperatingOptions } from '../commandLine.ts';

export const handOverCommand = operatingCommand({
  name: 'handover',
  about: 'hand the record in PostgreSQL over to the standby that waits; the running engine ends',
  work: (call: Call, { reason }: OperatingOptions) =>
    onRunning(call, async (api) =>
      tellReply(call, await api.handOver({ reason }), () => [
        { type: 'handedOver' },
        'the record is handed over: this engine ends, and the standby starts',
      ]),
    ),
});
