/** The contract of the venue port: every venue passes it, as far as its features go. */
import { afterEach, beforeEach, describe } from 'vitest';
import { cancelAndReplaceContract } from './cancelAndReplaceContract.ts';
import { connectionContract } from './connectionContract.ts';
import { queryContract } from './queryContract.ts';
import { tradingContract } from './tradingContract.ts';
import { connectMsMax, ContractDesk, type VenueFeatures, type VenueHarness } from './venueHarness.ts';

/** Describes the suite for one venue. `open` gives a harness whose venue is not connected yet. */
export function describeVenueContract(
  name: string,
  features: VenueFeatures,
  open: () => Promise<VenueHarness>,
): void {
  describe(`${name} as a venue`, () => {
    let current: ContractDesk | undefined;
    const desk = (): ContractDesk => {
      if (current === undefined) throw new Error('no venue is open');
      return current;
    };

    beforeEach(async () => {
      current = new ContractDesk(await open());
      const connected = await current.venue.connect(current.listener, connectMsMax);
      if (!connected.ok) throw new Error(connected.error.message);
    });

    afterEach(async () => {
      const { harness } = desk();
      await harness.venue.close();
      await harness.close();
    });

    connectionContract(desk, features);
    tradingContract(desk, features);
    cancelAndReplaceContract(desk, features);
    queryContract(desk, features);
  });
}
