/** Bugs that a careless engine or adapter could have, as decorators of the ports: the simulator must find each. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId, EventId, ExecutionId } from '../../../shared/kernel/ids.ts';
import { ok } from '../../../shared/kernel/result.ts';
import {
  epochMicros,
  formatMicros,
  instantMax,
  instantMin,
  parseInstant,
} from '../../../shared/kernel/time.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { SignalIntake } from '../../engine/signals/signalIntake.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type {
  MarketTick,
  Scheduler,
  SubmitAnswer,
  Venue,
  VenueListener,
  VenueOrderRecord,
  VenueReport,
} from '../../engine/ports.ts';
import type { GuardSnapshot, VenueGuard } from '../../engine/resilience/venueGuard.ts';
import type { Plants } from '../machine/machine.ts';
import { plantedDeskBugs } from './plantedDeskBugs.ts';
import { plantedFixBugs } from './plantedFixBugs.ts';
import { plantedRecordBugs } from './plantedRecordBugs.ts';
import { afterRestart, changed } from './plants.ts';

const instantFields: ReadonlySet<string> = new Set(['createdAt', 'expiresAt', 'goodTill']);
const answerTimeoutMs = 1_000;
const adapterQueueMs = 3_000;
const tellAgainMs = 900;
const heldBackMs = 30_000;

function withReports(venue: Venue, change: (report: VenueReport) => readonly VenueReport[]): Venue {
  return changed(venue, {
    connect: (listener: VenueListener, timeoutMs: number) => {
      const onReport = (report: VenueReport): void => {
        for (const one of change(report)) listener.onReport(one);
      };
      return venue.connect(changed(listener, { onReport }), timeoutMs);
    },
  });
}

function withThrottled(
  venue: Venue,
  change: (told: VenueListener['onThrottled']) => VenueListener['onThrottled'],
): Venue {
  return changed(venue, {
    connect: (listener: VenueListener, timeoutMs: number) => {
      const onThrottled = change((reason) => listener.onThrottled(reason));
      return venue.connect(changed(listener, { onThrottled }), timeoutMs);
    },
  });
}

function afterTimeout(
  venue: Venue,
  scheduler: Scheduler,
  instead: (terms: OrderTerms, id: ClientOrderId, signal: AbortSignalLike) => Promise<SubmitAnswer>,
): Venue {
  return changed(venue, {
    submit: (terms: OrderTerms, id: ClientOrderId, signal: AbortSignalLike) => {
      const tooLong = new Promise<SubmitAnswer>((resolve, reject) => {
        scheduler.after(answerTimeoutMs, () => void instead(terms, id, signal).then(resolve, reject));
      });
      tooLong.catch(() => undefined);
      return Promise.race([venue.submit(terms, id, signal), tooLong]);
    },
  });
}

const sendsAgainUnderNewId: Plants = {
  venue: (venue, scheduler) =>
    afterTimeout(venue, scheduler, (terms, id, signal) =>
      venue.submit(terms, `${id}-again` as ClientOrderId, signal),
    ),
};

const rejectsOnTimeout: Plants = {
  venue: (venue, scheduler) =>
    afterTimeout(venue, scheduler, (terms) =>
      Promise.resolve({ type: 'rejected', code: 'timeout', reason: terms.orderId, venueTime: 0 as never }),
    ),
};

const dropsLateFills: Plants = {
  venue: (venue) => {
    const ended = new Set<ClientOrderId>();
    const late = new Set<ExecutionId>();
    const reporting = withReports(venue, (report) => {
      if (report.type === 'canceled' || report.type === 'expired') ended.add(report.clientOrderId);
      if (report.type !== 'filled' || !ended.has(report.clientOrderId)) return [report];
      late.add(report.executionId);
      return [];
    });
    return changed(reporting, {
      executions: async (...args: Parameters<Venue['executions']>) =>
        (await venue.executions(...args)).filter(({ executionId }) => !late.has(executionId)),
    });
  },
};

const countsExecutionsTwice: Plants = {
  venue: (venue) => {
    const seen = new Set<ExecutionId>();
    return withReports(venue, (report) => {
      if (report.type !== 'filled') return [report];
      const again = seen.has(report.executionId);
      seen.add(report.executionId);
      return [again ? { ...report, executionId: `${report.executionId}-2` as ExecutionId } : report];
    });
  },
};

const sendsFromItsOwnQueue: Plants = {
  venue: (venue, scheduler) =>
    changed(venue, {
      submit: (terms: OrderTerms, id: ClientOrderId, signal: AbortSignalLike) =>
        new Promise<SubmitAnswer>((resolve, reject) => {
          scheduler.after(adapterQueueMs, () => void venue.submit(terms, id, signal).then(resolve, reject));
        }),
    }),
};

const acknowledgesBeforeCommit: Plants = {
  engine: (engine: Engine) => {
    const submit: SignalIntake['submit'] = (input, origin) => {
      const submission = engine.intake.submit(input, origin);
      const id = (input as { id: never }).id;
      const early = { type: 'acknowledged', signalId: id, orderId: id, position: 0 } as const;
      return { ...submission, acknowledged: Promise.resolve(early) };
    };
    return changed(engine, { intake: changed(engine.intake, { submit }) });
  },
};

/** The intent to send an order counts as on disk as soon as it is on its way there. */
const callsVenueBeforeCommit: Plants = {
  store: (store) =>
    changed(store, {
      append: (...[streamId, events, expected]: Parameters<EventStore['append']>) => {
        const appended = store.append(streamId, events, expected);
        if (!events.some(({ type }) => type === 'OrderSubmitting')) return appended;
        return Promise.resolve(ok({ events: [], version: store.streamVersion(streamId) }));
      },
    }),
};

