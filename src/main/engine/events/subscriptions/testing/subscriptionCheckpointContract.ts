/** What every implementation of the SubscriptionCheckpoints port does; registered as vitest tests beside each one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubscriptionCheckpoints } from '../subscriptionCheckpoints.ts';

export interface CheckpointFixture {
  /** Opens what is there; a second time, after `close`, what the first one left. */
  open(): SubscriptionCheckpoints;
  /** Removes everything. All is closed by then. */
  dispose(): void;
}

export function subscriptionCheckpointContract(name: string, createFixture: () => CheckpointFixture): void {
  describe(`${name} as a store of checkpoints`, () => {
    let fixture: CheckpointFixture;
    let checkpoints: SubscriptionCheckpoints;
    beforeEach(() => {
      fixture = createFixture();
      checkpoints = fixture.open();
    });
    afterEach(() => {
      checkpoints.close();
      fixture.dispose();
    });

    it('knows nobody at first', () => {
      expect(checkpoints.load('journal')).toBe(0);
    });

    it('keeps several, and leaves those alone that are not given', () => {
      checkpoints.save(
        new Map([
          ['journal', 7],
          ['alerts', 3],
        ]),
      );
      checkpoints.save(new Map([['journal', 9_007_199_254_740_991]]));
      expect(checkpoints.load('journal')).toBe(9_007_199_254_740_991);
      expect(checkpoints.load('alerts')).toBe(3);
      expect(checkpoints.load("journal'; --")).toBe(0);
    });

    it('lets one go back, as it must when an older copy of the events was put back', () => {
      checkpoints.save(new Map([['journal', 7]]));
      checkpoints.save(new Map([['journal', 5]]));
      expect(checkpoints.load('journal')).toBe(5);
    });

    it('keeps them over a restart', () => {
      checkpoints.save(new Map([['journal', 7]]));
      checkpoints.close();
      checkpoints = fixture.open();
      expect(checkpoints.load('journal')).toBe(7);
    });
  });
}
