/** Bugs that a careless FIX session could have. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import type { Scheduler, Venue, VenueOrderRecord } from '../../engine/ports.ts';
import type { FixFields, Plants } from '../machine/machine.ts';

const [newOrder, sequenceReset] = ['D', '4'];
const tags = { seqNum: 34, msgType: 35, newSeqNo: 36, possDup: 43, sendingTime: 52, original: 122 };
const answerTimeoutMs = 1_000;

function valueOf({ fields }: FixFields, tag: number): string | undefined {
  return fields.find(([one]) => one === tag)?.[1];
}

function isNewOrder(message: FixFields): boolean {
  return valueOf(message, tags.msgType) === newOrder;
}

/** An order that the venue asks for again goes without the mark of a repetition. */
const sendsAgainAsNew: Plants = {
  fix: {
    leaving: () => (message) => {
      const isMark = (tag: number): boolean => tag === tags.possDup || tag === tags.original;
      return isNewOrder(message) ? [{ fields: message.fields.filter(([tag]) => !isMark(tag)) }] : [message];
    },
  },
};

/** Every order that the venue asks for goes again, in place of the gap fill over it. */
const sendsStaleOrdersAgain: Plants = {
  fix: {
    leaving: () => {
      const orders = new Map<number, FixFields>();
      return (message) => {
        const seqNum = Number(valueOf(message, tags.seqNum));
        if (isNewOrder(message)) orders.set(seqNum, message);
        if (valueOf(message, tags.msgType) !== sequenceReset) return [message];
        const to = Number(valueOf(message, tags.newSeqNo));
        const covered = [...orders].filter(([number]) => number >= seqNum && number < to);
        return [...covered.map(([, order]) => markedAgain(order)), message];
      };
    },
  },
};

function markedAgain({ fields }: FixFields): FixFields {
  const time = valueOf({ fields }, tags.sendingTime) ?? '';
  const marks = [
    [tags.possDup, 'Y'],
    [tags.original, time],
  ] as const;
  return { fields: [...fields.slice(0, 1), ...marks, ...fields.slice(1)] };
}

/** A message leaves before its number is on disk. */
const leavesBeforeItsRecord: Plants = { fix: { recordsLate: true } };

/** While messages are missing, an order that nothing was heard of counts as one that the venue never had. */
const takesGapForProof: Plants = {
  venue: (venue: Venue, scheduler: Scheduler) =>
    new Proxy(venue, {
      get(target, key) {
        if (key === 'queryOrder') {
          return (id: ClientOrderId, signal: AbortSignalLike) =>
            new Promise<VenueOrderRecord | undefined>((resolve, reject) => {
              scheduler.after(answerTimeoutMs, () => resolve(undefined));
              venue.queryOrder(id, signal).then(resolve, reject);
            });
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    }),
};

export const plantedFixBugs = {
  sendsAgainAsNew,
  sendsStaleOrdersAgain,
  leavesBeforeItsRecord,
  takesGapForProof,
};
