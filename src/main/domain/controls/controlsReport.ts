/**
 * The limits in force, who set them and when they last denied something, made from the events alone, for a review. No
 * fact comes from a running engine.
 */
import {
  orderIdOfStream,
  type OrderId,
  type SignalId,
  type StreamId,
  type Actor,
} from '../../../shared/kernel/ids.ts';
import type { ConfigurationValue } from '../configuration/configurationChange.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { RiskDecisionRecord } from '../order/riskDecision.ts';
import { CountingWindows, type CountingWindow } from './countingWindows.ts';
import { limitKindOf, limitNames, type LimitName } from '../risk/limits.ts';
import { limitPathOf, readLimitPath } from '../risk/limitPath.ts';
import type { LimitRecord } from '../risk/limitRecord.ts';

/** An event as the report needs it. Times are UTC with microseconds. */
export type ReportedEvent = DomainEvent & {
  readonly streamId: StreamId;
  readonly actor: Actor;
  readonly time: string;
};

interface SetBy {
  readonly by: Actor;
  readonly at: string;
  readonly reason: string;
}

/** A limit that counts within a window has that window too. */
export interface LimitInForce extends SetBy, Partial<CountingWindow> {
  readonly limit: LimitName;
  readonly rule: string;
  readonly scope: string;
  readonly soft?: string;
  /** A decimal, or `none`. */
  readonly hard: string;
  /** The limit of the configuration, over which an operator has set this one; `none` where it has none. */
  readonly over?: LimitRecord;
  /** How often it denied an order or an amend, and the last time. */
  readonly denials: number;
  readonly lastDenied?: Denial;
}

/**
 * A change of a limit by an operator, even where the limit was changed again or returned to the configuration since.
 */
export interface LimitChange extends SetBy {
  readonly limit: LimitName;
  readonly scope: string;
  readonly from: LimitRecord;
  /** Absent where the configuration's limit counts again. */
  readonly to?: LimitRecord;
}

export interface Denial {
  readonly at: string;
  readonly orderId: OrderId;
  readonly input: string;
}

export interface GrantedOverride extends SetBy {
  readonly signalId: SignalId;
  readonly rules: readonly string[];
  readonly expiresAt: string;
  /** The order that passed because of the override; absent while none did. */
  readonly orderId?: OrderId;
}

export interface ControlsReport {
  readonly limits: readonly LimitInForce[];
  /** Oldest first. */
  readonly changes: readonly LimitChange[];
  /** Denials of all other rules, by their names. */
  readonly others: Readonly<Record<string, { readonly denials: number; readonly lastDenied: Denial }>>;
  readonly overrides: readonly GrantedOverride[];
}

export interface Denials {
  readonly denials: number;
  readonly lastDenied: Denial;
}

/** Denials by rule and scope, as a snapshot keeps them. */
export type DenialRecords = readonly (readonly [key: string, denials: Denials])[];

const started = 'in the configuration at the start';

export class ControlsReporter {
  private readonly configured = new Map<string, { readonly value: ConfigurationValue } & SetBy>();
  private readonly set = new Map<string, LimitRecord & SetBy>();
  private readonly changes: LimitChange[] = [];
  private readonly denied = new Map<string, Denials>();
  private readonly windows = new CountingWindows();
  /** By signal. */
  private readonly granted = new Map<SignalId, readonly GrantedOverride[]>();

  take(event: ReportedEvent): void {
    const { actor: by, time: at } = event;
    switch (event.type) {
      case 'EngineStarted':
        this.start(event.data.configuration ?? {}, { by, at, reason: started });
        break;
      case 'ConfigurationChanged':
        for (const { path, to } of event.data.changes) {
          this.configure(path, to, { by, at, reason: event.data.reason });
        }
        break;
      case 'RiskLimitChanged': {
        const { limit, scope, from, to, reason } = event.data;
        this.changes.push({ limit, scope, from, ...(to !== undefined && { to }), by, at, reason });
        if (to === undefined) this.set.delete(keyOf(limit, scope));
        else this.set.set(keyOf(limit, scope), { ...to, by, at, reason });
        break;
      }
      case 'RiskOverrideGranted':
        this.grant({ ...event.data, by, at });
        break;
      case 'OrderCreated':
        this.pass(event.data.terms.signalId, event.data.terms.orderId, event.data.risk);
        break;
      case 'OrderDenied':
      case 'OrderReplaceDenied':
        this.deny(event.data.risk, { at, orderId: orderIdOfStream(event.streamId) });
        break;
      default:
    }
    this.windows.apply(event, (limit) =>
      [...this.set].some(([key, { fourEyes }]) => fourEyes === true && key.startsWith(`${limit} `)),
    );
  }

