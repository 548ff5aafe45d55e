// The application's processes, as the operating system sees them.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

/** The processes of the simulated venues. */
export function venuePids(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ name, serviceName }) => (name ?? serviceName) === 'Simulated venue')
      .map(({ pid }) => pid),
  );
}

/** That of the only one; undefined while there is none. */
export async function venuePid(app: ElectronApplication): Promise<number | undefined> {
  return (await venuePids(app))[0];
}

/** That of the venue with this name: it has its record open. */
export async function pidOfVenue(app: ElectronApplication, venue: string): Promise<number> {
  const isIts = (pid: number): boolean =>
    readdirSync(`/proc/${pid}/fd`).some((file) => opened(pid, file).endsWith(`venue-${venue}.db`));
  const pid = (await venuePids(app)).find(isIts);
  if (pid === undefined) throw new Error(`the venue ${venue} has no process`);
  return pid;
}

function opened(pid: number, file: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${file}`);
  } catch {
    // Closed meanwhile.
    return '';
  }
}

/** False for a process that has ended, also while nobody has asked for its exit code. */
export function isAlive(pid: number): boolean {
  try {
    const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
