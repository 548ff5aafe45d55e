/** Amends working orders: one order to the typed values, several orders by one change of all. */
import { useMemo, useState } from 'react';
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { groupInteger, placesOf } from '../../../format/decimals.ts';
import { shortId } from '../../../format/ids.ts';
import {
  amendmentOf,
  noShift,
  shiftedAmendments,
  termsOf,
  unreadChange,
  type AmendShift,
  type AmendTerms,
} from './amendForm.ts';
import type { Instrument } from '../../../model/orders/ticketForm.ts';
import { AmendCheck, useAmendCheck } from './AmendCheck.tsx';
import { ShiftFields, SizePresets, stepsOf, TermsFields } from './AmendFields.tsx';
import { AmendOutcome, OrderGroups } from './AmendOutcome.tsx';
import { AmendWarnings } from './AmendWarnings.tsx';
import { BulkAmendCheck, firstReasons, notLookedAt, useBulkAmendCheck } from './BulkAmendCheck.tsx';
import { BulkAmendWarnings } from './BulkAmendWarnings.tsx';
import { problemGroups, problemsOf } from './orderGroups.ts';
import { refusedBecause } from '../../ticket/useDryRun.ts';
import { StoreTrouble } from './StoreTrouble.tsx';
import { VenueTrouble } from '../../common/VenueTrouble.tsx';
import { amendOrders } from '../../../store/actions.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { reasonsFor } from '../../../store/reasons.ts';
import { ReasonDialog } from '../../../ui/dialogs/ReasonDialog.tsx';
import {
  leftAlone,
  orderCount,
  ScopeText,
  useBulkProgress,
  venueWords,
  type BulkScope,
} from './bulkScope.tsx';

