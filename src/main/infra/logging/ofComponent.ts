/** A logger whose entries name the part of the program that they come from. */
import type { Logger } from '../../engine/ports.ts';

export type LogComponent =
  | 'console'
  | 'engine'
  | 'audit'
  | 'store'
  | 'standby'
  | 'venues'
  | 'prices'
  | 'intake'
  | 'strategies'
  | 'configuration'
  | 'telemetry'
  | 'window'
  | 'control';

export function ofComponent(logger: Logger, component: LogComponent): Logger {
  return {
    log(level, message, fields) {
      logger.log(level, message, { component, ...fields });
    },
  };
}
