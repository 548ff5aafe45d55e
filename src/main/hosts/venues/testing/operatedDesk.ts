/** A desk on a scripted FIX venue with its doors for operators; all of it is taken down at the test's end. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { scriptedDesk } from '../../../infra/venues/fix/testing/scriptedDesk.ts';
import type { ScriptedVenue } from '../../../infra/venues/fix/testing/scriptedVenue.ts';
import type { KeyStore } from '../../../infra/venues/fix/transport/credentials.ts';
import { ConsoleList } from '../../../ipc/consoles/consoleList.ts';
import { createApi } from '../../../ipc/createApi.ts';
import { JobRunner } from '../../../ipc/jobs/jobRunner.ts';
import type { HostFacts } from '../../../ipc/ports/servedRuntime.ts';
import { openControlChannel } from '../../control/controlServer.ts';
import { runHere } from '../../headless/testing/runHere.ts';
import { tempDesk } from '../../headless/testing/tempDesk.ts';
import { openedRuntime } from './scriptedRuntime.ts';

const logger = { log: () => undefined };

/** A desk that trades with this venue; `change` are further keys of its FIX session. */
export async function openedOn(venue: ScriptedVenue, change: object = {}) {
  return openedIn(await folderOf(venue, change));
}

/** A data folder whose desk trades with this venue. */
export async function folderOf(venue: ScriptedVenue, change: object = {}): Promise<string> {
  const port = await venue.listen();
  onTestFinished(() => venue.close());
  const folder = tempDesk().data;
  mkdirSync(folder);
  writeFileSync(join(folder, 'configuration.json'), JSON.stringify(scriptedDesk(port, change)));
  return folder;
}

/** A desk on this folder, its bridge, and `desk` to run a command on it. */
export async function openedIn(folder: string, keyStore?: KeyStore) {
  const inFile: unknown = JSON.parse(readFileSync(join(folder, 'configuration.json'), 'utf8'));
  const [clock, scheduler] = [systemClock(), nodeScheduler()];
  const runtime = await openedRuntime(folder, inFile, {
    clock,
    scheduler,
    ...(keyStore !== undefined && { keyStore }),
  });
  const facts: HostFacts = {
    environment: 'PAPER',
    version: '0.0.0',
    process: { host: 'test', processId: process.pid, machine: 'here' },
    dataFolder: folder,
    sampleSignals: '',
  };
  const ports = { clock, scheduler, logger };
  const jobs = new JobRunner(ports, () => 'job');
  const api = createApi({
    runtime,
    facts,
    ports,
    jobs,
    session: runtime.logins.open('window'),
    files: { kind: 'path' },
    consoles: new ConsoleList(),
  });
  const channel = await openControlChannel({ folder, apiFor: () => api, logger });
  onTestFinished(() => channel.close());
  const desk = (...args: string[]) => runHere(...args, '--data', folder);
  return { folder, runtime, api, desk };
}
