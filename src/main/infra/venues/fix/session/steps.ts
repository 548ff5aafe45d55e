/** Gathers the events of one decision, and holds the state after each of them. */
import { tags, type Field } from '../codec/fixMessage.ts';
import { evolveSession } from './evolveSession.ts';
import type { At, SessionEvent, SessionState } from './sessionState.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

export class Steps {
  state: SessionState;
  readonly at: At;
  readonly events: SessionEvent[] = [];

  constructor(state: SessionState, at: At) {
    this.state = state;
    this.at = at;
  }

  add(event: SessionEvent): void {
    const wasBehind = isBehind(this.state);
    this.events.push(event);
    this.state = evolveSession(this.state, event);
    if (event.type === 'Expected' && wasBehind && !isBehind(this.state)) {
      this.events.push({ type: 'CaughtUp' });
    }
  }

  send(msgType: string, body: readonly Field[]): void {
    const message = { msgType, seqNum: this.state.nextOut, body, sendingTime: this.at.now };
    this.add({ type: 'Sent', message, atMs: this.at.ms });
  }

  /** Asks the other side for a sign of life, because nothing came from it. */
  test(): void {
    const id = `silence-${this.state.nextOut}`;
    this.send(msgTypes.testRequest, [[tags.testReqId, id]]);
    this.add({ type: 'TestSent', id, atMs: this.at.ms });
  }

  /** Requests all messages from the expected number on. `to` is the highest number that came. */
  requestResend(to: number): void {
    const from = this.state.nextIn;
    // 0 stands for everything up to the last message.
    this.send(msgTypes.resendRequest, [
      [tags.beginSeqNo, String(from)],
      [tags.endSeqNo, '0'],
    ]);
    this.add({ type: 'ResendRequested', from, to, atMs: this.at.ms });
  }

  askAgain(to: number): void {
    this.add({
      type: 'Warned',
      why: `the venue did not send again what was asked for, from ${this.state.nextIn}`,
    });
    this.requestResend(to);
  }

  logOut(why: string): void {
    this.send(msgTypes.logout, [[tags.text, why]]);
    this.add({ type: 'LogoutSent', why, atMs: this.at.ms });
  }

  /** Tells the other side why, and closes the connection without waiting for an answer. */
  refuse(why: string): void {
    this.logOut(why);
    this.end(why);
  }

  /** Like `refuse`, where the two sides disagree on the next number. */
  dispute(why: string): void {
    this.logOut(why);
    this.add({ type: 'NumbersDisputed', why });
    this.end(why);
  }

  end(why: string): void {
    this.add({ type: 'Ended', why });
  }
}

function isBehind(state: SessionState): boolean {
  return 'resend' in state && state.resend !== undefined;
}
