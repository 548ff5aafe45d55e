/** Puts together what judges new and amended orders: the rules of form, the rules of risk, and risk's own breaker. */
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import type { Side } from '../../../domain/order/orderTerms.ts';
import type { ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../../domain/trading/tradingState.ts';
import type { AmendJudge } from '../../commands/amendJudge.ts';
import type { EngineConfiguration } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { Clock, IdSource, Logger, Venue } from '../../ports.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import { RiskGuard } from '../../risk/riskGuard.ts';
import { createAmendJudge } from '../../signals/createAmendJudge.ts';
import { RiskManager } from '../../risk/riskManager.ts';
import { signalChecks, type SignalChecks } from '../../pipeline/signalChecks.ts';

export interface JudgesDependencies {
  /** The configuration in force; it is read at each use. */
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly venues: readonly Venue[];
  readonly exposures: ExposureBook;
  readonly effective: (terms: ScopedTerms) => EffectiveState;
  readonly referencePrice: (symbol: string) => Decimal | undefined;
  readonly touchPrice: (symbol: string, side: Side) => Decimal | undefined;
}

export interface Judges {
  readonly checks: SignalChecks;
  readonly risk: RiskManager;
  readonly riskBreaker: RiskGuard;
  readonly amends: AmendJudge;
}

export function createRisk(dependencies: JudgesDependencies): Judges {
  const { configuration, venues, referencePrice, clock } = dependencies;
  const checks = signalChecks(configuration, venues, referencePrice);
  const risk = new RiskManager({
    ...dependencies,
    limits: () => configuration.risk,
    instrumentOf: (symbol) => checks.instrument(symbol),
  });
  const riskBreaker = new RiskGuard({ ...dependencies, risk, settings: () => configuration.riskBreaker });
  return { checks, risk, riskBreaker, amends: createAmendJudge({ checks, guard: riskBreaker, risk, clock }) };
}
