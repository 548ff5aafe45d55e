/** `desk subscribers` and `desk resume-subscriber`: who gets the events of the running engine, and who got stuck. */
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { SubscriberView } from '../../../../../shared/contract/status.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onRunning, type RunningOptions } from '../../desk/reachDesk.ts';

/** Exit code 1 when there is one that does not run. */
export function subscribersCommand(io: DeskIo, options: RunningOptions): Promise<ExitCode> {
  return onRunning(io, options, async (api) => {
    const status = await api.getStatus({});
    if (!status.ok) return status;
    const { subscribers } = status.value;
    for (const one of subscribers) await (options.json ? io.json(one) : io.line(subscriberSentence(one)));
    const allRun = subscribers.every(({ state }) => state === 'running');
    return { ok: true, value: allRun ? exitCode.done : exitCode.no };
  });
}

export interface ResumeSubscriberOptions extends RunningOptions {
  readonly subscriber: string;
  readonly reason: string;
}

/** An engine that starts lets everybody try again anyway, so there must be one that runs. */
export function resumeSubscriberCommand(io: DeskIo, options: ResumeSubscriberOptions): Promise<ExitCode> {
  const { subscriber, reason, json } = options;
  return onRunning(io, options, async (api) => {
    const before = await subscriberOf(api, subscriber);
    if (!before.ok) return before;
    const resumed = await api.resumeSubscriber({ subscriber, reason });
    if (!resumed.ok) return resumed;
    const after = await subscriberOf(api, subscriber);
    if (!after.ok) return after;
    if (json) await io.json({ subscriber, before: before.value, after: after.value });
    else await io.line(`${before.value.state} -> ${subscriberSentence(after.value)}`);
    return { ok: true, value: exitCode.done };
  });
}

/** `audit-log parked at position 41, 7 behind, since …, after 10 failures: no room left`. */
export function subscriberSentence(subscriber: SubscriberView): string {
  const { name, state, position, lag, since, failures, error } = subscriber;
  const why = error === undefined ? '' : `, after ${failures} failures: ${error}`;
  return `${name} ${state} at position ${position}, ${lag} behind, since ${since}${why}`;
}

async function subscriberOf(api: Api, name: string): Promise<Reply<SubscriberView>> {
  const status = await api.getStatus({});
  if (!status.ok) return status;
  const { subscribers } = status.value;
  const found = subscribers.find((one) => one.name === name);
  if (found !== undefined) return { ok: true, value: found };
  const known = subscribers.map((one) => one.name).join(', ');
  const message = `there is no subscriber ${name}, only ${known}`;
  return { ok: false, fault: { code: 'subscriber_unknown', message, details: { subscriber: name } } };
}
