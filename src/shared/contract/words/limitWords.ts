/** Gives `100`, `none`, or `soft 80, hard 100`. */
export function limitWords({
  soft,
  hard,
}: {
  readonly soft?: string | undefined;
  readonly hard: string;
}): string {
  return soft === undefined ? hard : `soft ${soft}, hard ${hard}`;
}
