/** Trip, isolate and reset a venue's breaker: each says what it does and asks why. */
import { useState } from 'react';
import type { VenueView } from '../../../shared/contract/resilience.ts';
import { isolateBreaker, resetBreaker, tripBreaker, type Failure } from '../../store/actions.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import { useStatus } from '../../store/statusStore.ts';
import { Button } from '../../ui/Button.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';

interface Action {
  readonly label: string;
  readonly title: (venue: string) => string;
  readonly says: string;
  readonly danger: boolean;
  readonly run: (venue: string, reason: string) => Promise<Failure>;
  readonly hindrance: (venue: VenueView) => string | undefined;
}

const actions = {
  trip: {
    label: 'Trip',
    title: (venue) => `Trip the breaker of ${venue}`,
    says: 'New orders to this venue are refused at once. Probes go out after the backoff, and the breaker closes by itself when they succeed.',
    danger: true,
    run: tripBreaker,
    hindrance: ({ breaker }) =>
      breaker.state === 'open'
        ? 'The breaker is open'
        : breaker.state === 'isolated'
          ? 'The venue is isolated: reset it first'
          : undefined,
  },
  isolate: {
    label: 'Isolate',
    title: (venue) => `Isolate ${venue}`,
    says: 'The breaker is held open until somebody resets it: no new order and no probe goes to this venue.',
    danger: true,
    run: isolateBreaker,
    hindrance: ({ breaker }) => (breaker.state === 'isolated' ? 'The venue is isolated' : undefined),
  },
  reset: {
    label: 'Reset',
    title: (venue) => `Reset the breaker of ${venue}`,
    says: 'The breaker is closed and its failures are forgotten: orders go to this venue again at once.',
    danger: false,
    run: resetBreaker,
    hindrance: ({ breaker }) => (breaker.state === 'closed' ? 'The breaker is closed' : undefined),
  },
} as const satisfies Record<string, Action>;

type ActionName = keyof typeof actions;

export function BreakerActions({ venue }: { readonly venue: VenueView }) {
  const [asking, setAsking] = useState<ActionName>();
  const hindrance = useCommandHindrance();
  const working = useStatus((store) => store.status?.ordersWorking ?? 0);
  const action: Action | undefined = asking === undefined ? undefined : actions[asking];
  return (
    <div className="buttons">
      {(Object.keys(actions) as ActionName[]).map((name) => {
        const own: Action = actions[name];
        return (
          <Button
            key={name}
            look={name === 'reset' && venue.breaker.state !== 'closed' ? 'primary' : 'plain'}
            hindrance={hindrance ?? own.hindrance(venue)}
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
          title={action.title(venue.venue)}
          confirm={`${action.label} ${venue.venue}`}
          danger={action.danger}
          onConfirm={(reason) => action.run(venue.venue, reason)}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <p>{action.says}</p>
          <p className="dim">
            {working} orders are working on the desk. They stay as they are; cancels have a way of their own.
          </p>
        </ReasonDialog>
      )}
    </div>
  );
}
