// Native dialogs in which a person at the window chooses a file; the page has no part in it.
import { join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { FilePurpose } from '../../shared/contract/engineThread.ts';

/** The file's whole path; undefined when the dialog was canceled or there is no window for it. */
export async function chooseFile(
  window: BrowserWindow,
  purpose: FilePurpose,
  dataFolder: string,
): Promise<string | undefined> {
  if (window.isDestroyed()) return undefined;
  if (purpose === 'replay') {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: 'Replay a file of signals',
      buttonLabel: 'Replay',
      filters: [
        { name: 'Signals (NDJSON, CSV)', extensions: ['ndjson', 'jsonl', 'csv'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['openFile'],
    });
    return canceled ? undefined : filePaths[0];
  }
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Back up the event store to a new file',
    buttonLabel: 'Back up',
    defaultPath: join(dataFolder, 'events-copy.db'),
  });
  return canceled ? undefined : filePath;
}