  report(): ControlsReport {
    const places = new Map<string, { readonly limit: LimitName; readonly scope: string }>();
    for (const limit of limitNames) places.set(keyOf(limit, 'desk'), { limit, scope: 'desk' });
    for (const path of this.configured.keys()) {
      const read = readLimitPath(path);
      if (read !== undefined) places.set(keyOf(read.limit, read.scope), read);
    }
    for (const key of this.set.keys()) {
      const [name, scope = 'desk'] = key.split(' ');
      const limit = limitNames.find((one) => one === name);
      if (limit !== undefined) places.set(key, { limit, scope });
    }
    const limits = [...places.values()].flatMap((place) => this.inForce(place) ?? []);
    const told = new Set(limits.map(({ rule, scope }) => keyOf(rule, scope)));
    const others = [...this.denied].filter(([key]) => !told.has(key));
    return {
      limits,
      changes: [...this.changes],
      others: Object.fromEntries(others.map(([key, denials]) => [key.replace(/ desk$/, ''), denials])),
      overrides: [...this.granted.values()].flat(),
    };
  }

  denialsOf(rule: string, scope: string): Denials | undefined {
    return this.denied.get(keyOf(rule, scope));
  }

  denials(): DenialRecords {
    return [...this.denied];
  }

  restoreDenials(records: DenialRecords): void {
    for (const [key, denials] of records) this.denied.set(key, denials);
  }

  private inForce({
    limit,
    scope,
  }: {
    readonly limit: LimitName;
    readonly scope: string;
  }): LimitInForce | undefined {
    const { rule } = limitKindOf(limit);
    const set = this.set.get(keyOf(limit, scope));
    const configured = this.inConfiguration(limit, scope);
    const value = set ?? configured;
    if (value === undefined) return undefined;
    const over = set && { over: recordOf(configured) };
    const window = this.windows.onRecord(limit);
    return { limit, rule, scope, ...value, ...over, ...window, denials: 0, ...this.denialsOf(rule, scope) };
  }

  private inConfiguration(limit: LimitName, scope: string): (LimitRecord & SetBy) | undefined {
    const path = limitPathOf(limit, scope);
    const [alone, soft, hard, fourEyes] = ['', '.soft', '.hard', '.fourEyes'].map((end) =>
      this.configured.get(`${path}${end}`),
    );
    const found = alone ?? hard;
    if (found === undefined) return undefined;
    const { by, at, reason, value } = found;
    return {
      hard: String(value),
      ...(alone === undefined && soft && { soft: String(soft.value) }),
      ...(fourEyes?.value === true && { fourEyes: true as const }),
      by,
      at,
      reason,
    };
  }

  /** A value that the start before had already still counts as set then. */
  private start(configuration: Readonly<Record<string, ConfigurationValue>>, set: SetBy): void {
    for (const path of this.configured.keys()) if (!(path in configuration)) this.configured.delete(path);
    for (const [path, value] of Object.entries(configuration)) {
      if (String(this.configured.get(path)?.value) !== String(value)) this.configure(path, value, set);
    }
  }

  private configure(path: string, value: ConfigurationValue | undefined, set: SetBy): void {
    if (!path.startsWith('risk.')) return;
    if (value === undefined) this.configured.delete(path);
    else this.configured.set(path, { value, ...set });
  }

  private grant(granted: GrantedOverride): void {
    const { signalId } = granted;
    this.granted.set(signalId, [...(this.granted.get(signalId) ?? []), granted]);
  }

  /** The order passed because of the overrides that its decision names. */
  private pass(signalId: SignalId, orderId: OrderId, { rules }: RiskDecisionRecord): void {
    const given = this.granted.get(signalId);
    if (given === undefined) return;
    const used = (one: GrantedOverride): boolean =>
      rules.some(
        ({ rule, override }) =>
          override?.by === one.by && override.expiresAt === one.expiresAt && one.rules.includes(rule),
      );
    this.granted.set(
      signalId,
      given.map((one) => (used(one) ? { ...one, orderId } : one)),
    );
  }

  private deny(risk: RiskDecisionRecord | undefined, where: Omit<Denial, 'input'>): void {
    for (const { rule, verdict, scope = 'desk', input } of risk?.rules ?? []) {
      if (verdict !== 'deny') continue;
      const key = keyOf(rule, scope);
      const denials = (this.denied.get(key)?.denials ?? 0) + 1;
      this.denied.set(key, { denials, lastDenied: { ...where, input } });
    }
  }
}

function keyOf(name: string, scope: string): string {
  return `${name} ${scope}`;
}

function recordOf({ soft, hard, fourEyes }: LimitRecord = { hard: 'none' }): LimitRecord {
  return { ...(soft !== undefined && { soft }), hard, ...(fourEyes && { fourEyes }) };
}
