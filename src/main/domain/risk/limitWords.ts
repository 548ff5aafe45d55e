/** Gives `100`, `none`, `soft 80, hard 100`, or `100, four eyes`. */
export function limitWords({
  soft,
  hard,
  fourEyes,
}: {
  readonly soft?: string | undefined;
  readonly hard: string;
  readonly fourEyes?: true | undefined;
}): string {
  const values = soft === undefined ? hard : `soft ${soft}, hard ${hard}`;
  return fourEyes === true ? `${values}, four eyes` : values;
}
