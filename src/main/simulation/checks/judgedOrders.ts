/**
 * What each order and amend was judged by: limits that were in force between its signal and its decision, none of them
 * left out, nothing beyond a hard one, and beyond a soft one only by an override in force.
 */
import { decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { isSamePerson, personOf, type OrderId } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { OrderState } from '../../domain/order/orderState.ts';
import type { RiskDecisionRecord, RuleResult } from '../../domain/order/riskDecision.ts';
import {
  limitKindOf,
  limitTerms,
  type Limit,
  type LimitName,
  type LimitSetting,
} from '../../domain/risk/limits.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { simulatedLimits } from '../actors/limitActs.ts';
import type { OrderEvent } from './ledger.ts';
import type { LimitLog } from './limitLog.ts';
import type { Report } from './violation.ts';

type Granted = Extract<StoredEvent, { type: 'RiskOverrideGranted' }>;
type Created = Extract<OrderEvent, { type: 'OrderCreated' }>;

/** Those that change in a run. Each has a row in a decision, or gives way to a stricter one of the same rule. */
const watched: ReadonlySet<LimitName> = new Set(simulatedLimits);

/** Limits that hold back no order of a kill switch. */
const neverOfKills: ReadonlySet<LimitName> = new Set(['marketDataAgeMaxMs', 'openOrdersMax']);

export class JudgedOrders {
  private readonly limits: LimitLog;
  private readonly report: Report;
  private readonly grants = new Map<string, Granted[]>();
  /** By signal: where it was received, and from whom. */
  private readonly signals = new Map<string, { readonly position: number; readonly sender: string }>();
  /** By signal, the order that an override has let pass. */
  private readonly passed = new Map<string, OrderId>();

  constructor(limits: LimitLog, report: Report) {
    this.limits = limits;
    this.report = report;
  }

  onOther(event: StoredEvent): void {
    if (event.type === 'RiskOverrideGranted') {
      const { signalId } = event.data;
      this.grants.set(signalId, [...(this.grants.get(signalId) ?? []), event]);
    }
    if (event.type === 'SignalReceived') {
      this.signals.set(event.data.signal.id, { position: event.position, sender: event.actor });
    }
  }

  onOrder(event: OrderEvent, before: OrderState): void {
    if (event.type === 'OrderCreated') this.onCreated(event);
    if (event.type === 'OrderReplaceRequested' && before.status !== 'none' && event.data.risk !== undefined) {
      this.judged(event, before.terms, event.data.risk, this.signals.get(before.terms.signalId)?.position);
    }
  }

  private onCreated(event: Created): void {
    const { terms, risk } = event.data;
    // The exits of a bracket close what their entry filled.
    if (terms.parent !== undefined) return;
    const received = this.signals.get(terms.signalId)?.position;
    this.judged(event, terms, risk, received);
    for (const row of risk.rules) {
      if (row.override !== undefined) this.checkOverride(event, row, row.override);
    }
  }

  private judged(
    event: OrderEvent,
    terms: ScopedTerms,
    risk: RiskDecisionRecord,
    received = event.position,
  ): void {
    const isKill = event.type === 'OrderCreated' && event.data.terms.killId !== undefined;
    for (const limit of this.limits.inForce(terms)) {
      if (!watched.has(limit.name)) continue;
      const { rule } = limitKindOf(limit.name);
      const ofRule = risk.rules.filter((row) => row.rule === rule);
      const rows = ofRule.filter((row) => (row.scope ?? 'desk') === limit.scope);
      const isLeftOut = isKill && neverOfKills.has(limit.name);
      const been = this.limits.since(limit.name, limit.scope, received);
      const name = `${event.streamId} at ${event.position}`;
      const givesWay = ofRule.some((row) => been.some((one) => isWithin(row, one)));
      if (rows.length === 0 && !givesWay && been.every(holdsBack) && !isLeftOut) {
        this.report('judged_by_limits_in_force', `${name} was not judged by ${limit.name} of ${limit.scope}`);
      }
      if (rows.length > 0 && !rows.some((row) => been.some((one) => isOf(row, one)))) {
        const told = rows.map((row) => row.limit).join();
        const detail = `${name} was judged by ${limit.name} ${told} of ${limit.scope}, which was never in force`;
        this.report('judged_by_limits_in_force', detail);
      }
      for (const row of rows) this.checkRow(event, limit, row);
    }
  }

  private checkRow(event: OrderEvent, { name, scope, soft, hard }: Limit, row: RuleResult): void {
    const isKill = event.type === 'OrderCreated' && event.data.terms.killId !== undefined;
    const isAmend = event.type === 'OrderReplaceRequested';
    if (event.type === 'OrderCreated' && row.rule === 'max_order_quantity') {
      const { quantity } = event.data.terms;
      if (row.input !== quantity) {
        const detail = `${event.streamId} of ${quantity} was judged as one of ${row.input}`;
        this.report('within_set_limits', detail);
      }
    }
    if (!/^-?\d/.test(row.input)) return;
    const input = decimal(row.input);
    const what = `${event.streamId} at ${event.position} is on record with ${row.input} for ${name} of ${scope}`;
    if (isBeyond(input, hard)) this.report('within_set_limits', `${what}, hard ${formatDecimal(hard)}`);
    else if (isBeyond(input, soft) && !isKill && (isAmend || row.override === undefined)) {
      this.report('within_set_limits', `${what}, soft ${formatDecimal(soft)}, by no override`);
    }
  }

  /** Given for this signal and this rule, not over, by another person where it takes one, and used once. */
  private checkOverride(
    event: Created,
    row: RuleResult,
    { by, expiresAt }: NonNullable<RuleResult['override']>,
  ): void {
    const { signalId, orderId } = event.data.terms;
    const { position, sender } = this.signals.get(signalId) ?? {};
    const grant = this.grants
      .get(signalId)
      ?.find(
        ({ actor, data }) => actor === by && data.expiresAt === expiresAt && data.rules.includes(row.rule),
      );
    const tell = (why: string): void => {
      const at = `${orderId} at ${event.position}, received at ${position}`;
      this.report('override_in_force', `${at}, passes ${row.rule} by ${by}: ${why}`);
    };
    if (grant === undefined) tell('nobody has given that');
    if (formatMicros(event.time) >= expiresAt) {
      tell(`over at ${expiresAt}, decided at ${formatMicros(event.time)}`);
    }
    if (row.fourEyes === true && sender !== undefined) {
      if (isSamePerson(sender, by)) tell('an own order');
      if (personOf(sender) === undefined && grant?.data.proposed === undefined) tell('one person alone');
    }
    const other = this.passed.get(signalId);
    if (other !== undefined && other !== orderId) tell(`${other} had it before`);
    this.passed.set(signalId, orderId);
  }
}

function holdsBack(setting: LimitSetting): boolean {
  const { soft, hard } = limitTerms(setting);
  return soft !== undefined || hard !== 'none';
}

/** Whether the row compared with this limit. */
function isOf(row: RuleResult, setting: LimitSetting): boolean {
  const { soft, hard } = limitTerms(setting);
  const values = [soft, hard].filter((one) => one !== undefined && one !== 'none');
  return values.some((value) => formatDecimal(value) === row.limit);
}

/** Whether the value on record passes this limit too, so that the row of another scope may stand for both. */
function isWithin(row: RuleResult, setting: LimitSetting): boolean {
  const { soft, hard } = limitTerms(setting);
  const bounds = [soft, hard].filter((one) => one !== undefined && one !== 'none');
  return /^-?\d/.test(row.input) && bounds.every((bound) => decimal(row.input) <= bound);
}

function isBeyond(value: Decimal, limit: Decimal | undefined): limit is Decimal {
  return limit !== undefined && value > limit;
}
