/**
 * Native dialogs in which a person at the window chooses a file. The page takes no part in it. The dialogs belong to no
 * window: a window with an open dialog gets neither pointer nor keys, and the kill switch is in that window.
 */
import { join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { FilePurpose } from '../../../shared/contract/engineThread.ts';
import { passKillChord } from './killChord.ts';

/**
 * The file's whole path. `desk` is the desk's name, where the console has several. Undefined when the person canceled, or when there is no
 * window.
 */
export async function chooseFile(
  window: BrowserWindow,
  purpose: FilePurpose,
  dataFolder: string,
  desk: string | undefined,
): Promise<string | undefined> {
  if (window.isDestroyed()) return undefined;
  const release = passKillChord(window);
  try {
    return await dialogs[purpose](dataFolder, desk === undefined ? '' : `${desk}: `);
  } finally {
    release();
  }
}

const dialogs: Readonly<
  Record<FilePurpose, (dataFolder: string, desk: string) => Promise<string | undefined>>
> = {
  replay: chooseSignals,
  backup: chooseBackup,
  export: chooseExport,
  orders: chooseOrderTable,
};

async function chooseOrderTable(_dataFolder: string, desk: string): Promise<string | undefined> {
  const day = new Date().toISOString().slice(0, 10);
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: `${desk}Export the orders that match to a file`,
    buttonLabel: 'Export',
    defaultPath: `orders-${day}.csv`,
    filters: [{ name: 'Comma-separated values', extensions: ['csv'] }],
  });
  return canceled ? undefined : filePath;
}

async function chooseSignals(_dataFolder: string, desk: string): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: `${desk}Replay a file of signals`,
    buttonLabel: 'Replay',
    filters: [
      { name: 'Signals (NDJSON, CSV)', extensions: ['ndjson', 'jsonl', 'csv'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  });
  return canceled ? undefined : filePaths[0];
}

async function chooseBackup(dataFolder: string, desk: string): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: `${desk}Back up the event store to a new file`,
    buttonLabel: 'Back up',
    defaultPath: join(dataFolder, 'events-copy.db'),
  });
  return canceled ? undefined : filePath;
}

async function chooseExport(dataFolder: string, desk: string): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: `${desk}Export events with their proof to a new file`,
    buttonLabel: 'Export',
    defaultPath: join(dataFolder, 'events-export.ndjson'),
    filters: [
      { name: 'NDJSON', extensions: ['ndjson'] },
      { name: 'CSV', extensions: ['csv'] },
    ],
  });
  return canceled ? undefined : filePath;
}

/** The folder of a desk, or the file with its address. */
export async function chooseDeskPlace(
  window: BrowserWindow,
  kind: 'folder' | 'attach',
): Promise<string | undefined> {
  const release = passKillChord(window);
  try {
    const { canceled, filePaths } = await dialog.showOpenDialog(
      kind === 'folder'
        ? { title: 'The data folder of the desk', buttonLabel: 'Add desk', properties: ['openDirectory'] }
        : {
            title: 'The file with the address and the certificates of the desk',
            buttonLabel: 'Add desk',
            filters: [{ name: 'JSON', extensions: ['json'] }],
            properties: ['openFile'],
          },
    );
    return canceled ? undefined : filePaths[0];
  } finally {
    release();
  }
}
