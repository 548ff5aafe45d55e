/**
 * Trips, isolates and resets a breaker, a venue's or that of the risk rules. Each action says what it does and asks for
 * a reason.
 */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { groupInteger } from '../../format/decimals.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import {
  isolateBreaker,
  probeBreaker,
  resetBreaker,
  tripBreaker,
  type Failure,
} from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { resetChanges } from './resetChanges.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { namesOf } from '../../../shared/kernel/names.ts';

interface Action {
  readonly label: string;
  readonly title: (name: string) => string;
  /** Says what the action does at a venue, and at the risk rules. */
  readonly says: { readonly venue: string; readonly risk: string };
  readonly danger: boolean;
  readonly run: (venue: VenueId, reason: string) => Promise<Failure>;
  readonly disabledReason: (breaker: BreakerView) => string | undefined;
}

const whyNoProbe: Readonly<Record<Exclude<BreakerView['state'], 'open'>, string>> = {
  closed: 'The breaker is closed',
  half_open: 'It is probing',
  isolated: 'It is isolated: reset it first',
};

const actions = {
  trip: {
    label: 'Trip',
    title: (name) => `Trip the breaker of ${name}`,
    says: {
      venue:
        'New orders to this venue are refused at once. Probes go out after the backoff, and the breaker closes by itself when they succeed.',
      risk: 'Every new order is denied, on all venues. After the backoff a few are judged again, and the breaker closes by itself when that works.',
    },
    danger: true,
    run: tripBreaker,
    disabledReason: ({ state }) =>
      state === 'open'
        ? 'The breaker is open'
        : state === 'isolated'
          ? 'It is isolated: reset it first'
          : undefined,
  },
  isolate: {
    label: 'Isolate',
    title: (name) => `Isolate ${name}`,
    says: {
      venue:
        'The breaker is held open until somebody resets it: no new order and no probe goes to this venue.',
      risk: 'The breaker is held open until somebody resets it: every new order is denied, on all venues.',
    },
    danger: true,
    run: isolateBreaker,
    disabledReason: ({ state }) => (state === 'isolated' ? 'It is isolated' : undefined),
  },
  probe: {
    label: 'Probe now',
    title: (name) => `Probe ${name} now`,
    says: {
      venue:
        'The venue is asked for a sign of life now, and not only when the wait is over. When it answers, the breaker closes and orders go to it again. When it does not, the breaker opens again, for a longer wait.',
      risk: 'The next signal is judged now, and not only when the wait is over. When that works, the breaker closes; else it opens again, for a longer wait.',
    },
    danger: false,
    run: probeBreaker,
    disabledReason: ({ state }) => (state === 'open' ? undefined : whyNoProbe[state]),
  },
  reset: {
    label: 'Reset',
    title: (name) => `Reset the breaker of ${name}`,
    says: {
      venue: 'The breaker is closed and its failures are forgotten: orders go to this venue again at once.',
      risk: 'The breaker is closed and its failures are forgotten: orders are judged again at once.',
    },
    danger: false,
    run: resetBreaker,
    disabledReason: ({ state }) => (state === 'closed' ? 'The breaker is closed' : undefined),
  },
} as const satisfies Record<string, Action>;

type ActionName = keyof typeof actions;

interface Properties {
  readonly kind: 'venue' | 'risk';
  /** The engine's name for the breaker. */
  readonly name: VenueId;
  readonly breaker: BreakerView;
}

export function BreakerActions({ kind, name: target, breaker }: Properties) {
  const [asking, setAsking] = useState<ActionName>();
  const whyNo = { stop: useWhyNoCommand('stop'), resume: useWhyNoCommand('resume') };
  const working = useStatus((store) => store.status?.ordersWorking ?? 0);
  const shown = kind === 'risk' ? 'the risk rules' : target;
  const action: Action | undefined = asking === undefined ? undefined : actions[asking];
  return (
    <div className="buttons">
      {namesOf(actions).map((name) => {
        const own: Action = actions[name];
        return (
          <Button
            key={name}
            look={name === 'reset' && breaker.state !== 'closed' ? 'primary' : 'plain'}
            disabledReason={
              whyNo[name === 'reset' || name === 'probe' ? 'resume' : 'stop'] ?? own.disabledReason(breaker)
            }
            onPress={() => {
              setAsking(name);
            }}
          >
            {own.label}…
          </Button>
        );
      })}
      {action !== undefined && (
        <ReasonDialog
          reasons={reasonsFor('breaker')}
          title={action.title(shown)}
          confirm={`${action.label} ${shown}`}
          danger={action.danger}
          onConfirm={(reason) => action.run(target, reason)}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <p>{action.says[kind]}</p>
          {asking === 'reset' && <ResetChanges kind={kind} name={target} breaker={breaker} />}
          <p className="dim">
            {working === 1 ? '1 order is' : `${groupInteger(working)} orders are`} working on the desk. What
            works stays as it is; cancels have a way of their own.
          </p>
        </ReasonDialog>
      )}
    </div>
  );
}

/** The effect of the reset, and what still holds orders back after it. */
function ResetChanges({ kind, name, breaker }: Properties) {
  const status = useStatus((store) => store.status);
  if (status === undefined) return null;
  const { changes, stillHeld } = resetChanges(kind === 'risk' ? undefined : name, breaker, status);
  return (
    <>
      <ul className="what-changes" data-testid="reset-changes">
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      {stillHeld.length > 0 && (
        <p className="tone-warn">Orders are still held back then: {stillHeld.join('; ')}.</p>
      )}
    </>
  );
}
