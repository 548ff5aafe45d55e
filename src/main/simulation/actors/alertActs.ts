/** What people of a run do to alerts: they let alerts of a kind or a cause call nobody for some seconds, and call again. */
import { causeOf, type AlertKind } from '../../domain/desk/alert.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedDoor } from './simulatedDoor.ts';

export interface AlertTools {
  readonly random: Prng;
  readonly door: SimulatedDoor;
}

/** Of a minute, so that an end is exact to the microsecond. */
const minuteParts = 64;
/** Some that a trader may mute, some that need the right of risk, and one that nobody may mute. */
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
    if (muted.length > 0 && this.tools.random.chance(0.3)) {
      this.unmute(engine, this.tools.random.pick(muted).what);
    } else this.mute(engine);
  }

  private mute(engine: Engine): void {
    const { random, door } = this.tools;
    const current = engine.alerts.current();
    const known = random.pick([current.map(causeOf), current.map(({ kind }) => kind), kinds]);
    const what: string = random.pick(known.length === 0 ? kinds : known);
    const minutes = random.integer(1, minuteParts) / minuteParts;
    door.do(engine, {
      what: `mute ${what}`,
      // The engine judges whether it takes more than that.
      right: 'acknowledge',
      run: (context) => engine.alerts.mute(what, minutes, context),
    });
  }

  private unmute(engine: Engine, what: string): void {
    this.tools.door.do(engine, {
      what: `unmute ${what}`,
      right: 'acknowledge',
      run: (context) => engine.alerts.unmute(what, context),
    });
  }
}
