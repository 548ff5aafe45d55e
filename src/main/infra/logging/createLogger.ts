/** The logger of a host. It writes every entry, without secrets, to each sink whose level the entry reaches. */
import { isAtLeast, type LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { Clock, Logger } from '../../engine/ports.ts';
import type { LogRecord } from './logRecord.ts';
import { withoutSecrets } from './withoutSecrets.ts';

export interface LogSink {
  /** The sink gets no entries below this level. */
  readonly level: LogLevel;
  /** Writes one entry. Must not throw: a log that can't be written is no reason to stop trading. */
  write(record: LogRecord): void;
  close?(): void;
}

export interface ClosableLogger extends Logger {
  close(): void;
}

export function createLogger(clock: Pick<Clock, 'now'>, sinks: readonly LogSink[]): ClosableLogger {
  return {
    log(level, message, fields) {
      const record = { time: clock.now(), level, message, fields: fields && withoutSecrets(fields) };
      for (const sink of sinks) if (isAtLeast(level, sink.level)) sink.write(record);
    },
    close() {
      for (const sink of sinks) sink.close?.();
    },
  };
}
