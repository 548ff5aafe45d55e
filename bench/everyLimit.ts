/** Limits of every kind, so high that no order of the bench reaches one: what they cost is that they are asked. */
import { wholeDecimal } from '../src/shared/kernel/decimal.ts';
import { invariant } from '../src/shared/kernel/invariant.ts';
import { limitKindOf, limitNames, type LimitName } from '../src/main/domain/risk/limits.ts';
import type { RiskSettings } from '../src/main/engine/configuration.ts';

const limits = 50;
export const wide = wholeDecimal(1_000_000_000);

/** Every limit of the desk, and then limits of these scopes in turn, such as `symbol:SPX`, up to the number. */
export function everyLimit(first: RiskSettings, scopes: readonly string[]): RiskSettings {
  const ofDesk = Object.fromEntries(limitNames.map((name) => [name, wide])) as Record<LimitName, typeof wide>;
  const further = limitNames
    .flatMap((name) => scopes.map((scope) => ({ name, scope })))
    .filter(({ name, scope }) => limitKindOf(name).scopes.some((kind) => scope.startsWith(`${kind}:`)))
    .slice(0, limits - limitNames.length);
  invariant(limitNames.length + further.length === limits, `${scopes.join()} have room for ${limits} limits`);
  const ofScopes: Record<string, Partial<Record<LimitName, typeof wide>>> = {};
  for (const { name, scope } of further) ofScopes[scope] = { ...ofScopes[scope], [name]: wide };
  return { ...first, ...ofDesk, scopes: ofScopes };
}