/** What was lost with a commit is written once that can be, also where what it was decided on is lost. */
const keepsWhatStoodOnALostCommit: Plants = {
  store: (store) =>
    changed(store, {
      append: async (...[streamId, events, expected]: Parameters<EventStore['append']>) => {
        const appended = await store.append(streamId, events, expected);
        const isLost = !appended.ok && appended.error.code === 'store_unavailable';
        const kept = isLost && events.some(({ type }) => type === 'OrderCreated');
        if (kept) store.onCommitted(() => void store.append(streamId, events, 'any'));
        return appended;
      },
    }),
};

const forgetsKillLedgerAtRestart = afterRestart((event) =>
  event.type.startsWith('KillSwitch') ? [] : [event],
);

const forgetsThrottlesAtRestart = afterRestart((event) => (event.type === 'VenueThrottled' ? [] : [event]));

const forgetsLimitsAtRestart = afterRestart((event) => (event.type === 'RiskLimitChanged' ? [] : [event]));

/** The engine finds the order again among those that work in the halted scope. */
const forgetsOneKillRowAtRestart = afterRestart((event) =>
  event.type === 'KillSwitchOrdersListed'
    ? [{ ...event, data: { ...event.data, orders: event.data.orders.slice(1) } }]
    : [event],
);

/** From when a kill switch is pulled until it says that it is done, what it would ask the venue is answered here. */
function whileKilling(instead: (venue: Venue, isKilling: () => boolean) => Partial<Venue>): Plants {
  const open = new Set<string>();
  return {
    store: (store, life) => {
      if (life === 0) open.clear();
      return changed(store, {
        append: (...args: Parameters<EventStore['append']>) => {
          for (const { type, data } of args[1]) {
            if (type === 'KillSwitchEngaged') open.add(data.killId);
            if (type === 'KillSwitchCompleted') open.delete(data.killId);
          }
          return store.append(...args);
        },
      });
    },
    venue: (venue) =>
      changed(
        venue,
        instead(venue, () => open.size > 0),
      ),
  };
}

