/**
 * `desk alerts --follow`: the events of alerts, from the engine that runs on the folder. Each line has its position,
 * and each look asks for the events after the last line. So nothing is lost or repeated when an engine ends and starts
 * again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { EventView } from '../../../../../shared/contract/events.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { severityOf } from '../../../../domain/alert/alertSeverity.ts';
import { alertEventTypes, type AlertEventType, isAlertEvent } from '../../../../domain/desk/alert.ts';
import { operatorName } from '../../../../ipc/views/operatorName.ts';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { parseActor, trusted } from '../../../../../shared/kernel/ids.ts';
import { connectControl } from '../../../control/controlClient.ts';
import { ownFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';

/** Milliseconds between two looks: an alert is shown well within five seconds. */
const lookEveryMs = 500;
const pageLimit = 100;

type AlertEvent = EventView<AlertEventType>;

/** Without a position it begins with the next event. */
export async function followAlerts(call: Call, after: number | undefined): Promise<ExitCode> {
  const folder = ownFolder(call);
  const interrupt = onInterrupt();
  const ends = AbortSignal.any([interrupt.signal, call.io.unread]);
  let told = after;
  let wasThere = true;
  while (!ends.aborted) {
    const client = await connectControl(folder);
    if (client === undefined && told === undefined) {
      interrupt.stop();
      const message = `no engine runs on ${folder}`;
      return tellFault(call, { code: 'engine_not_running', message, details: { folder } });
    }
    if (client !== undefined) {
      wasThere = true;
      told = await followOn(call, client.api, told, ends);
      client.close();
    }
    if (wasThere) call.io.note('desk: no engine answers; waiting for one');
    wasThere = false;
    await delay(lookEveryMs, undefined, { signal: ends }).catch(() => undefined);
  }
  interrupt.stop();
  return exitCode.done;
}

/** Shows events until the engine does not answer any more. Returns the position after which the next look begins. */
async function followOn(
  call: Call,
  api: Api,
  after: number | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  let told = after;
  while (!signal.aborted) {
    const news = await newsAfter(api, told);
    if (!news.ok) return told;
    for (const event of news.value.events) await tell(call, event, alertEventSentence(event));
    told = news.value.upTo;
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return told;
}

/** The alerts' events after the position, oldest first; none where there is no position yet. */
async function newsAfter(
  api: Pick<Api, 'queryEvents'>,
  after: number | undefined,
): Promise<Reply<{ readonly events: readonly AlertEvent[]; readonly upTo: number }>> {
  const events: AlertEvent[] = [];
  let upTo: number | undefined;
  let before: number | undefined;
  for (;;) {
    const page = await api.queryEvents({
      streamId: 'desk',
      types: [...alertEventTypes],
      afterPosition: after ?? 0,
      limit: after === undefined ? 1 : pageLimit,
      ...(before !== undefined && { beforePosition: before }),
    });
    if (!page.ok) return page;
    upTo ??= page.value.headPosition;
    if (after === undefined) return { ok: true, value: { events, upTo } };
    events.push(...page.value.events.filter(isAlertEvent));
    if (page.value.searchedTo <= after + 1) return { ok: true, value: { events: events.toReversed(), upTo } };
    before = page.value.searchedTo;
  }
}

/** Gives `1204 2026-… raised, critical overfill: what happened. What to do. (its id)`. */
export function alertEventSentence(event: AlertEvent): string {
  const head = `${event.position} ${event.time}`;
  const by = operatorName(trusted(parseActor, event.actor));
  switch (event.type) {
    case 'AlertRaised': {
      const { alertId, kind, message, advice } = event.data;
      return `${head} raised, ${severityOf(event.data)} ${kind}: ${message}. ${advice} (${alertId})`;
    }
    case 'AlertRepeated':
      return `${head} again: ${event.data.message} (${event.data.alertId})`;
    case 'AlertAcknowledged':
      return `${head} acknowledged by ${by}: ${event.data.reason} (${event.data.alertId})`;
    case 'AlertEnded':
      return `${head} ended: ${event.data.message} (${event.data.alertId})`;
    case 'AlertsMuted':
      return `${head} ${event.data.what} muted by ${by} until ${event.data.until}: ${event.data.reason}`;
    case 'AlertsUnmuted':
      return `${head} ${event.data.what} unmuted by ${by}: ${event.data.reason}`;
    default:
      return assertNever(event);
  }
}
