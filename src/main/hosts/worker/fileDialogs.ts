/** Asks the main process of a console for file dialogs, one at a time: only it can show them. */
import type { FilePurpose, FromEngineThread } from '../../../shared/contract/engineThread.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

type FileWanted = Extract<FromEngineThread, { type: 'file-wanted' }>;
type Chosen = Result<string | undefined, Fault>;

export class FileDialogs {
  private readonly post: (message: FileWanted) => void;
  private answer: ((chosen: Chosen) => void) | undefined;

  constructor(post: (message: FileWanted) => void) {
    this.post = post;
  }

  /** Resolves with the chosen file, or with undefined when the person canceled. */
  choose(purpose: FilePurpose): Promise<Chosen> {
    if (this.answer !== undefined) {
      return Promise.resolve(
        err({ code: 'dialog_open', message: 'A dialog for a file is open already: answer that one first.' }),
      );
    }
    return new Promise((resolve) => {
      this.answer = resolve;
      this.post({ type: 'file-wanted', purpose });
    });
  }

  /** Takes the main process's answer. */
  chosen(path: string | undefined): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.(ok(path));
  }
}
