/**
 * Lets an operator resume a durable subscriber that has failed. The subscriber tries again at once, and the desk's
 * stream records who resumed it.
 */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Engine } from './engine.ts';

export async function resumeSubscriber(
  engine: Pick<Engine, 'bus' | 'record'>,
  name: string,
  { actor, reason }: OperatorContext,
): Promise<Result<void, Refusal>> {
  const health = engine.bus.subscriptions().find((subscription) => subscription.name === name);
  if (health === undefined) {
    return err({ code: 'subscriber_unknown', message: `there is no subscriber ${name}`, actual: name });
  }
  const { state: from, position, failures, error = '' } = health;
  if (from === 'running') {
    return err({ code: 'subscriber_running', message: `the subscriber ${name} runs already`, actual: name });
  }
  const data = { subscriber: name, from, position, failures, error, reason };
  const recorded = await engine.record({ type: 'SubscriberResumed', data }, actor);
  if (!recorded.ok) return err({ code: 'store_unavailable', message: recorded.error.message });
  engine.bus.resume(name);
  return ok();
}
