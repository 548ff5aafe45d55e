/** A few takeovers, so that the bench of a hundred can be trusted when it runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testSeed } from '../../src/main/hosts/headless/testing/seed.ts';
import { hasPostgres } from '../../src/main/infra/testing/postgresServer.ts';
import { readEngineOwner } from '../../src/main/infra/paths/engineOwner.ts';
import { playTakeovers } from './playTakeovers.ts';
import { notAskedFor, type Takeover } from './takeover.ts';

test.skipIf(!hasPostgres)(
  'an engine that is killed, one that ends though nobody struck, and one that is stopped, lose and double nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-takeovers-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const told: Takeover[] = [];
    const played = await playTakeovers({
      folder,
      times: 2,
      seed: testSeed('takeovers'),
      signalsPerSecond: 40,
      onPlayed(takeover) {
        told.push(takeover);
        // The bench does not know of this one.
        if (takeover.kind === 'killed') process.kill(ownerOf(join(folder, 'two')), 'SIGKILL');
      },
    });
    expect(played.wrong).toEqual([]);
    expect(played.takeovers).toMatchObject([
      { kind: 'killed', tookOver: true },
      { kind: notAskedFor, tookOver: true },
      { kind: 'stopped', tookOver: true },
    ]);
    expect(told).toEqual(played.takeovers);
    expect(played.signals).toBeGreaterThan(100);
  },
);

function ownerOf(folder: string): number {
  const owner = readEngineOwner(folder);
  if (owner === undefined) throw new Error(`no engine has ${folder}`);
  return owner.pid;
}
