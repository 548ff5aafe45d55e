/** The columns of the table of operators. */
import type { OperatorView } from '../../../../shared/contract/session.ts';
import { standingWords } from '../../../../shared/kernel/roles.ts';
import { groupInteger } from '../../../format/decimals.ts';
import { dateTime, timesZone } from '../../../format/times.ts';
import type { GridColumn } from '../../../ui/grid/gridTypes.ts';

export const operatorColumns: readonly GridColumn<OperatorView>[] = [
  {
    id: 'operator',
    header: 'Operator',
    width: 180,
    widthMin: 90,
    always: true,
    text: ({ operator }) => operator,
  },
  { id: 'role', header: 'Role', width: 120, widthMin: 90, text: ({ role }) => standingWords(role) },
  {
    id: 'lastLogin',
    get header() {
      return `Last login, ${timesZone()}`;
    },
    width: 170,
    widthMin: 130,
    className: 'mono dim',
    text: ({ lastLoginAt }) => (lastLoginAt === undefined ? 'never' : dateTime(lastLoginAt).slice(0, 19)),
  },
  {
    id: 'sessions',
    header: 'Sessions open',
    title: 'Sessions open: at the window, and kept for commands',
    width: 110,
    widthMin: 90,
    align: 'end',
    text: ({ sessions }) => (sessions === 0 ? 'none' : groupInteger(sessions)),
  },
];
