/** Finds the file for a call. A page never names one: a person at the window chooses the file in a dialog. */
import type { FilePurpose } from '../../../shared/contract/engineThread.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

/** Lets a person choose a file; undefined when the person canceled. Fault: `dialog_open`. */
export type ChooseFile = (purpose: FilePurpose) => Promise<Result<string | undefined, Fault>>;

/** How a caller names the file: a window by a dialog, a caller on a shell by its path, a window elsewhere not at all. */
export type FileDoor =
  | { readonly kind: 'dialog'; readonly choose: ChooseFile }
  | { readonly kind: 'path' }
  | { readonly kind: 'elsewhere' };

export type RequestedFile = { readonly source: 'dialog' } | { readonly path: string };

/** Undefined when the person canceled the dialog. Faults: `path_not_taken`, `dialog_not_here`, `dialog_open`, `file_elsewhere`. */
export async function requestedFile(
  request: RequestedFile,
  purpose: FilePurpose,
  door: FileDoor,
): Promise<Result<string | undefined, Fault>> {
  if ('path' in request) {
    if (door.kind === 'path') return ok(request.path);
    return err({
      code: 'path_not_taken',
      message: 'A window names no path: the file is chosen in a dialog of the console.',
    });
  }
  if (door.kind === 'dialog') return door.choose(purpose);
  if (door.kind === 'elsewhere') {
    return err({
      code: 'file_elsewhere',
      message:
        'The engine reads and writes files on its own machine: choose them at a console there, or use a command there.',
    });
  }
  return err({ code: 'dialog_not_here', message: 'There is no window to choose a file in: name its path.' });
}
