/** Bugs around people: who may do what, what takes two persons, what an override lets pass, and which limits count. */
import { engineActor } from '../../../shared/kernel/ids.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import type { LimitControl } from '../../engine/risk/limitControl.ts';
import type { OperatorControl } from '../../engine/operators/operatorBook.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Plants } from '../machine/machine.ts';
import { afterRestart, changed } from './plants.ts';

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
const forgetsEndsOfProposalsAtRestart = afterRestart((event) =>
  event.type === 'LimitChangeProposed' ? [{ ...event, data: { ...event.data, expiresAt: never } }] : [event],
);

/** An engine for which an override counts for ever. */
const forgetsEndsOfOverridesAtRestart = afterRestart((event) =>
  event.type === 'RiskOverrideGranted' ? [{ ...event, data: { ...event.data, expiresAt: never } }] : [event],
);

/** A limit that is set while the engine runs counts from the next start on. */
const countsLimitsFromTheNextStart: Plants = {
  store: (store) => {
    const isTold = ({ type, actor }: StoredEvent): boolean =>
      type !== 'RiskLimitChanged' || actor.startsWith('engine');
    const onCommitted: EventStore['onCommitted'] = (listener) =>
      store.onCommitted((events) => listener(events.filter(isTold)));
    return changed(store, { onCommitted });
  },
};

export const plantedDeskBugs = {
  admitsAnybody,
  keepsOldRoles,
  setsWhatItRefuses,
  forgetsProposersAtRestart,
  forgetsFourEyesAtRestart,
  forgetsEndsOfProposalsAtRestart,
  forgetsEndsOfOverridesAtRestart,
  countsLimitsFromTheNextStart,
};
