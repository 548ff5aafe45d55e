/** The passwords of the system's key store, as the engine's thread has them from the main process: in memory. */
import type { FromEngineThread, ToEngineThread } from '../../../shared/contract/engineThread.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { isPassword, type KeyStore } from '../../infra/venues/fix/transport/credentials.ts';

type Answer = Extract<ToEngineThread<never>, { type: 'password-answered' }>;

export class WindowKeyStore implements KeyStore {
  private readonly post: (message: FromEngineThread) => void;
  private readonly known = new Map<string, Result<string, Fault>>();
  private readonly questions = new Map<number, (answer: Answer) => void>();
  private nextRequestId = 1;

  constructor(post: (message: FromEngineThread) => void) {
    this.post = post;
  }

  async load(key: string): Promise<void> {
    const { fault, password } = await this.ask((requestId) => ({ type: 'password-wanted', requestId, key }));
    if (fault !== undefined) this.known.set(key, err(fault));
    else if (password !== undefined) this.known.set(key, ok(password));
  }

  passwordOf(key: string): Result<string, Fault> {
    const message = `no password "${key}" was given yet; give it on the Resilience screen, at the FIX session of its venue`;
    return this.known.get(key) ?? err({ code: 'password_unusable', message });
  }

  async keep(key: string, password: string): Promise<Result<void, Fault>> {
    if (!isPassword(password)) {
      const message =
        'this is no password for a Logon; expected one line of up to 256 Latin letters, digits and signs';
      return err({ code: 'password_unusable', message });
    }
    const message = { type: 'password-given', key, password } as const;
    const { fault } = await this.ask((requestId) => ({ ...message, requestId }));
    if (fault !== undefined) return err(fault);
    this.known.set(key, ok(password));
    return ok();
  }

  /** Takes the main process's answer. */
  answered(answer: Answer): void {
    this.questions.get(answer.requestId)?.(answer);
    this.questions.delete(answer.requestId);
  }

  private ask(question: (requestId: number) => FromEngineThread): Promise<Answer> {
    const requestId = this.nextRequestId++;
    return new Promise((resolve) => {
      this.questions.set(requestId, resolve);
      this.post(question(requestId));
    });
  }
}
