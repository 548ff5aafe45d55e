/**
 * Commands and queries. Every call settles: with the engine's parsed reply, or with a fault when the deadline passes,
 * the engine is gone, or the answer does not fit the contract.
 */
import { releaseProxy, wrap, type Endpoint } from 'comlink';
import type { z } from 'zod';
import {
  apiContract,
  waitsForPerson,
  type ApiInput,
  type ApiMethod,
  type ApiOutput,
} from '../../shared/contract/api.ts';
import { callDeadlineMs } from '../../shared/contract/connection.ts';
import { invalidMessage } from './invalidMessage.ts';
import { replySchema, type FaultView } from '../../shared/contract/faults.ts';

/** What became of a call: the engine's reply, or a fault of the connection. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | FailedCall;

export interface FailedCall {
  readonly ok: false;
  readonly fault: FaultView;
  /** Set where no answer of the engine was understood: then the engine may have carried the call out. */
  readonly unanswered?: true;
}

type Remote = Record<string, (input: unknown) => Promise<unknown>> & { [releaseProxy]: () => void };

interface Connection {
  readonly remote: Remote;
  /** Ends each call that is still running on this connection. A call that is over leaves nothing here. */
  readonly waiting: Set<(fault: FaultView) => void>;
}

const notConnected: FaultView = {
  code: 'not_connected',
  message: 'The console is not connected to the engine yet.',
};

export class ApiClient {
  private connection: Connection | undefined;
  private lastFault: FaultView = notConnected;
  private readonly replySchemas = new Map<ApiMethod, z.ZodType>();
  private readonly deadlineMs: number;

  constructor(deadlineMs: number = callDeadlineMs) {
    this.deadlineMs = deadlineMs;
  }

  /** Uses a new port. Calls that still run on an earlier port are answered with a fault. */
  attach(port: Endpoint): void {
    this.detach({
      code: 'reconnected',
      message: 'The connection to the engine was renewed; the outcome is unknown.',
    });
    this.connection = { remote: wrap(port) as unknown as Remote, waiting: new Set() };
  }

  detach(fault: FaultView): void {
    const { connection } = this;
    this.connection = undefined;
    this.lastFault = fault;
    for (const end of connection?.waiting ?? []) end(fault);
    connection?.remote[releaseProxy]();
  }

  async call<M extends ApiMethod>(method: M, input: ApiInput<M>): Promise<CallResult<ApiOutput<M>>> {
    const { connection } = this;
    if (connection === undefined) return unanswered(this.lastFault);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let end: (fault: FaultView) => void = () => undefined;
    const ended = new Promise<CallResult<ApiOutput<M>>>((resolve) => {
      end = (fault) => resolve(unanswered(fault));
      if (waitsForPerson(input)) return;
      timer = setTimeout(() => {
        end({
          code: 'deadline',
          message: `No answer to ${method} within ${this.deadlineMs / 1000} s; the outcome is unknown.`,
        });
      }, this.deadlineMs);
    });
    connection.waiting.add(end);
    try {
      return await Promise.race([this.ask(connection.remote, method, input), ended]);
    } finally {
      clearTimeout(timer);
      connection.waiting.delete(end);
    }
  }

  private async ask<M extends ApiMethod>(
    remote: Remote,
    method: M,
    input: ApiInput<M>,
  ): Promise<CallResult<ApiOutput<M>>> {
    try {
      const parsed = this.schemaOf(method).safeParse(await remote[method]?.(input));
      if (parsed.success) return parsed.data as CallResult<ApiOutput<M>>;
      return unanswered(invalidMessage(`The answer to ${method}`, parsed.error));
    } catch (error) {
      return unanswered({
        code: 'call_failed',
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private schemaOf(method: ApiMethod): z.ZodType {
    let schema = this.replySchemas.get(method);
    if (schema === undefined) {
      schema = replySchema(apiContract[method].output);
      this.replySchemas.set(method, schema);
    }
    return schema;
  }
}

function unanswered(fault: FaultView): FailedCall {
  return { ok: false, fault, unanswered: true };
}
