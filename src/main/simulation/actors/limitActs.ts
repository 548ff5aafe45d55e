/**
 * The people of a run set limits, let signals pass soft limits for a short time, propose both, and approve, refuse and
 * withdraw proposals. Each act also comes a moment before, at or after the end of its time.
 */
import { entriesOf } from '../../../shared/kernel/records.ts';
import { wholeDecimal } from '../../../shared/kernel/decimal.ts';
import type { SignalId, ProposalId } from '../../../shared/kernel/ids.ts';
import { limitKindOf, type LimitName, type LimitSetting } from '../../domain/risk/limits.ts';
import type { Proposal } from '../../domain/risk/proposal.ts';
import { formatTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { Act, SimulatedDoor } from './simulatedDoor.ts';

export interface LimitTools {
  readonly random: Prng;
  readonly time: SimulatedTime;
  readonly door: SimulatedDoor;
  readonly scopes: readonly TradingScope[];
  readonly engine: () => Engine | undefined;
  /** Makes a signal that is sent after so many milliseconds; undefined when all signals are made. */
  readonly announce: (afterMs: () => number) => SignalId | undefined;
}

/** By limit, what its soft and its hard value lie between, in units, in money or in milliseconds. */
const ranges: Readonly<Partial<Record<LimitName, readonly [soft: Range, hard: Range]>>> = {
  marketDataAgeMaxMs: [
    [500, 3_000],
    [4_000, 60_000],
  ],
  orderQuantityMax: [
    [2, 8],
    [9, 20],
  ],
  orderNotionalMax: [
    [2_000, 8_000],
    [9_000, 20_000],
  ],
  positionMax: [
    [10, 40],
    [41, 120],
  ],
  openOrdersMax: [
    [1, 3],
    [4, 8],
  ],
};
type Range = readonly [number, number];
export const simulatedLimits = entriesOf(ranges).map(([name]) => name);
/** The rules that an override may name. */
const rulesOf = simulatedLimits.map((name) => limitKindOf(name).rule);

/** Of a minute, so that an end is exact to the microsecond. */
const minuteParts = 64;
const partMs = 60_000 / minuteParts;
const overrideParts = { min: 1, max: 32 };
const proposalParts = { min: 1, max: 24 };
/** Milliseconds from an end at which something comes. */
const offsetsMs = [-1_000, -1, 0, 1, 500] as const;
const fourEyesChance = 0.2;

interface Place {
  readonly limit: LimitName;
  readonly scope: TradingScope;
}

export class LimitActs {
  private readonly tools: LimitTools;
  /** Where a limit has been set with four eyes. */
  private readonly fourEyed: Place[] = [];

  constructor(tools: LimitTools) {
    this.tools = tools;
  }

  /** Sets, loosens or clears a limit of a scope. */
  set(engine: Engine): void {
    const place = this.anyPlace();
    const setting = this.anySetting(place.limit);
    this.tools.door.do(engine, this.setting(engine, place, setting));
  }

  /** Lets a signal pass soft limits for some seconds. It comes a moment before their end, at it, or after it. */
  override(engine: Engine): void {
    const { door } = this.tools;
    const { signalId, grant } = this.announced(engine, overrideParts);
    if (signalId === undefined) return;
    door.do(engine, {
      what: `override ${signalId}`,
      right: 'limits',
      run: (context) => engine.limits.override(signalId, grant, context),
    });
  }

  propose(engine: Engine): void {
    if (this.tools.random.chance(0.3)) this.proposeOverride(engine);
    else this.proposeLimit(engine);
  }

  /** Approves, refuses or withdraws any proposal, whoever made it. */
  answer(engine: Engine): void {
    const waiting = engine.limits.proposals();
    if (waiting.length === 0) return;
    const { random } = this.tools;
    const answer = random.pick(['approve', 'approve', 'approve', 'refuse', 'withdraw'] as const);
    this.answerTo(engine, random.pick(waiting).proposalId, answer);
  }

  private setting(engine: Engine, place: Place, setting: LimitSetting | undefined): Act<unknown> {
    const { limit, scope } = place;
    return {
      what: `set ${limit} of ${formatTradingScope(scope)}`,
      right: 'limits',
      run: (context) => engine.limits.set(limit, scope, setting, context),
      onDone: () => {
        if (typeof setting === 'object' && setting.fourEyes === true) this.fourEyed.push(place);
      },
    };
  }

  private proposeLimit(engine: Engine): void {
    const { random, door } = this.tools;
    const isFourEyed = this.fourEyed.length > 0 && random.chance(0.7);
    const { limit, scope } = isFourEyed ? random.pick(this.fourEyed) : this.anyPlace();
    const setting = this.anySetting(limit);
    const minutes = random.integer(proposalParts.min, proposalParts.max) / minuteParts;
    door.do(engine, {
      what: `propose ${limit} of ${formatTradingScope(scope)}`,
      right: 'propose',
      run: (context) => engine.limits.propose(limit, scope, setting, { ...context, minutes }),
      onDone: (proposal) => this.answerAtItsEnd(proposal, minutes),
    });
  }

  private proposeOverride(engine: Engine): void {
    const { door } = this.tools;
    const { signalId, grant } = this.announced(engine, proposalParts);
    if (signalId === undefined) return;
    door.do(engine, {
      what: `propose to override ${signalId}`,
      right: 'propose',
      run: (context) => engine.limits.proposeOverride(signalId, grant, context),
      onDone: (proposal) => this.answerAtItsEnd(proposal, grant.minutes),
    });
  }

  private answerAtItsEnd({ proposalId }: Proposal, minutes: number): void {
    const { random, time, engine } = this.tools;
    if (!random.chance(0.5)) return;
    time.after(this.nearEnd(minutes), () => {
      const running = engine();
      if (running !== undefined) this.answerTo(running, proposalId, 'approve');
    });
  }

  private answerTo(engine: Engine, proposalId: ProposalId, answer: 'approve' | 'refuse' | 'withdraw'): void {
    this.tools.door.do<unknown>(engine, {
      what: `${answer} ${proposalId}`,
      right: answer === 'withdraw' ? 'propose' : 'limits',
      run: (context) => engine.limits[answer](proposalId, context),
    });
  }

  /** A signal that is still to come, and what it may pass until about when it comes. */
  private announced(engine: Engine, { min, max }: { readonly min: number; readonly max: number }) {
    const { random, announce } = this.tools;
    const minutes = random.integer(min, max) / minuteParts;
    const soft = engine.limits.lines().filter((line) => line.soft !== undefined);
    const softRules = [...new Set(soft.map(({ rule }) => rule))];
    const rules = softRules.length === 0 || random.chance(0.1) ? [random.pick(rulesOf)] : softRules;
    return { signalId: announce(() => this.nearEnd(minutes)), grant: { rules, minutes } };
  }

  private nearEnd(minutes: number): number {
    return Math.max(0, minutes * minuteParts * partMs + this.tools.random.pick(offsetsMs));
  }

  private anyPlace(): Place {
    const { random } = this.tools;
    const limit = random.chance(0.5) ? 'orderQuantityMax' : random.pick(simulatedLimits);
    const scopes = this.tools.scopes.filter(({ kind }) => limitKindOf(limit).scopes.includes(kind));
    const accounts = scopes.filter(({ kind }) => kind === 'account');
    const scope = accounts.length > 0 && random.chance(0.5) ? random.pick(accounts) : random.pick(scopes);
    return { limit, scope };
  }

  /** Undefined returns the limit to the configuration's value. */
  private anySetting(name: LimitName): LimitSetting | undefined {
    const { random } = this.tools;
    const [softs = [1, 1], hards = [2, 2]] = ranges[name] ?? [];
    const soft = wholeDecimal(random.integer(...softs));
    const hard = wholeDecimal(random.integer(...hards));
    const fourEyes = random.chance(fourEyesChance) ? true : undefined;
    const settings: readonly LimitSetting[] = [
      { hard, fourEyes },
      { soft, hard, fourEyes },
      { soft, hard: 'none', fourEyes },
    ];
    return random.chance(0.25) ? undefined : random.pick(settings);
  }
}
