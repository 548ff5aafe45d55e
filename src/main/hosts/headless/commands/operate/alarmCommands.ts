/** `desk alarms` and `desk acknowledge`: shows what needs a person, and records that somebody has seen it. */
import { tell, type Call } from '../../desk/call.ts';
import { deskCommand, operatingCommand, withConfig, type OperatingOptions } from '../commandLine.ts';
import type { AlarmView } from '../../../../../shared/contract/status.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';

export const alarmsCommand = deskCommand({
  name: 'alarms',
  about: 'open alarms; exit code 1 when there are any',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { alarms, alarmsOpen } = status.value;
      for (const one of alarms) await tell(call, one, alarmSentence(one));
      if (alarmsOpen > alarms.length) {
        call.io.note(`desk: ${alarms.length} of ${alarmsOpen} open alarms are shown`);
      }
      return alarmsOpen === 0 ? exitCode.done : exitCode.no;
    }),
});

export const acknowledgeCommand = operatingCommand({
  name: 'acknowledge',
  about: 'say that alarms were seen; what they held goes on',
  declare: (command) => command.argument('<alarms...>', 'ids of the alarms'),
  work: (call: Call, alarmIds: string[], { reason }: OperatingOptions) =>
    onDesk(call, async (api) => {
      const done = await api.acknowledgeAlarms({ alarmIds, reason });
      if (!done.ok) return done;
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { alarmsOpen } = status.value;
      const text = `${alarmIds.length} acknowledged, ${alarmsOpen} still open`;
      await tell(call, { acknowledged: alarmIds, alarmsOpen }, text);
      return exitCode.done;
    }),
});

/** Gives `overfill, holds orders, since …: what happened. What to do. (its id)`. */
export function alarmSentence({ alarmId, kind, holdsOrders, message, advice, raisedAt }: AlarmView): string {
  const holds = holdsOrders ? ', holds orders' : '';
  return `${kind}${holds}, since ${raisedAt}: ${message}. ${advice} (${alarmId})`;
}