const killsWithoutAskingWhatWorks = whileKilling((venue, isKilling) => ({
  listOpenOrders: (signal) => (isKilling() ? Promise.resolve([]) : venue.listOpenOrders(signal)),
}));

const killsWithoutAskingWhatIsHeld = whileKilling((venue, isKilling) => ({
  capabilities: { ...venue.capabilities, positions: false },
  executions: (filter, signal) =>
    isKilling() && 'since' in filter ? Promise.resolve([]) : venue.executions(filter, signal),
}));

/** What could not be put on disk in time is dropped later, and nobody is told. */
const dropsWhatItHeldOffRecord: Plants = {
  store: (store) =>
    changed(store, {
      append: (...args: Parameters<EventStore['append']>) => {
        const [streamId, events] = args;
        const isLate = events.some(({ data }) => 'offRecord' in data);
        if (!isLate) return store.append(...args);
        return Promise.resolve(ok({ events: [], version: store.streamVersion(streamId) }));
      },
    }),
};

/** The door of brackets, which no limit holds, left open to operators. */
const amendsPastRisk: Plants = {
  engine: (engine: Engine) => {
    const { orders } = engine;
    const amend: Engine['orders']['amend'] = (orderId, change, context) =>
      change.quantity === undefined
        ? orders.amend(orderId, change, context)
        : orders.resizeExit(orderId, change.quantity, context);
    return changed(engine, { orders: { ...orders, amend } });
  },
};

/** Fills get to the disk without something that they say. */
function filledWithout(field: 'surprises' | 'overfilledBy'): Plants {
  return {
    store: (store) =>
      changed(store, {
        append: (...[streamId, events, expected]: Parameters<EventStore['append']>) => {
          const plain = events.map((event) =>
            event.type === 'OrderFilled' ? { ...event, data: { ...event.data, [field]: undefined } } : event,
          );
          return store.append(streamId, plain, expected);
        },
      }),
  };
}

/** Whatever a fill has of surprises does not get to the disk. */
const hidesSurprises = filledWithout('surprises');

/** An order that is filled beyond its quantity looks like any other. */
const hidesOverfills = filledWithout('overfilledBy');

/** The first "unknown" is taken for proof that a submission never arrived. */
const believesOneUnknown: Plants = {
  store: (store) =>
    changed(store, {
      append: (...args: Parameters<EventStore['append']>) => {
        const [streamId, events, ...rest] = args;
        const rejections = events.flatMap((event) => {
          if (event.type !== 'OrderInquired') return [];
          const { subject, answer } = event.data;
          if (subject !== 'submission' || answer !== 'unknown_order') return [];
          const data = { evidence: 'reconciliation', code: 'never_received', reason: 'unknown' } as const;
          const eventId = `${event.eventId}-rejected` as EventId;
          return [{ ...event, type: 'OrderRejected' as const, eventId, data }];
        });
        return store.append(streamId, [...events, ...rejections], ...rest);
      },
    }),
};

/** Exits work on at the venue when their position or their sibling's work is done: their cancels are refused on the way. */
const leavesExitsWorking: Plants = {
  venue: (venue, scheduler) => {
    let heard: VenueListener | undefined;
    const cancel: Venue['cancel'] = (request, signal) => {
      const { clientOrderId } = request;
      if (!/-(sl|tp)/.test(clientOrderId)) return venue.cancel(request, signal);
      const refused = { clientOrderId, venueTime: 0 as never, code: '0', reason: 'no' };
      scheduler.soon(() => heard?.onReport({ type: 'cancel_rejected', ...refused }));
      return Promise.resolve();
    };
    const connect: Venue['connect'] = (listener, timeoutMs) => {
      heard = listener;
      return venue.connect(listener, timeoutMs);
    };
    return changed(venue, { connect, cancel });
  },
};

