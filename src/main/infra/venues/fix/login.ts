/** The name and the password of a session's Logon. Keeps the password out of the venue's texts. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import { msgTypeOf, type Field } from './codec/fixMessage.ts';
import type { Frame } from './codec/frameReader.ts';
import type { FixSessionOptions } from './sessionPorts.ts';
import { withoutSecret } from './store/redact.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

export class Login {
  private readonly ask: FixSessionOptions['credentials'];
  /** The password of the last Logon. */
  private secret: string | undefined;

  constructor(ask: FixSessionOptions['credentials']) {
    this.ask = ask;
  }

  /** Fields of the next Logon. Faults: those of the credentials. */
  fields(): Result<readonly Field[], Fault> {
    const credentials = this.ask?.() ?? ok({ fields: [], secret: undefined });
    if (!credentials.ok) return credentials;
    this.secret = credentials.value.secret;
    return ok(credentials.value.fields);
  }

  /**
   * Stars out our password where a venue repeats it in refusing a Logon or logging out. Reports of orders stay as they
   * are.
   */
  hidden(frame: Frame, isUp: boolean): Frame {
    if (frame.type === 'garbled') return frame;
    const { message } = frame;
    if (isUp && msgTypeOf(message) !== msgTypes.logout) return frame;
    return { type: 'message', message: withoutSecret(message, this.secret) };
  }
}
