/** All fields of one FIX message: number, name, value and what the value means. */
import type { FixMessagePage } from '../../../shared/contract/fix.ts';
import { fixFields } from '../../../shared/contract/words/fixWords.ts';
import { TableHead } from '../../ui/display/TableHead.tsx';

interface Properties {
  readonly raw: string;
  /** Names of the venue's own tags, by number. */
  readonly tagNames: FixMessagePage['tagNames'];
}

export function FixFields({ raw, tagNames }: Properties) {
  return (
    <table className="fix-fields">
      <TableHead columns={['Tag', 'Name', 'Value', 'Meaning']} />
      <tbody>
        {fixFields(raw, tagNames).map(({ tag, name, value, meaning }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a tag may come twice, and the fields never move
          <tr key={index}>
            <td className="mono dim">{tag}</td>
            <td>{name ?? <span className="dim">no name known</span>}</td>
            <td className="mono">{value}</td>
            <td className="dim">{meaning ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
