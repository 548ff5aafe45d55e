/** Connects a console to the engine that runs on a data folder of this machine. */
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { readEngineOwner, type EngineOwner } from '../paths/engineOwner.ts';
import { findSocket } from '../paths/engineSocket.ts';
import { whyNotOwn } from '../paths/folderOwner.ts';

/** Fault: `engine_lost`. */
export async function dialHere(folder: string): Promise<Result<Socket, Fault>> {
  const path = findSocket(folder, 'console');
  if (path === undefined) return err(nobody(folder));
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(ok(socket))).once('error', () => resolve(err(nobody(folder))));
  });
}

/** The same for the folder of another desk, on which this console runs no engine. Faults: `attach_unusable` and `standby` as well. */
export async function dialOther(folder: string): Promise<Result<Socket, Fault>> {
  const notOwn = whyNotOwn(folder);
  if (notOwn !== undefined) return err({ code: 'attach_unusable', message: notOwn.message });
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) {
    const what = found === undefined ? 'does not exist' : 'is no folder';
    return err({ code: 'attach_unusable', message: `${folder} ${what}; expected the data folder of a desk` });
  }
  const dialed = await dialHere(folder);
  if (dialed.ok) return dialed;
  return err(whyNobody(folder));
}

/** Says which process keeps the folder, where one does, and that a standby waits there. */
function whyNobody(folder: string): Fault {
  const owner = readEngineOwner(folder);
  if (owner === undefined || !isRunning(owner)) {
    const message = `No engine takes consoles on ${folder} now. The window attaches by itself once one does (desk run --data ${folder}).`;
    return { code: 'engine_lost', message };
  }
  const { what, pid } = owner;
  if (what.endsWith(', a standby')) {
    const message = `The engine on ${folder} is a standby (process ${pid}). The window attaches by itself once it has taken over.`;
    return { code: 'standby', message };
  }
  const message = `${what} (process ${pid}) keeps ${folder}, and takes no consoles. The window attaches by itself once an engine does (desk run --data ${folder}).`;
  return { code: 'engine_lost', message };
}

function isRunning({ pid, host }: EngineOwner): boolean {
  try {
    return host === hostname() && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether an engine takes consoles there. */
export async function isEngineThere(folder: string): Promise<boolean> {
  const dialed = await dialHere(folder);
  if (dialed.ok) dialed.value.destroy();
  return dialed.ok;
}

function nobody(folder: string): Fault {
  const message = `No engine takes consoles on ${folder} now. The console attaches again once one runs there; close the console and open it to run the engine in it.`;
  return { code: 'engine_lost', message };
}
