/**
 * Lets people in at the doors. Each connection at a door has a session; whoever has not logged in acts as nobody. While
 * the desk has no operators, the user of this machine acts without a login.
 */
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Door, SessionEnd } from '../../domain/desk/operatorEvents.ts';
import type { Operator, OperatorCommand } from '../../domain/operator/operators.ts';
import type { PasswordVault } from '../ports.ts';
import {
  DoorSession,
  whyOver,
  type Login,
  type SessionDependencies,
  type SessionPlace,
} from './doorSession.ts';
import { FailedLogins } from './failedLogins.ts';

export interface LoginsDependencies extends SessionDependencies {
  readonly vault: PasswordVault;
}

/** Adds a profile or gives it another password; the fault of the vault comes as a refusal. */
type WithPassword<Command> = Command extends { readonly credential: string }
  ? Omit<Command, 'credential'>
  : never;

export const passwordLengthMin = 12;
export const passwordLengthMax = 256;
/** The most logins that wait for their turn; each takes the time of a hash. */
const waitingMax = 8;
/** The most kept sessions, which commands may resume. The oldest one ends when there are more. */
const keptMax = 64;

export class Logins {
  private readonly dependencies: LoginsDependencies;
  private readonly failures: FailedLogins;
  private readonly kept = new Map<string, Login>();
  private readonly forgotten = new WeakSet<Login>();
  /** One session for each console, because one person sits in front of all of its windows. */
  private readonly windows = new Set<DoorSession>();
  private waiting = 0;
  /** Hashing takes memory and time, so passwords are hashed one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: LoginsDependencies) {
    this.dependencies = dependencies;
    this.failures = new FailedLogins(dependencies);
  }

  /**
   * A session for one connection, or for all windows of a console together; `place` is that of a console of another
   * process.
   */
  open(door: Door, place?: SessionPlace): DoorSession {
    const session = new DoorSession(door, { ...this.dependencies, logins: this }, place);
    if (door === 'window') this.windows.add(session);
    return session;
  }

  /** Ends the session of a console that is gone. */
  close(session: DoorSession, why: SessionEnd): void {
    session.end(why);
    this.windows.delete(session);
  }

  /**
   * Checks a password. Refusals: `login_not_asked` while the desk has no operators, `login_failed`, `login_too_soon`
   * with the milliseconds to wait, `password_lost`, `busy`.
   */
  async check(door: Door, name: string, password: string): Promise<Result<Operator, Refusal>> {
    if (this.waiting >= waitingMax) {
      return err({ code: 'busy', message: 'too many logins at once; try again' });
    }
    this.waiting++;
    return this.inTurn(() => this.checkNow(door, name, password)).finally(() => this.waiting--);
  }

  private async checkNow(door: Door, name: string, password: string): Promise<Result<Operator, Refusal>> {
    const { operators, vault } = this.dependencies;
    if (operators.all().size === 0) {
      return err({ code: 'login_not_asked', message: 'this desk has no operators, so nobody logs in' });
    }
    const known = operators.all().get(name);
    const tooSoon = this.failures.tooSoon(door, known?.name);
    if (tooSoon !== undefined) return err(tooSoon);
    const compared = await vault.compare(password, known?.credential);
    // A profile that has changed meanwhile has another password.
    const still = operators.all().get(name);
    if (compared === 'same' && still !== undefined && still.credential === known?.credential) {
      this.failures.forget(door, name);
      return ok(still);
    }
    this.failures.note(door, known?.name);
    if (compared === 'lost') return err(lost(name));
    return err({ code: 'login_failed', message: 'no operator has this name and password' });
  }

  /** Keeps a login under a token, so that the next command of the same person need not ask for the password. */
  keep(login: Login): string {
    const token = this.dependencies.vault.newToken();
    this.kept.set(token, login);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptMax && oldest !== undefined) this.kept.delete(oldest);
    return token;
  }

  keptUnder(token: string): Login | undefined {
    return this.kept.get(token);
  }

  isForgotten(login: Login): boolean {
    return this.forgotten.has(login);
  }

  /** How many sessions the person has: at the windows, and kept for commands. */
  sessionsOf(operator: string): number {
    const atWindows = [...this.windows].map((session) => session.view());
    const kept = [...this.kept.values()].filter((login) => whyOver(login, this.dependencies) === undefined);
    return (
      atWindows.filter((view) => view.login === 'in' && view.operator === operator).length +
      kept.filter((login) => login.operator === operator).length
    );
  }

  forget(login: Login): void {
    this.forgotten.add(login);
    for (const [token, one] of this.kept) if (one === login) this.kept.delete(token);
  }

  /**
   * Makes a change that comes with a password. Refusals: `password_invalid`, `password_file`, and those of the change.
   */
  changeWithPassword(
    command: WithPassword<OperatorCommand>,
    password: string,
    actor: Actor,
  ): Promise<Result<Operator | undefined, Refusal>> {
    const { vault, operators } = this.dependencies;
    return this.inTurn(async () => {
      const invalid = whyNoPassword(password, command.operator);
      if (invalid !== undefined) return err(invalid);
      const credential = await vault.keep(password);
      if (!credential.ok) return err({ code: credential.error.code, message: credential.error.message });
      const changed = await operators.change({ ...command, credential: credential.value }, actor);
      await this.tidy();
      return changed;
    });
  }

  /** Forgets the passwords that no profile names. */
  tidyInTurn(): Promise<void> {
    return this.inTurn(() => this.tidy());
  }

  private tidy(): Promise<void> {
    const { vault, operators } = this.dependencies;
    return vault.retain([...operators.all().values()].map(({ credential }) => credential));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

function whyNoPassword(password: string, operator: string): Refusal | undefined {
  const expected = `${passwordLengthMin} to ${passwordLengthMax} characters, more than the name, and not the same character all along`;
  const fits = password.length >= passwordLengthMin && password.length <= passwordLengthMax;
  const isVaried = new Set(password).size > 1;
  if (fits && isVaried && password.toLowerCase() !== operator) return undefined;
  const message = `a password has ${expected}`;
  return {
    code: 'password_invalid',
    message,
    field: 'password',
    actual: `${password.length} characters`,
    expected,
  };
}

function lost(name: string): Refusal {
  const message = `the file of passwords has no password of ${name} any more, so nobody can log in as ${name}; an administrator sets a new one, or whoever owns the data folder does: desk operators recover ${name}`;
  return { code: 'password_lost', message, field: 'operator', actual: name };
}
