/**
 * `desk subscribers` and `desk resume-subscriber`: shows the durable subscribers of the running engine, and resumes a
 * parked one.
 */
import { tell, type Call } from '../../desk/call.ts';
import { deskCommand, operatingCommand, type OperatingOptions } from '../commandLine.ts';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { SubscriberView } from '../../../../../shared/contract/status.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onRunning } from '../../desk/reachDesk.ts';

/** Exit code 1 when a subscriber does not run. */
export const subscribersCommand = deskCommand({
  name: 'subscribers',
  about: "the running engine's durable subscribers; exit code 1 when one does not run",
  work: (call: Call) =>
    onRunning(call, async (api) => {
      const status = await api.getStatus({});
      if (!status.ok) return status;
      const { subscribers } = status.value;
      for (const one of subscribers) await tell(call, one, subscriberSentence(one));
      return subscribers.every(({ state }) => state === 'running') ? exitCode.done : exitCode.no;
    }),
});

/** Needs a running engine: an engine that starts lets every subscriber try again anyway. */
export const resumeSubscriberCommand = operatingCommand({
  name: 'resume-subscriber',
  about: 'have a subscriber that failed try again at once',
  declare: (command) => command.argument('<name>', 'the subscriber, such as audit-log'),
  work: (call: Call, subscriber: string, { reason }: OperatingOptions) =>
    onRunning(call, async (api) => {
      const before = await subscriberOf(api, subscriber);
      if (!before.ok) return before;
      const resumed = await api.resumeSubscriber({ subscriber, reason });
      if (!resumed.ok) return resumed;
      const after = await subscriberOf(api, subscriber);
      if (!after.ok) return after;
      const text = `${before.value.state} -> ${subscriberSentence(after.value)}`;
      await tell(call, { subscriber, before: before.value, after: after.value }, text);
      return exitCode.done;
    }),
});

/** Gives `audit-log parked at position 41, 7 behind, since …, after 10 failures: no room left`. */
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