/** A door that takes instants of any year: what lies beyond the range counts as its end. */
const takesInstantsOfAnyYear: Plants = {
  engine: (engine: Engine) => {
    const within = (name: string, value: unknown): unknown => {
      if (!instantFields.has(name) || typeof value !== 'string') return value;
      const at = parseInstant(value) ?? instantMin;
      return formatMicros(epochMicros(Math.min(Math.max(at, instantMin), instantMax)));
    };
    const submit: SignalIntake['submit'] = (input, origin) => {
      const fields = Object.entries(input as object).map(([name, value]) => [name, within(name, value)]);
      return engine.intake.submit(Object.fromEntries(fields), origin);
    };
    return changed(engine, { intake: changed(engine.intake, { submit }) });
  },
};

/** An engine that can't read again what it took itself: an instant at an end of the range. */
const failsOnAnEdgeAtRestart = afterRestart((event) => {
  if (/"(1970-01-01T00:00:00|2200-12-31T23:59:59)/.test(JSON.stringify(event.data))) {
    throw new RangeError('Invalid time value');
  }
  return [event];
});

/** An engine that accepts for the operator whatever its alerts say. */
const acceptsByItself: Plants = {
  store: (store) =>
    changed(store, {
      append: (...[streamId, events, ...rest]: Parameters<EventStore['append']>) => {
        const accepted = events.flatMap((event) => {
          if (event.type !== 'AlertRaised') return [];
          const data = { alertId: event.data.alertId, reason: 'none' };
          const eventId = `${event.eventId}-accepted` as EventId;
          return [{ ...event, type: 'AlertAcknowledged' as const, eventId, data }];
        });
        return store.append(streamId, [...events, ...accepted], ...rest);
      },
    }),
};

/** An engine whose alerts about orders in doubt outlive the doubt. */
const keepsDoubtAlerts: Plants = {
  store: (store) =>
    changed(store, {
      append: (...[streamId, events, ...rest]: Parameters<EventStore['append']>) => {
        const kept = events.filter(({ type }) => type !== 'AlertEnded');
        return store.append(streamId, kept, ...rest);
      },
    }),
};

/** An adapter for which a question was answered as soon as it was written. */
const takesWrittenForAnswered: Plants = {
  venue: (venue) =>
    changed(venue, {
      ping: (signal: AbortSignalLike) => {
        void venue.ping(signal).catch(() => undefined);
        return Promise.resolve();
      },
    }),
};

/** Whatever a venue does not say, nobody is told. */
const hidesSilence: Plants = {
  engine: (engine) => {
    const asTold = (guard: VenueGuard): VenueGuard => {
      const snapshot = (): GuardSnapshot => {
        const { silentSince: _hidden, ...rest } = guard.snapshot();
        return rest;
      };
      return changed(guard, { snapshot });
    };
    return changed(engine, {
      guards: new Map([...engine.guards].map(([venue, guard]) => [venue, asTold(guard)])),
    });
  },
};

/** An adapter that tells its last price again by itself while the venue says nothing. */
const repeatsTheLastPrice: Plants = {
  venue: (venue, scheduler) =>
    changed(venue, {
      connect: (listener: VenueListener, timeoutMs: number) => {
        let last: MarketTick | undefined;
        scheduler.every(tellAgainMs, () => {
          if (last !== undefined && venue.connected) listener.onTick(last);
        });
        const onTick = (tick: MarketTick): void => {
          last = tick;
          listener.onTick(tick);
        };
        return venue.connect(changed(listener, { onTick }), timeoutMs);
      },
    }),
};

/** An adapter that knows executions only as they were made. */
const forgetsRevisions: Plants = {
  venue: (venue) =>
    changed(
      withReports(venue, (report) =>
        report.type === 'trade_canceled' || report.type === 'trade_corrected' ? [] : [report],
      ),
      {
        executions: async (...asked: Parameters<Venue['executions']>) => {
          const executions = await venue.executions(...asked);
          return executions.filter(({ corrects, quantity }) => corrects === undefined && quantity !== 0n);
        },
      },
    ),
};

