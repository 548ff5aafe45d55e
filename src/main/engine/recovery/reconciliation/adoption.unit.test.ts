import { describe, expect, it } from 'vitest';
import {
  engineActor,
  type AccountId,
  type ClientOrderId,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { Adoption } from './adoption.ts';

describe('adoptions of one family', () => {
  it('that are asked for in the same moment go one after the other', async () => {
    let asking = 0;
    let askingMax = 0;
    const queryOrder = async (): Promise<undefined> => {
      askingMax = Math.max(askingMax, ++asking);
      await Promise.resolve();
      asking--;
      return undefined;
    };
    const venue = { id: 'sim' as VenueId, queryOrder };
    const guard = { venue, query: (ask: () => Promise<undefined>) => ask() };
    const handler = { order: () => Promise.resolve(undefined) };
    const adoption = new Adoption({
      guard: guard as unknown as VenueGuard,
      handler: handler as unknown as OrderCommandHandler,
      defaultAccount: 'main' as AccountId,
    });
    const adopt = () => adoption.adopt('theirs-1' as ClientOrderId, engineActor('test'));
    const found = await Promise.all([adopt(), adopt()]);
    expect(found.map(([difference]) => difference?.kind)).toEqual(['unknown_order', 'unknown_order']);
    expect(askingMax).toBe(1);
  });
});
