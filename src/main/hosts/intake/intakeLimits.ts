/** The bounds for a producer of signals over the network. */

export interface IntakeLimits {
  /** Clients at once. Beyond this number, the client that has shown no token for the longest time gives way. */
  readonly connectionsMax: number;
  /** Bytes of one request's body, and of one message; a longer message ends the connection. */
  readonly bodyBytesMax: number;
  /** Signals in one batch. */
  readonly batchMax: number;
  /** Milliseconds from the first byte of a request to the last one of its body. */
  readonly requestMsMax: number;
  /** Milliseconds between two pings of a WebSocket; a client that gives no sign of life in that time is dropped. */
  readonly pingMs: number;
  /** Milliseconds in which clients must take their last answers when the intake closes. */
  readonly closeMsMax: number;
}

export const defaultIntakeLimits: IntakeLimits = {
  connectionsMax: 64,
  bodyBytesMax: 1_048_576,
  batchMax: 1_000,
  requestMsMax: 10_000,
  pingMs: 15_000,
  closeMsMax: 2_000,
};