/** An adapter for which an order has the terms that were asked for, whatever its venue makes of them. */
const knowsOnlyAskedTerms: Plants = {
  venue: (venue) => {
    const asked = new Map<ClientOrderId, ReplaceTerms>();
    const note = (id: ClientOrderId, { quantity, limitPrice, stopPrice }: ReplaceTerms): void => {
      asked.set(id, {
        ...(quantity !== undefined && { quantity }),
        ...(limitPrice !== undefined && { limitPrice }),
        ...(stopPrice !== undefined && { stopPrice }),
      });
    };
    const asAsked = (record: VenueOrderRecord): VenueOrderRecord => ({
      ...record,
      ...asked.get(record.clientOrderId),
    });
    const reporting = withReports(venue, (report) => {
      if (report.type === 'restated') return [];
      return [report.type === 'replaced' ? { ...report, ...asked.get(report.newClientOrderId) } : report];
    });
    return changed(reporting, {
      submit: (...[terms, id, signal]: Parameters<Venue['submit']>) => {
        note(id, terms);
        return venue.submit(terms, id, signal);
      },
      replace: (...[request, signal]: Parameters<Venue['replace']>) => {
        note(request.newClientOrderId, { ...asked.get(request.clientOrderId), ...request });
        return venue.replace(request, signal);
      },
      queryOrder: async (...question: Parameters<Venue['queryOrder']>) => {
        const record = await venue.queryOrder(...question);
        return record && asAsked(record);
      },
      listOpenOrders: async (signal: AbortSignalLike) => (await venue.listOpenOrders(signal)).map(asAsked),
    });
  },
};

/** An adapter that takes "too fast" for one refusal among others. */
const ignoresTooFast: Plants = {
  venue: (venue) => withThrottled(venue, () => () => undefined),
};

/** An adapter that holds everything for a while when its venue says "too fast", cancels too. */
const holdsCancelsWhenTooFast: Plants = {
  venue: (venue, scheduler) => {
    let isHeld = false;
    const slowed = withThrottled(venue, (told) => (reason) => {
      isHeld = true;
      scheduler.after(heldBackMs, () => (isHeld = false));
      told(reason);
    });
    const cancel: Venue['cancel'] = (...request) => {
      if (!isHeld) return venue.cancel(...request);
      scheduler.after(heldBackMs, () => void venue.cancel(...request).catch(() => undefined));
      return Promise.resolve();
    };
    return changed(slowed, { cancel });
  },
};

const judgesBeforeItReads: Plants = { judgesBeforeItReads: true };

export const plantedBugs = {
  ...plantedDeskBugs,
  ...plantedFixBugs,
  ...plantedRecordBugs,
  takesInstantsOfAnyYear,
  failsOnAnEdgeAtRestart,
  hidesSurprises,
  hidesOverfills,
  leavesExitsWorking,
  amendsPastRisk,
  believesOneUnknown,
  judgesBeforeItReads,
  acceptsByItself,
  keepsDoubtAlerts,
  takesWrittenForAnswered,
  repeatsTheLastPrice,
  hidesSilence,
  knowsOnlyAskedTerms,
  ignoresTooFast,
  holdsCancelsWhenTooFast,
  forgetsThrottlesAtRestart,
  sendsAgainUnderNewId,
  rejectsOnTimeout,
  dropsLateFills,
  countsExecutionsTwice,
  forgetsRevisions,
  sendsFromItsOwnQueue,
  acknowledgesBeforeCommit,
  callsVenueBeforeCommit,
  keepsWhatStoodOnALostCommit,
  forgetsKillLedgerAtRestart,
  forgetsLimitsAtRestart,
  forgetsOneKillRowAtRestart,
  killsWithoutAskingWhatWorks,
  killsWithoutAskingWhatIsHeld,
  dropsWhatItHeldOffRecord,
};
