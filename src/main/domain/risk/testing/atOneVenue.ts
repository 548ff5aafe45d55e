/** The input of the rules for an account that has all it holds and has open at the order's own venue. */
import type { RiskInput } from '../riskInput.ts';

export function atOneVenue(input: Omit<RiskInput, 'atVenue'>): RiskInput {
  const { position, openBuyQuantity, openSellQuantity, openOrders } = input;
  return { ...input, atVenue: { position, openBuyQuantity, openSellQuantity, openOrders } };
}
