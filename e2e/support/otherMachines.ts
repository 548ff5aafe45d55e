// Engines that take consoles of other machines, and the people who log in there.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { writePeerFiles, type TestPeer } from '../../src/main/infra/link/testing/peerFiles.ts';
import { startMs } from './console.ts';
import { headlessSaying } from './headless.ts';

export const password = 'a good password';

export async function logIn(window: Page, operator: string): Promise<void> {
  await expect(window.getByRole('heading', { name: 'Log in' })).toBeVisible({ timeout: startMs });
  await window.getByLabel('Operator').fill(operator);
  await window.getByLabel('Password').fill(password);
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('status-strip').getByText(`${operator},`)).toBeVisible({
    timeout: startMs,
  });
}

/** Has the engine of the folder take consoles of other machines. */
export async function openToOthers(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'configuration.json');
  const { certificate, key, authorities } = writePeerFiles(join(dataFolder, 'tls'), 'engine');
  const remote = { listen: '127.0.0.1:0', certificate, key, clientAuthorities: authorities };
  const configuration = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...configuration, remote }));
}

/** Writes `attach.json` and its certificates: the way to the engine at this port. */
export async function writeWay(folder: string, peer: TestPeer, port: number): Promise<string> {
  const file = join(folder, 'attach.json');
  const files = writePeerFiles(folder, peer);
  await writeFile(file, JSON.stringify({ address: `127.0.0.1:${port}`, ...files }));
  return file;
}

/** Adds the administrator eva to the desk that runs on the folder. */
export async function addEva(dataFolder: string): Promise<void> {
  const add = ['operators', 'add', 'eva', '--role', 'administrator', '--reason', 'a test of consoles'];
  const added = await headlessSaying(password, dataFolder, ...add);
  expect(added.exitCode, added.stderr).toBe(0);
}

/** Adds the viewer vic, in the name of eva. */
export async function addVic(dataFolder: string): Promise<void> {
  const add = ['operators', 'add', 'vic', '--role', 'viewer', '--operator', 'eva', '--reason', 'a test'];
  const added = await headlessSaying(`${password}\n${password}`, dataFolder, ...add);
  expect(added.exitCode, added.stderr).toBe(0);
}
