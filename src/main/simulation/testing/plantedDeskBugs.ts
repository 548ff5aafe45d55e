/** Bugs around people: who may do what, what takes two persons, what an override lets pass, and which limits count. */
import { engineActor } from '../../../shared/kernel/ids.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { LimitControl } from '../../engine/risk/limitControl.ts';
import type { OperatorControl } from '../../engine/operators/operatorBook.ts';
import type { Plants } from '../machine/machine.ts';
import { afterRestart, changed, toldAs } from './plants.ts';

/** A door that lets everybody do everything. */
const admitsAnybody: Plants = {
  engine: (engine) => changed(engine, { operators: changed(engine.operators, { admit: () => ok() }) }),
};

/** A door that keeps the role of a person from when the person first did something there. */
const keepsOldRoles: Plants = {
  engine: (engine) => {
    const { operators } = engine;
    const admitted = new Set<string>();
    const admit: OperatorControl['admit'] = (actor, action, right) => {
      const key = `${actor} ${right}`;
      const result = operators.admit(actor, action, right);
      if (result.ok) admitted.add(key);
      return admitted.has(key) ? ok() : result;
    };
    return changed(engine, { operators: changed(operators, { admit }) });
  },
};

/** A limit is set, and whoever set it is told that it was refused. */
const setsWhatItRefuses: Plants = {
  engine: (engine) => {
    const set: LimitControl['set'] = async (...asked) => {
      const result = await engine.limits.set(...asked);
      return result.ok ? err({ code: 'limit_unchanged', message: 'planted' }) : result;
    };
    return changed(engine, { limits: changed(engine.limits, { set }) });
  },
};

/** An engine that forgets who proposed something may have the same person approve it. */
const forgetsProposersAtRestart = afterRestart((event) =>
  event.type === 'LimitChangeProposed' || event.type === 'RiskOverrideProposed'
    ? [{ ...event, actor: engineActor() }]
    : [event],
);

/** An engine that forgets which limits take two persons. */
const forgetsFourEyesAtRestart = afterRestart((event) => {
  if (event.type !== 'RiskLimitChanged' || event.data.to === undefined) return [event];
  const { fourEyes: _forgotten, ...to } = event.data.to;
  return [{ ...event, data: { ...event.data, to } }];
});

const never = '2200-01-01T00:00:00.000000Z';

/** An engine for which a proposal waits until it is answered. */
const forgetsEndsOfProposals = toldAs((event) =>
  event.type === 'LimitChangeProposed' ? { ...event, data: { ...event.data, expiresAt: never } } : event,
);

/** An engine for which an override counts for ever. */
const forgetsEndsOfOverridesAtRestart = afterRestart((event) =>
  event.type === 'RiskOverrideGranted' ? [{ ...event, data: { ...event.data, expiresAt: never } }] : [event],
);

/** An engine for which a mute lasts until somebody ends it. */
const forgetsEndsOfMutes = toldAs((event) =>
  event.type === 'AlertsMuted' ? { ...event, data: { ...event.data, until: never } } : event,
);

/** Alerts that call a program outside whatever is muted. */
const callsWhatIsMuted: Plants = {
  engine: (engine) => changed(engine, { alerts: changed(engine.alerts, { muteOf: () => undefined }) }),
};

/** A limit that is set while the engine runs counts from the next start on. */
const countsLimitsFromTheNextStart = toldAs((event) =>
  event.type === 'RiskLimitChanged' && !event.actor.startsWith('engine')
    ? { ...event, data: { ...event.data, to: event.data.from } }
    : event,
);

/** New orders of signals get to the disk changed. */
function createdAs(change: (data: OrderEventData['OrderCreated']) => OrderEventData['OrderCreated']): Plants {
  return {
    store: (store) =>
      changed(store, {
        append: (...[streamId, events, expected]: Parameters<EventStore['append']>) => {
          const created = events.map((event) =>
            event.type === 'OrderCreated' && event.data.terms.parent === undefined
              ? { ...event, data: change(event.data) }
              : event,
          );
          return store.append(streamId, created, expected);
        },
      }),
  };
}

/** An order that is larger than the one that risk has judged. */
const createsMoreThanJudged = createdAs((data) => ({
  ...data,
  terms: { ...data.terms, quantity: '250' },
}));

/** A decision that a limit has no part in. */
const leavesALimitOut = createdAs((data) => ({
  ...data,
  risk: { ...data.risk, rules: data.risk.rules.filter(({ rule }) => rule !== 'position_limit') },
}));

export const plantedDeskBugs = {
  createsMoreThanJudged,
  leavesALimitOut,
  admitsAnybody,
  keepsOldRoles,
  setsWhatItRefuses,
  forgetsProposersAtRestart,
  forgetsFourEyesAtRestart,
  forgetsEndsOfProposals,
  forgetsEndsOfOverridesAtRestart,
  forgetsEndsOfMutes,
  callsWhatIsMuted,
  countsLimitsFromTheNextStart,
};
