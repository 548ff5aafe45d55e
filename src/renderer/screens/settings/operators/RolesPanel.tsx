/** What each role may do, from the table that the engine judges by. */
import { holds, rightNames, rights, roles, standingWords } from '../../../../shared/kernel/roles.ts';
import { sentence } from '../../../format/sentence.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { ScrollArea } from '../../../ui/display/ScrollArea.tsx';
import { TableHead } from '../../../ui/display/TableHead.tsx';

const standings = ['nobody', ...roles] as const;

export function RolesPanel() {
  return (
    <Panel
      title="What a role may do"
      className="settings-panel"
      testId="roles"
      extra={<span className="count">“nobody” is whoever stands here without a login</span>}
    >
      <ScrollArea name="What a role may do">
        <table className="table roles-table">
          <caption className="visually-hidden">What a role may do</caption>
          <TableHead columns={['Right', ...standings.map(standingWords)]} />
          <tbody>
            {rightNames.map((right) => (
              <tr key={right}>
                <th scope="row">{sentence(rights[right])}</th>
                {standings.map((standing) => (
                  <td key={standing}>
                    {holds(standing, right) ? (
                      <span className="tone-ok">
                        <Glyph shape="check" />
                        yes
                      </span>
                    ) : (
                      <span className="dim">no</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Panel>
  );
}
