/** The signals read model as a projection: from the events of signals, and the first events of their orders. */
import {
  orderIdOfStream,
  signalIdOfStream,
  type OrderId,
  type SignalId,
} from '../../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { OrderEventType } from '../../../domain/order/orderEvents.ts';
import type { OrderTermsRecord } from '../../../domain/order/orderTermsRecord.ts';
import { targetOf } from '../../../domain/order/orderTransitions.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import type { Logger, Scheduler } from '../../ports.ts';
import { LiveProjection } from '../liveProjection.ts';
import type { Projection } from '../projection.ts';
import type { SignalView } from './signalView.ts';
import type { SignalViewStore } from './signalViewStore.ts';

const signalStreamPrefix = 'signal-';

export const signalsReadModel = {
  name: 'signals',
  /** Raised whenever the same events would make other rows. */
  version: 2,
};

/** Finds the signal of an order by its id. */
type SignalOf = (orderId: OrderId) => SignalId | undefined;

/**
 * An order that is denied after it was created names no signal in that event. `signalOf` finds the signals of orders
 * from earlier runs; the projection remembers the others as long as their orders can be denied.
 */
export function signalsProjection(signalOf: SignalOf): Projection<SignalView> {
  const deniable = new Map<OrderId, SignalId>();
  return {
    ...signalsReadModel,
    keyOf(event) {
      if (event.streamId.startsWith(signalStreamPrefix)) return signalIdOfStream(event.streamId);
      if (event.type === 'OrderCreated') {
        const signalId = signalOfTerms(event.data.terms);
        if (signalId !== undefined) deniable.set(orderIdOfStream(event.streamId), signalId);
        return signalId;
      }
      if (!isOrderEvent(event)) return undefined;
      if (event.type !== 'OrderDenied') {
        if (deniable.size > 0 && leavesSubmitting(event.type)) {
          deniable.delete(orderIdOfStream(event.streamId));
        }
        return undefined;
      }
      if (event.data.terms !== undefined) return signalOfTerms(event.data.terms);
      const orderId = orderIdOfStream(event.streamId);
      const signalId = deniable.get(orderId) ?? signalOf(orderId);
      deniable.delete(orderId);
      return signalId;
    },
    opens: (event) => event.version === 0 && event.streamId.startsWith(signalStreamPrefix),
    apply: projectSignal,
    isEnded: ({ outcome }) => outcome.fate !== 'pending',
  };
}

/** Whether the event ends the time in which an order that is being sent can still be denied. */
function leavesSubmitting(type: OrderEventType): boolean {
  const target = targetOf('submitting', type);
  return target !== undefined && target !== 'same';
}

/** An exit names its entry's signal, although the signal did not become that exit. */
function signalOfTerms({ parent, signalId }: OrderTermsRecord): SignalId | undefined {
  return parent === undefined ? signalId : undefined;
}

/** The row after one more event. Undefined where the event makes no row: the order has no signal on record. */
export function projectSignal(row: SignalView | undefined, event: StoredEvent): SignalView | undefined {
  if (row?.setAside !== undefined) return row;
  const { position } = event;
  const time = formatMicros(event.time);
  switch (event.type) {
    case 'SignalReceived': {
      const { signal, orderId, origin } = event.data;
      return { ...openRow(event), signal, orderId, ...(origin !== undefined && { origin }) };
    }
    case 'SignalRejected': {
      const { reasons, origin, raw } = event.data;
      return {
        ...(row ?? openRow(event)),
        ...(origin !== undefined && { origin }),
        ...(raw !== undefined && { raw }),
        outcome: { fate: 'refused', reasons, decidedAt: time },
        position,
      };
    }
    case 'OrderCreated':
      return row && { ...row, outcome: { fate: 'ordered', decidedAt: time }, position };
    case 'OrderDenied':
      return (
        row && { ...row, outcome: { fate: 'denied', reasons: event.data.reasons, decidedAt: time }, position }
      );
    case 'EventNotUnderstood':
      return row && { ...row, setAside: position, position };
    default:
      return row;
  }
}

function openRow(event: StoredEvent): SignalView {
  return {
    signalId: signalIdOfStream(event.streamId),
    actor: event.actor,
    outcome: { fate: 'pending' },
    receivedAt: formatMicros(event.time),
    receivedPosition: event.position,
    position: event.position,
  };
}

export class SignalsProjection extends LiveProjection<SignalView, SignalViewStore> {
  constructor(store: SignalViewStore, scheduler: Scheduler, logger: Logger) {
    super(
      signalsProjection((orderId) => this.flushed().signalOf(orderId)),
      store,
      { scheduler, logger },
    );
  }
}
