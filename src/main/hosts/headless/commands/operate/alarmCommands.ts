/** `desk alarms` and `desk acknowledge`: what needs a person, and a person's word that it was seen. */
import type { AlarmView } from '../../../../../shared/contract/status.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

type Options = Omit<ReachOptions, 'host'>;

/** Exit code 1 when there is an open one. */
export function alarmsCommand(io: DeskIo, options: Options): Promise<ExitCode> {
  return onDesk(io, { ...options, host: 'desk alarms' }, async (api) => {
    const status = await api.getStatus({});
    if (!status.ok) return status;
    const { alarms, alarmsOpen } = status.value;
    for (const one of alarms) await (options.json ? io.json(one) : io.line(alarmSentence(one)));
    if (alarmsOpen > alarms.length) io.note(`desk: ${alarms.length} of ${alarmsOpen} open alarms are shown`);
    return { ok: true, value: alarmsOpen === 0 ? exitCode.done : exitCode.no };
  });
}

export interface AcknowledgeOptions extends Options {
  readonly alarmIds: readonly string[];
  readonly reason: string;
}

export function acknowledgeCommand(io: DeskIo, options: AcknowledgeOptions): Promise<ExitCode> {
  const { alarmIds, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk acknowledge' }, async (api) => {
    const done = await api.acknowledgeAlarms({ alarmIds: [...alarmIds], reason });
    if (!done.ok) return done;
    const status = await api.getStatus({});
    if (!status.ok) return status;
    const { alarmsOpen } = status.value;
    if (json) await io.json({ acknowledged: alarmIds, alarmsOpen });
    else await io.line(`${alarmIds.length} acknowledged, ${alarmsOpen} still open`);
    return { ok: true, value: exitCode.done };
  });
}

/** `overfill, holds orders, since …: what happened. What to do. (its id)`. */
export function alarmSentence({ alarmId, kind, holdsOrders, message, advice, raisedAt }: AlarmView): string {
  const holds = holdsOrders ? ', holds orders' : '';
  return `${kind}${holds}, since ${raisedAt}: ${message}. ${advice} (${alarmId})`;
}
