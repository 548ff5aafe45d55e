/**
 * The door at which the people of a run act. Like the doors of the desk, it asks the engine before each act whether the
 * person may do it.
 */
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Right } from '../../../shared/kernel/roles.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OperatorContext } from '../../engine/operatorContext.ts';
import type { Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import type { People } from './people.ts';

/** One thing that a person does; `run` does it, once the engine has admitted the person. */
export interface Act<T> {
  readonly what: string;
  readonly right: Right;
  readonly run: (context: OperatorContext) => Promise<Result<T, Refusal>>;
  readonly onDone?: (value: T) => void;
}

/** What somebody is told who was refused. */
export type Refused = Pick<Refusal, 'code' | 'actual' | 'expected'>;

/** Told of each act. Its reason is its own, so that the events of an act can be told from those of others. */
export interface ActWatch {
  began(id: string, actor: Actor): void;
  ended(id: string, refusal?: Refused): void;
}

export interface DoorTools {
  readonly people: People;
  readonly faults: () => Faults;
  readonly note: (text: string) => void;
  readonly watch: ActWatch;
  /** Called when an act threw. That is a bug, unless its process died. */
  readonly onError: (engine: Engine, what: string, error: unknown) => void;
}

export class SimulatedDoor {
  private readonly tools: DoorTools;
  private acts = 0;

  constructor(tools: DoorTools) {
    this.tools = tools;
  }

  /** Lets a person act who has the right, and now and then a person who has not. Nobody acts where nobody may. */
  do<T>(engine: Engine, act: Act<T>, random?: Prng): void {
    const { people, faults } = this.tools;
    const actor = people.pick(engine, act.right, faults().trespass, random);
    if (actor !== undefined) this.doAs(actor, engine, act);
  }

  private doAs<T>(actor: Actor, engine: Engine, { what, right, run, onDone }: Act<T>): void {
    const { note, watch, onError } = this.tools;
    const id = `act ${++this.acts}`;
    watch.began(id, actor);
    const admitted = engine.operators.admit(actor, what, right);
    const done = admitted.ok ? run({ actor, reason: id }) : Promise.resolve(admitted);
    done.then(
      (result) => {
        note(`${id}, ${actor}: ${what} ${result.ok ? 'done' : `refused, ${result.error.code}`}`);
        watch.ended(id, result.ok ? undefined : result.error);
        if (result.ok) onDone?.(result.value);
      },
      (error: unknown) => {
        watch.ended(id);
        onError(engine, what, error);
      },
    );
  }
}
