/**
 * The desk's operators as the events say, and the one place that says whether a person may do something. A change
 * counts once it is on disk.
 */
import { personOf, type Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { holds, mayNot, type Right, type Standing } from '../../../shared/kernel/roles.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import {
  decideOperator,
  evolveOperators,
  standingIn,
  type Operator,
  type OperatorCommand,
  type Operators,
} from '../../domain/operator/operators.ts';
import { DeskBook } from '../events/desk/deskBook.ts';
import type { DeskChangesDependencies } from '../events/desk/deskChanges.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock } from '../ports.ts';

/** The operators as the hosts see them. */
export interface OperatorControl {
  /** By name, in the order in which they were added. Empty: the person at the keyboard may do everything. */
  all(): Operators;
  /** Adds, changes or removes a profile. Refusals: those of decideOperator, and `store_unavailable`. */
  change(command: OperatorCommand, actor: Actor): Promise<Result<Operator | undefined, Refusal>>;
  standingOf(actor: Actor): Standing;
  /** When the person logged in last, at any door; undefined for never. */
  lastLoginOf(operator: string): EpochMicros | undefined;
  /**
   * Whether the person may do it, by the person's present role. The refusal `not_allowed` is recorded, at most once a
   * minute for each person and action.
   */
  admit(actor: Actor, action: string, right: Right): Result<void, Refusal>;
}

export interface OperatorBookDependencies extends DeskChangesDependencies {
  readonly clock: Clock;
}

const refusedEveryMs = 60_000;

export class OperatorBook extends DeskBook<OperatorBookDependencies> implements OperatorControl {
  private operators: Operators = new Map();
  /** The users of the machine who have acted on the desk while it had no operators. */
  private readonly users = new Set<string>();
  private readonly loggedInAt = new Map<string, EpochMicros>();
  /** When a refusal was recorded last, by person and action, in milliseconds of the monotonic clock. */
  private readonly refusedAtMs = new Map<string, number>();

  all(): Operators {
    return this.operators;
  }

  change(command: OperatorCommand, actor: Actor): Promise<Result<Operator | undefined, Refusal>> {
    return this.changes.inTurn(async () => {
      const decided = decideOperator(this.operators, command, this.usersWith(actor));
      if (!decided.ok) return decided;
      const recorded = await this.changes.record([decided.value], actor);
      return recorded.ok ? ok(this.operators.get(command.operator)) : recorded;
    });
  }

  standingOf(actor: Actor): Standing {
    return standingIn(this.operators, actor);
  }

  lastLoginOf(operator: string): EpochMicros | undefined {
    return this.loggedInAt.get(operator);
  }

  admit(actor: Actor, action: string, right: Right): Result<void, Refusal> {
    const standing = this.standingOf(actor);
    if (holds(standing, right)) return ok();
    this.recordRefusal(actor, { type: 'ActionRefused', data: { action, standing, right } });
    return err(mayNot(action, right, standing));
  }

  /** Whether a person may send signals; strategies and programs always may. */
  readonly admitSender = (actor: Actor): Result<void, Refusal> => this.admitPerson(actor, 'submit', 'trade');

  /** Whether a person may loosen a trading state; the desk's own rules may. */
  readonly admitLooser = (actor: Actor): Result<void, Refusal> =>
    this.admitPerson(actor, 'setTradingState', 'resume');

  /** Whether somebody may put another configuration in force; a changed file by itself may not. */
  readonly admitReload = (actor: Actor): Result<void, Refusal> =>
    this.admit(actor, 'reloadConfiguration', 'configure');

  private admitPerson(actor: Actor, action: string, right: Right): Result<void, Refusal> {
    return personOf(actor) === undefined ? ok() : this.admit(actor, action, right);
  }

  /** The machine's users who have acted without a login, and the actor where that is one of them. */
  private usersWith(actor: Actor): ReadonlySet<string> {
    const user = this.operators.size === 0 ? personOf(actor) : undefined;
    return user === undefined ? this.users : new Set([...this.users, user]);
  }

  private recordRefusal(actor: Actor, refused: Extract<DeskEvent, { type: 'ActionRefused' }>): void {
    const key = `${personOf(actor) ?? actor} ${refused.data.action}`;
    const nowMs = this.dependencies.clock.monotonicMs();
    const lastMs = this.refusedAtMs.get(key);
    if (lastMs !== undefined && nowMs - lastMs < refusedEveryMs) return;
    this.refusedAtMs.set(key, nowMs);
    void this.changes.record([refused], actor);
  }

  protected apply(event: StoredEvent): void {
    const user = this.operators.size === 0 ? personOf(event.actor) : undefined;
    if (user !== undefined) this.users.add(user);
    this.operators = evolveOperators(this.operators, event);
    if (event.type === 'OperatorLoggedIn') this.loggedInAt.set(event.data.operator, event.time);
    // Whoever gets the name later is another person.
    if (event.type === 'OperatorRemoved') this.loggedInAt.delete(event.data.operator);
  }
}
