/** What the handler of a call gets and returns. Its input is parsed already. */
import type { ApiInput, ApiMethod, ApiOutput } from '../../../shared/contract/api.ts';
import type { Reply } from '../../../shared/contract/faults.ts';
import type { DoorSession } from '../../engine/operators/doorSession.ts';
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { ConsoleList } from '../consoles/consoleList.ts';
import type { JobRunner } from '../jobs/jobRunner.ts';
import type { FileDoor } from './requestedFile.ts';
import type { BridgePorts, HostFacts, ServedRuntime } from '../ports/servedRuntime.ts';

export interface CallContext {
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts;
  readonly ports: BridgePorts;
  readonly jobs: JobRunner;
  readonly files: FileDoor;
  readonly consoles: ConsoleList;
  /** The person at the door of the caller. */
  readonly session: DoorSession;
  /** The actor of the commands: the person, when the call came. */
  readonly actor: Actor;
}

export type Handler<M extends ApiMethod> = (
  input: ApiInput<M>,
) => Promise<Reply<ApiOutput<M>>> | Reply<ApiOutput<M>>;

export type Handlers<M extends ApiMethod = ApiMethod> = { readonly [Method in M]: Handler<Method> };
