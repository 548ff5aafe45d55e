/** `desk alerts` and `desk acknowledge`: shows what needs a person, and records that somebody has seen it. */
import { tell, type Call } from '../../desk/call.ts';
import { deskCommand, operatingCommand, withConfig, type OperatingOptions } from '../commandLine.ts';
import type { AlertView } from '../../../../../shared/contract/status.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';

export const alertsCommand = deskCommand({
  name: 'alerts',
  about: 'open alerts; exit code 1 when there are any',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { alerts, alertsOpen } = status.value;
      for (const one of alerts) await tell(call, one, alertSentence(one));
      if (alertsOpen > alerts.length) {
        call.io.note(`desk: ${alerts.length} of ${alertsOpen} open alerts are shown`);
      }
      return alertsOpen === 0 ? exitCode.done : exitCode.no;
    }),
});

export const acknowledgeCommand = operatingCommand({
  name: 'acknowledge',
  about: 'say that alerts were seen; what they held goes on',
  declare: (command) => command.argument('<alerts...>', 'ids of the alerts'),
  work: (call: Call, alertIds: string[], { reason }: OperatingOptions) =>
    onDesk(call, async (api) => {
      const done = await api.acknowledgeAlerts({ alertIds, reason });
      if (!done.ok) return done;
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { alertsOpen } = status.value;
      const text = `${alertIds.length} acknowledged, ${alertsOpen} still open`;
      await tell(call, { acknowledged: alertIds, alertsOpen }, text);
      return exitCode.done;
    }),
});

/** Gives `overfill, holds orders, since …: what happened. What to do. (its id)`. */
export function alertSentence({ alertId, kind, holdsOrders, message, advice, raisedAt }: AlertView): string {
  const holds = holdsOrders ? ', holds orders' : '';
  return `${kind}${holds}, since ${raisedAt}: ${message}. ${advice} (${alertId})`;
}
