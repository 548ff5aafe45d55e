/** An error that the simulated PostgreSQL itself sends. */
export class ServerError extends Error {
  readonly severity = 'ERROR';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
