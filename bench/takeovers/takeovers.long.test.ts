/** A few takeovers, so that the bench of a hundred can be trusted when it runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testSeed } from '../../src/main/hosts/headless/testing/seed.ts';
import { hasPostgres } from '../../src/main/infra/testing/postgresServer.ts';
import { playTakeovers, type Takeover } from './playTakeovers.ts';

test.skipIf(!hasPostgres)(
  'an engine that is killed, and one that is stopped, lose and double nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-takeovers-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const told: Takeover[] = [];
    const played = await playTakeovers({
      folder,
      times: 2,
      seed: testSeed('takeovers'),
      signalsPerSecond: 40,
      onPlayed: (takeover) => told.push(takeover),
    });
    expect(played.wrong).toEqual([]);
    expect(played.takeovers).toMatchObject([
      { kind: 'killed', tookOver: true },
      { kind: 'stopped', tookOver: true },
    ]);
    expect(told).toEqual(played.takeovers);
    expect(played.signals).toBeGreaterThan(100);
  },
);
