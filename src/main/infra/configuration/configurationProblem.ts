/** What is wrong with a value of the configuration file. */
export interface ConfigurationProblem {
  /** Path of the value, such as `risk.positionMax` or `venues[0].breaker.openMs`; empty for the file as a whole. */
  readonly path: string;
  /** Says what was wrong and what was expected. */
  readonly message: string;
}
