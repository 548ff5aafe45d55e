/** The people of a run mute alerts of a kind or a cause for some seconds, and unmute them. */
import { causeOf, type AlertKind } from '../../domain/desk/alert.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Prng } from '../machine/prng.ts';
import type { Act, SimulatedDoor } from './simulatedDoor.ts';

export interface AlertTools {
  /** A source of chance of their own. */
  readonly apart: Prng;
  readonly door: SimulatedDoor;
}

/** Of a minute, so that an end is exact to the microsecond. */
const minuteParts = 64;
/** Kinds that a trader may mute, kinds that need the right of risk, and one that nobody may mute. */
const kinds: readonly AlertKind[] = [
  'venue_throttles',
  'venue_silent',
  'order_restated',
  'execution_corrected',
  'venue_disconnected',
  'store_rolled_back',
];

export class AlertActs {
  private readonly tools: AlertTools;

  constructor(tools: AlertTools) {
    this.tools = tools;
  }

  act(engine: Engine): void {
    const muted = engine.alerts.mutes();
    if (muted.length > 0 && this.tools.apart.chance(0.3)) {
      this.unmute(engine, this.tools.apart.pick(muted).what);
    } else this.mute(engine);
  }

  private mute(engine: Engine): void {
    const { apart } = this.tools;
    const current = engine.alerts.current();
    const known = apart.pick([current.map(causeOf), current.map(({ kind }) => kind), kinds]);
    const what: string = apart.pick(known.length === 0 ? kinds : known);
    const minutes = apart.integer(1, minuteParts) / minuteParts;
    this.do(engine, {
      what: `mute ${what}`,
      run: (context) => engine.alerts.mute(what, minutes, context),
    });
  }

  private unmute(engine: Engine, what: string): void {
    this.do(engine, {
      what: `unmute ${what}`,
      run: (context) => engine.alerts.unmute(what, context),
    });
  }

  /** The engine judges whether it takes more than the right to acknowledge. */
  private do<T>(engine: Engine, act: Omit<Act<T>, 'right'>): void {
    const { door, apart } = this.tools;
    door.do(engine, { ...act, right: 'acknowledge' }, apart);
  }
}
