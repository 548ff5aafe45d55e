import { describe, expect, test } from 'vitest';
import {
  defaultDeskConfiguration,
  type DeskConfiguration,
} from '../infra/configuration/deskConfiguration.ts';
import { parseConfiguration } from '../infra/configuration/loadConfiguration.ts';
import { environmentOf } from './environmentOf.ts';

function desk(papers: readonly (boolean | undefined)[]): DeskConfiguration {
  const venues = papers.map((paper, index) => {
    const capabilities = { orderTypes: ['limit'], timesInForce: ['DAY'] };
    const session = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE', capabilities };
    return {
      venue: `v${index}`,
      kind: 'fix',
      fix: { host: '127.0.0.1', port: 1 + index, ...session, paper },
    };
  });
  const instrument = { symbol: 'SPX', venue: 'v0', currency: 'USD', tickSize: '0.25', lotSize: '1' };
  const parsed = parseConfiguration(JSON.stringify({ instruments: [instrument], venues }), '/');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

describe('what a desk trades with', () => {
  test('is SIMULATION without a real venue', () => {
    expect(environmentOf(defaultDeskConfiguration())).toBe('SIMULATION');
  });

  test.each([
    [[undefined], 'LIVE'],
    [[false], 'LIVE'],
    [[true], 'PAPER'],
    [[true, true], 'PAPER'],
    [[true, undefined], 'LIVE'],
  ])('%j as paper of its FIX venues makes it %s', (papers, environment) => {
    expect(environmentOf(desk(papers))).toBe(environment);
  });
});
