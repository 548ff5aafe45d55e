/** Why signals and orders were refused, most frequent first. */
import { groupInteger } from '../../format/decimals.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { Notice } from '../../ui/display/Notice.tsx';

export function RefusalCodes({ codes }: { readonly codes: Readonly<Record<string, number>> }) {
  const entries = Object.entries(codes).toSorted(([, a], [, b]) => b - a);
  const most = entries[0]?.[1] ?? 1;
  if (entries.length === 0) return <Notice kind="empty" title="Nothing has been refused" />;
  return (
    <ScrollArea name="List of refusals" className="codes">
      <ul>
        {entries.map(([code, count]) => (
          <li key={code}>
            <span>{code.replaceAll('_', ' ')}</span>
            <Bar share={count / most} tone="warn" />
            <span className="n">{groupInteger(count)}</span>
          </li>
        ))}
      </ul>
    </ScrollArea>
  );
}
