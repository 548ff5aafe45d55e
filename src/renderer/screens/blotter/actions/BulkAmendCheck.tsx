/** Shows the engine's judgement of the amend of several orders: how many would pass, and why each other one would not. */
import { useMemo } from 'react';
import { dryRunAmendsMax, type AmendDryRun, type Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { counted, groupInteger } from '../../../format/decimals.ts';
import { shortId } from '../../../format/ids.ts';
import { spoken } from '../../../format/sentence.ts';
import { describeTerms } from '../../../model/orders/orderTerms.ts';
import { call } from '../../../store/link/engineLink.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { ScrollArea } from '../../../ui/display/ScrollArea.tsx';
import { useJudged, type Judged } from '../../ticket/useDryRun.ts';
import { amended } from './amendForm.ts';

const ask = (amendments: readonly Amendment[]) => call('dryRunAmends', { amendments: [...amendments] });

export interface BulkCheck {
  readonly state: Judged<{ readonly results: readonly AmendDryRun[] }>;
  /** Those that would be refused, and why. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** How many amends were looked at. */
  readonly looked: number;
  /** How many amends there are. */
  readonly all: number;
}

/** Judges the first amends, as many as one dry run looks at. */
export function useBulkAmendCheck(amendments: readonly Amendment[]): BulkCheck {
  const looked = useMemo(() => amendments.slice(0, dryRunAmendsMax), [amendments]);
  const state = useJudged(looked, looked.length === 0 ? 'nothing is changed yet' : undefined, ask);
  const refused = useMemo(
    () => (state.kind === 'answered' ? refusedOf(state.dryRun.results) : none),
    [state],
  );
  return { state, refused, looked: looked.length, all: amendments.length };
}

const none: BulkCheck['refused'] = new Map();

function refusedOf(results: readonly AmendDryRun[]): BulkCheck['refused'] {
  return new Map(
    results
      .filter(({ refusals }) => refusals.length > 0)
      .map(({ orderId, refusals }) => [orderId, refusals.map(({ message }) => spoken(message))]),
  );
}

/** The first reason against each of those that would be refused. */
export function firstReasons({ refused }: BulkCheck): readonly (readonly [orderId: string, why: string])[] {
  return Array.from(refused, ([orderId, [why = '']]) => [orderId, why]);
}

/** Why nothing is sent yet: the engine has not judged the amends. */
export function notLookedAt({ state }: BulkCheck): string | undefined {
  const waits = state.kind === 'asking' || (state.kind === 'answered' && !state.current);
  return waits ? 'The dry run has not answered yet' : undefined;
}

interface Properties {
  readonly check: BulkCheck;
  readonly orders: readonly OrderView[];
  readonly amendments: readonly Amendment[];
  readonly places: number;
}

export function BulkAmendCheck({ check, orders, amendments, places }: Properties) {
  const { state, refused } = check;
  return (
    <section
      className={state.kind === 'answered' && !state.current ? 'dry-run outdated' : 'dry-run'}
      aria-label="Checks, dry run"
      aria-busy={state.kind === 'asking'}
    >
      <h3>
        Checks, dry run{' '}
        <output className="dim" data-testid="bulk-dry-run">
          {headline(check)}
        </output>
      </h3>
      {state.kind === 'failed' && <p className="tone-bad dry-run-text">{state.fault.message}</p>}
      {refused.size > 0 && (
        <>
          <p className="tone-bad dry-run-text">
            <Glyph shape="ban" />
            {counted(refused.size, 'order')} would be refused and {refused.size === 1 ? 'is' : 'are'} left
            alone:
          </p>
          <ScrollArea className="refused-amends" name="Orders that would be refused">
            <RefusedOrders refused={refused} orders={orders} amendments={amendments} places={places} />
          </ScrollArea>
        </>
      )}
      {check.all > check.looked && (
        <p className="tone-warn dry-run-text">
          <Glyph shape="warning" />
          The dry run looked at the first {groupInteger(check.looked)} of {counted(check.all, 'order')}. The
          others are judged when they are sent.
        </p>
      )}
    </section>
  );
}

function headline({ state, refused, looked }: BulkCheck): string {
  switch (state.kind) {
    case 'incomplete':
      return state.missing;
    case 'asking':
      return 'asking…';
    case 'failed':
      return 'no answer';
    case 'answered': {
      const passes = `${groupInteger(state.dryRun.results.length - refused.size)} of ${counted(looked, 'order')} would pass`;
      return refused.size === 0 ? passes : `${passes} · ${groupInteger(refused.size)} refused`;
    }
  }
}

type RefusedProperties = Pick<Properties, 'orders' | 'amendments' | 'places'> & Pick<BulkCheck, 'refused'>;

function RefusedOrders({ refused, orders, amendments, places }: RefusedProperties) {
  const byId = new Map<string, OrderView>(orders.map((order) => [order.orderId, order]));
  return (
    <ul className="refusals">
      {amendments
        .filter(({ orderId }) => refused.has(orderId))
        .map((amendment) => {
          const { orderId } = amendment;
          const order = byId.get(orderId);
          return (
            <li key={orderId} data-order-id={orderId}>
              <span className="mono">{shortId(orderId)}</span>{' '}
              {order !== undefined && describeTerms(amended(order, amendment), places)}
              {refused.get(orderId)?.map((why) => (
                <span key={why} className="tone-bad refusal-head">
                  <Glyph shape="ban" />
                  <span>{why}</span>
                </span>
              ))}
            </li>
          );
        })}
    </ul>
  );
}
