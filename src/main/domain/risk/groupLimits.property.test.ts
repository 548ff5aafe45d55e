/** A decision about groups of limits is the one about each limit by itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, wholeDecimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import { sampleTerms } from '../order/testing/sampleTerms.ts';
import { judgedInput } from './exposureRules.ts';
import { groupLimits, limitKindOf, limitNames, limitOf, type Limit } from './limits.ts';
import type { ExposureSum, RiskInput } from './riskInput.ts';
import { assessRisk, limitRules } from './riskRules.ts';
import { atOneVenue } from './testing/atOneVenue.ts';

const scopes = ['desk', 'venue:sim', 'account:main', 'strategy:trend', 'symbol:SPX'];
const small = fc.integer({ min: 0, max: 6 });
const amount = small.map(wholeDecimal);
const bounds = fc.oneof(
  amount.map((hard) => ({ hard })),
  amount.map((soft) => ({ soft, hard: 'none' as const })),
  fc.tuple(amount, amount).map(([soft, more]) => ({ soft, hard: add(soft, add(more, decimal('1'))) })),
);
const limit = fc
  .record({ name: fc.constantFrom(...limitNames), scope: fc.constantFrom(...scopes), bounds })
  .filter(({ name, scope }) => limitKindOf(name).scopes.some((kind) => scope.startsWith(kind)))
  .map(({ name, scope, bounds: setting }) => limitOf(name, scope, setting) as Limit);
const limits = fc.uniqueArray(limit, { selector: ({ name, scope }) => `${name} ${scope}`, maxLength: 20 });

const exposure = fc.record({ gross: amount, high: amount, low: amount });
const input = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 5 }).map(wholeDecimal),
    limitPrice: fc.option(fc.integer({ min: 1, max: 3 }).map(wholeDecimal), { nil: undefined }),
    referencePrice: fc.option(fc.integer({ min: 0, max: 3 }).map(wholeDecimal), { nil: undefined }),
    position: fc.integer({ min: -4, max: 4 }).map(wholeDecimal),
    openBuyQuantity: amount,
    openSellQuantity: amount,
    openOrders: small,
    ordersLastSecond: small,
    priceOrigin: fc.option(
      fc.record({ source: fc.constantFrom('sim' as VenueId, 'file' as const), ageMs: small }),
      { nil: undefined },
    ),
    measured: fc.record(
      {
        dayVolume: amount,
        dayLoss: amount,
        venueOrdersLastSecond: small,
        identicalOrders: small,
        strategyOrders: small,
        isByHand: fc.boolean(),
        crossable: amount,
        exposures: fc
          .array(fc.option(exposure, { nil: undefined }), {
            minLength: scopes.length,
            maxLength: scopes.length,
          })
          .map(
            (sums) => new Map<string, ExposureSum | undefined>(scopes.map((scope, i) => [scope, sums[i]])),
          ),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ side, quantity, limitPrice, ...rest }): Omit<RiskInput, 'limits'> => {
    const { limitPrice: _price, ...terms } = sampleTerms;
    return atOneVenue({
      ...rest,
      terms: { ...terms, side, quantity, ...(limitPrice !== undefined && { limitPrice }) },
      currency: 'USD',
      notSaid: [],
      limits: [],
      trading: { state: 'active', scope: 'desk', reason: '' },
    });
  });

const scopeOf = ({ scope = 'desk' }: RuleResult): string => scope;
const nameOf = (row: RuleResult): string => `${row.rule} ${scopeOf(row)}`;

test('a decision denies what some limit denies, and a stricter limit stands for each that it leaves out', () => {
  fc.assert(
    fc.property(limits, input, (some, given) => {
      const { rules } = assessRisk({ ...given, limits: groupLimits(some) });
      const each = some.flatMap(
        (one) => limitRules[one.name](judgedInput({ ...given, limits: [] }), one) ?? [],
      );
      const denied = (rows: readonly RuleResult[]) => rows.filter(({ verdict }) => verdict === 'deny');
      expect(denied(rules).map(nameOf).toSorted()).toEqual(denied(each).map(nameOf).toSorted());
      for (const { rule, input: value, limit: most, verdict } of each) {
        const isRecorded = rules.some(
          (row) =>
            row.rule === rule &&
            row.input === value &&
            (verdict === 'deny' || decimal(row.limit) <= decimal(most)),
        );
        const isDenied = denied(each).some((row) => row.rule === rule);
        expect(isRecorded || (isDenied && verdict === 'pass')).toBe(true);
      }
      for (const { rule, strictestOf = 1, scope = 'desk' } of rules) {
        const same = each.filter((one) => one.rule === rule);
        const isOne = same.length === 0 || same.some((one) => scopeOf(one) === scope);
        expect(isOne && (strictestOf === 1 || strictestOf === same.length)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
