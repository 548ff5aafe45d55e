/** `desk alerts` and the commands under it: the alerts that need a person, and what people have done about them. */
import { type Command, InvalidArgumentError } from 'commander';
import type { AlertView } from '../../../../../shared/contract/status.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';
import { deskStream, type AlertId } from '../../../../../shared/kernel/ids.ts';
import { muteMinutesMax } from '../../../../domain/alert/alertMutes.ts';
import { eventView } from '../../../../ipc/views/eventView.ts';
import { tell, tellReply, type Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { onEvents } from '../../desk/readDesk.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import {
  deskCommand,
  operatingCommand,
  withConfig,
  type OperatingOptions,
  alertIds,
} from '../commandLine.ts';
import { alertEventSentence, followAlerts } from './followAlerts.ts';
import { isAlertEvent } from '../../../../domain/desk/alert.ts';

interface AlertsOptions {
  readonly all?: true;
  readonly follow?: true;
  readonly after?: number;
}

const acknowledgeCommand = operatingCommand({
  name: 'acknowledge',
  about: 'say that alerts were seen; what they held goes on',
  declare: (command) => command.argument('<alerts...>', 'ids of the alerts', alertIds),
  work: (call: Call, ids: readonly AlertId[], { reason }: OperatingOptions) =>
    onDesk(call, async (api) => {
      const done = await api.acknowledgeAlerts({ alertIds: [...ids], reason });
      if (!done.ok) return done;
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { alertsOpen } = status.value;
      const text = `${ids.length} acknowledged, ${alertsOpen} still open`;
      await tell(call, { acknowledged: ids, alertsOpen }, text);
      return exitCode.done;
    }),
});

interface MuteOptions extends OperatingOptions {
  readonly minutes: number;
}

const withWhat = (command: Command): Command =>
  command.argument('<what>', 'a kind of alerts, such as venue_throttles, or the cause of one');

const muteCommand = operatingCommand({
  name: 'mute',
  about:
    'let alerts of a kind or a cause call nobody for a while; they are recorded and counted all the same',
  declare: (command) =>
    withWhat(command).requiredOption('--minutes <number>', 'for how long: a week at most', minutes),
  work: (call: Call, what: string, { minutes: most, reason }: MuteOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.muteAlerts({ what, minutes: most, reason }), (muted) => [
        { what, ...muted },
        `${what} calls nobody until ${muted.until}`,
      ]),
    ),
});

const unmuteCommand = operatingCommand({
  name: 'unmute',
  about: 'let alerts of a kind or a cause call again',
  declare: withWhat,
  work: (call: Call, what: string, { reason }: OperatingOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.unmuteAlerts({ what, reason }), () => [{ what }, `${what} calls again`]),
    ),
});

export const alertsCommand = deskCommand({
  name: 'alerts',
  about:
    'what needs a person; exit code 1 when an alert is open and not muted, a kill switch is not proven, or no orders are taken',
  declare: (command) =>
    withConfig(command)
      .option('--all', 'everything that ever happened to alerts, oldest first')
      .option('--follow', 'go on with what happens from now on, until Ctrl-C')
      .option(
        '--after <position>',
        'with --follow: begin after this position, where the last look ended',
        position,
      ),
  under: [acknowledgeCommand, muteCommand, unmuteCommand],
  work: (call: Call, { all, follow, after }: AlertsOptions) => {
    if (after !== undefined && (follow !== true || all === true)) {
      throw new UsageError('--after goes with --follow, and not with --all');
    }
    if (follow === true) return followAlerts(call, all === true ? 0 : after);
    return all === true ? tellHistory(call) : tellCurrent(call);
  },
});

function tellCurrent(call: Call) {
  return onDesk(call, async (api) => {
    const status = await api.getStatus({});
    if (!status.ok) return status;
    const { alerts, alertsOpen, alertsMuted, alertsAcknowledged, trading, accepting, fault } = status.value;
    if (!accepting) {
      const message = fault?.message ?? 'the engine gives no reason';
      await tell(call, { kind: 'no_orders_taken', message }, `no orders are taken: ${message}`);
    }
    for (const kill of trading.kills) {
      const { scope, ended, orders, inDoubt } = kill;
      const text = `the kill switch on ${scope} is not proven: ${ended} of ${counted(orders, 'order')} ended, ${inDoubt} in doubt; desk status says more`;
      await tell(call, { kind: 'kill_not_proven', ...kill }, text);
    }
    for (const one of [...alerts, ...alertsAcknowledged]) await tell(call, one, alertSentence(one));
    if (alertsOpen + alertsMuted > alerts.length) {
      call.io.note(`desk: ${alerts.length} of ${alertsOpen + alertsMuted} open alerts are shown`);
    }
    const isQuiet = alertsOpen === 0 && accepting && trading.kills.length === 0;
    return isQuiet ? exitCode.done : exitCode.no;
  });
}

function tellHistory(call: Call) {
  return onEvents(call, async (events) => {
    for await (const event of events.read(deskStream)) {
      if (!isAlertEvent(event)) continue;
      const view = eventView(event);
      if (isAlertEvent(view)) await tell(call, view, alertEventSentence(view));
    }
    return exitCode.done;
  });
}

/** Gives `critical overfill, holds orders, since …, 3 times: what happened. What to do. (its id)`. */
export function alertSentence(alert: AlertView): string {
  const { alertId, kind, severity, holdsOrders, message, advice, raisedAt, times } = alert;
  const { mutedUntil, acknowledged } = alert;
  const facts = [
    `${severity} ${kind}`,
    ...(holdsOrders ? ['holds orders'] : []),
    `since ${raisedAt}`,
    ...(times > 1 ? [`${times} times`] : []),
    ...(mutedUntil === undefined ? [] : [`muted until ${mutedUntil}`]),
    ...(acknowledged === undefined
      ? []
      : [`acknowledged by ${acknowledged.by} (${acknowledged.reason}), and its cause lasts`]),
  ];
  return `${facts.join(', ')}: ${message}. ${advice} (${alertId})`;
}

function minutes(value: string): number {
  const parsed = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (parsed < 1 || parsed > muteMinutesMax) {
    throw new InvalidArgumentError(`expected 1 to ${muteMinutesMax} minutes`);
  }
  return parsed;
}

function position(value: string): number {
  const parsed = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  if (parsed < 0) throw new InvalidArgumentError('expected a position in the store, such as 1204');
  return parsed;
}
