/** `desk breaker`: the operator's hand on a venue's circuit breaker. */
import type { VenueView } from '../../../../../shared/contract/resilience.ts';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

export const breakerActions = ['trip', 'reset', 'isolate'] as const;
export type BreakerAction = (typeof breakerActions)[number];

export interface BreakerCommandOptions extends Omit<ReachOptions, 'host'> {
  readonly action: BreakerAction;
  readonly venue: string;
  readonly reason: string;
}

type BreakerView = VenueView['breaker'];

const methods = { trip: 'tripBreaker', reset: 'resetBreaker', isolate: 'isolateBreaker' } as const;

export function breakerCommand(io: DeskIo, options: BreakerCommandOptions): Promise<ExitCode> {
  const { action, venue, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk breaker' }, async (api) => {
    const before = await breakerOf(api, venue);
    if (!before.ok) return before;
    const done = await api[methods[action]]({ venue, reason });
    if (!done.ok) return done;
    const after = await breakerOf(api, venue);
    if (!after.ok) return after;
    if (json) await io.json({ venue, action, before: stateOf(before.value), after: stateOf(after.value) });
    else await io.line(`breaker of ${venue}: ${before.value.state} -> ${sentenceOf(after.value)}`);
    return { ok: true, value: exitCode.done };
  });
}

async function breakerOf(api: Api, venue: string): Promise<Reply<BreakerView>> {
  const status = await api.getStatus({});
  if (!status.ok) return status;
  const { venues } = status.value;
  const found = venues.find((one) => one.venue === venue);
  if (found !== undefined) return { ok: true, value: found.breaker };
  const known = venues.map((one) => one.venue).join(', ');
  const message = `there is no venue ${venue}, only ${known}`;
  return { ok: false, fault: { code: 'venue_unknown', message, details: { venue } } };
}

function stateOf({ state, reason, actor, since }: BreakerView) {
  return { state, reason, actor, ...(since !== undefined && { since }) };
}

function sentenceOf({ state, reason, actor }: BreakerView): string {
  return `${state} (${reason}, ${actor})`;
}
