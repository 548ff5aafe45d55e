/**
 * Commands and queries. Every call settles: with the engine's parsed reply, or
 * with a fault when the deadline passes, the engine is gone or the answer is
 * not what the contract says.
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
import { replySchema, type FaultView, type Reply } from '../../shared/contract/faults.ts';

type Remote = Record<string, (input: unknown) => Promise<unknown>> & { [releaseProxy]: () => void };

interface Connection {
  readonly remote: Remote;
  readonly gone: Promise<FaultView>;
  readonly end: (fault: FaultView) => void;
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

  /** Calls still under way on an earlier port are answered with a fault. */
  attach(port: Endpoint): void {
    this.detach({
      code: 'reconnected',
      message: 'The connection to the engine was renewed; the outcome is unknown.',
    });
    let end: (fault: FaultView) => void = () => undefined;
    const gone = new Promise<FaultView>((resolve) => {
      end = resolve;
    });
    this.connection = { remote: wrap(port) as unknown as Remote, gone, end };
  }

  detach(fault: FaultView): void {
    const { connection } = this;
    this.connection = undefined;
    this.lastFault = fault;
    connection?.end(fault);
    connection?.remote[releaseProxy]();
  }

  async call<M extends ApiMethod>(method: M, input: ApiInput<M>): Promise<Reply<ApiOutput<M>>> {
    const { connection } = this;
    if (connection === undefined) return { ok: false, fault: this.lastFault };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<FaultView>((resolve) => {
      if (waitsForPerson(input)) return;
      timer = setTimeout(() => {
        resolve({
          code: 'deadline',
          message: `No answer to ${method} within ${this.deadlineMs / 1000} s; the outcome is unknown.`,
        });
      }, this.deadlineMs);
    });
    const answer = this.ask(connection.remote, method, input);
    const fault = Promise.race([late, connection.gone]).then((value) => ({
      ok: false as const,
      fault: value,
    }));
    try {
      return await Promise.race([answer, fault]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async ask<M extends ApiMethod>(
    remote: Remote,
    method: M,
    input: ApiInput<M>,
  ): Promise<Reply<ApiOutput<M>>> {
    try {
      const parsed = this.schemaOf(method).safeParse(await remote[method]?.(input));
      if (parsed.success) return parsed.data as Reply<ApiOutput<M>>;
      return { ok: false, fault: invalidMessage(`The answer to ${method}`, parsed.error) };
    } catch (error) {
      return {
        ok: false,
        fault: { code: 'call_failed', message: error instanceof Error ? error.message : String(error) },
      };
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