interface Properties {
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

const noInstruments: readonly Instrument[] = [];

export function AmendDialog({ scope, onClose }: Properties) {
  // These are the orders as they were when the dialog opened: typed values must not change while somebody types.
  const [first] = scope.orders;
  return scope.orders.length === 1 && first !== undefined ? (
    <AmendOne order={first} scope={scope} onClose={onClose} />
  ) : (
    <AmendSeveral scope={scope} onClose={onClose} />
  );
}

function AmendOne({ order, scope, onClose }: Properties & { readonly order: OrderView }) {
  const { progress, onProgress } = useBulkProgress();
  const instruments = useDesk((store) => store.desk?.instruments) ?? noInstruments;
  const [terms, setTerms] = useState<AmendTerms>(termsOf(order));
  const amendment = useMemo(() => amendmentOf(order, terms), [order, terms]);
  const amendments = amendment === undefined ? [] : [amendment];
  const steps = stepsOf(scope.orders, instruments);
  const check = useAmendCheck(order, terms);
  return (
    <ReasonDialog
      reasons={reasonsFor('amend')}
      title={`Amend order ${shortId(order.orderId)}`}
      confirm={refusedBecause(check) === undefined ? 'Amend' : 'Amend anyway: will be refused'}
      disabledReason={amendment === undefined ? nothingChanged : undefined}
      onConfirm={(reason) => amendOrders(amendments, reason, onProgress)}
      onClose={onClose}
    >
      <SizePresets
        onQuantity={(quantity) => {
          setTerms({ ...terms, quantity });
        }}
      />
      <TermsFields order={order} terms={terms} steps={steps} onChange={setTerms} />
      <AmendMeaning scope={scope} onClose={onClose} />
      <AmendOutcome
        orders={scope.orders}
        amendments={amendments}
        problems={noProblems}
        places={placesOf(steps.tick)}
      />
      {amendment !== undefined && <AmendWarnings order={order} terms={terms} />}
      <AmendCheck state={check} />
      {progress}
    </ReasonDialog>
  );
}

const nothingChanged = 'Nothing is changed yet';
const noProblems: ReadonlyMap<string, string> = new Map();

function AmendSeveral({ scope, onClose }: Properties) {
  const { orders } = scope;
  const { progress, onProgress } = useBulkProgress();
  const instruments = useDesk((store) => store.desk?.instruments) ?? noInstruments;
  const [shift, setShift] = useState<AmendShift>(noShift);
  const amendments = useMemo(() => shiftedAmendments(orders, shift), [orders, shift]);
  const problems = useMemo(
    () => problemsOf(orders, amendments, instruments),
    [orders, amendments, instruments],
  );
  const sound = useMemo(
    () => amendments.filter(({ orderId }) => !problems.has(orderId)),
    [amendments, problems],
  );
  const steps = stepsOf(orders, instruments);
  const check = useBulkAmendCheck(sound);
  const passing = sound.filter(({ orderId }) => !check.refused.has(orderId));
  return (
    <ReasonDialog
      wide
      reasons={reasonsFor('amend')}
      title={`Amend ${orderCount(orders)} on ${venueWords(orders)}`}
      confirm={`Amend ${groupInteger(passing.length)}`}
      disabledReason={
        unreadChange(shift) ??
        (amendments.length === 0
          ? nothingChanged
          : passing.length === 0
            ? 'Each of them would be refused'
            : notLookedAt(check))
      }
      onConfirm={(reason) => amendOrders(passing, reason, onProgress)}
      onClose={onClose}
    >
      <ScopeText scope={scope} />
      <SizePresets
        onQuantity={(text) => {
          setShift({ ...shift, quantity: { kind: 'set', text } });
        }}
      />
      <ShiftFields shift={shift} steps={steps} onChange={setShift} />
      <AmendMeaning scope={scope} onClose={onClose} />
      <HowMany orders={orders} amendments={amendments} problems={problems} />
      <OrderGroups groups={problemGroups(problems)} tone="tone-bad" name="Would be refused" />
      <BulkAmendWarnings orders={orders} amendments={sound} instruments={instruments} />
      <AmendOutcome
        orders={orders}
        amendments={amendments}
        problems={new Map([...problems, ...firstReasons(check)])}
        places={placesOf(steps.tick)}
      />
      <BulkAmendCheck check={check} orders={orders} amendments={sound} places={placesOf(steps.tick)} />
      {progress}
    </ReasonDialog>
  );
}

/** Says what is asked of the venue, and the problems that prevent the whole amend. */
function AmendMeaning({ scope: { orders, skipped }, onClose }: Properties) {
  return (
    <>
      <p className="dim">
        The venue is asked to replace; until it answers, the order works as it was. What is filled stays
        filled.
        {leftAlone(skipped, "can't be amended now")}
      </p>
      <StoreTrouble orders={orders} what="amend" onLeave={onClose} />
      <VenueTrouble venues={orders.map(({ venue }) => venue)} />
    </>
  );
}

interface HowManyProperties {
  readonly orders: readonly OrderView[];
  readonly amendments: readonly Amendment[];
  readonly problems: ReadonlyMap<string, string>;
}

function HowMany({ orders, amendments, problems }: HowManyProperties) {
  const [asked, refused] = [amendments.length, problems.size];
  const unchanged = asked === 0 ? 0 : orders.length - asked;
  return (
    <>
      {refused > 0 && (
        <p className="tone-bad" role="status" data-testid="amend-problems">
          {groupInteger(asked - refused)} of {groupInteger(asked)} can be amended; {groupInteger(refused)}{' '}
          would be refused and {refused === 1 ? 'is' : 'are'} left alone.
        </p>
      )}
      {unchanged > 0 && (
        <p className="dim" data-testid="amend-unchanged">
          {groupInteger(unchanged)} of {groupInteger(orders.length)}{' '}
          {unchanged === 1 ? 'stays as it is' : 'stay as they are'}: the change does not concern{' '}
          {unchanged === 1 ? 'it' : 'them'}.
        </p>
      )}
    </>
  );
}
