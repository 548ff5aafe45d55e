/** Writes all orders that match to a file, and shows how far that is. */
import { toOrderFilter } from '../../model/orders/orderFilter.ts';
import { engineSort } from '../../model/orders/orderSort.ts';
import { jobProgress } from '../../model/desk/jobLook.ts';
import { groupInteger } from '../../format/decimals.ts';
import { announced, cancelJob, exportOrders } from '../../store/actions.ts';
import { useIsLive } from '../../store/desk/entryGate.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';

export function ExportButton({ matching }: { readonly matching: number | undefined }) {
  const filter = useUi((ui) => ui.filter);
  const sorting = useUi((ui) => ui.blotterLayout.sorting);
  const live = useIsLive();
  const job = useJobs(({ jobs }) =>
    jobs.find(({ kind, state }) => kind === 'orderExport' && state === 'running'),
  );
  if (job !== undefined) {
    return (
      <span data-testid="export-progress">
        {jobProgress(job)}{' '}
        <Button
          look="quiet"
          onPress={() => {
            announced(cancelJob(job.jobId));
          }}
        >
          Cancel the export
        </Button>
      </span>
    );
  }
  return (
    <Button
      look="quiet"
      disabledReason={live ? undefined : 'The engine does not answer'}
      title={`Writes all ${matching === undefined ? '' : `${groupInteger(matching)} `}that match to a file of comma-separated values`}
      onPress={() => {
        announced(exportOrders({ filter: toOrderFilter(filter), sort: engineSort(sorting) }));
      }}
    >
      Export…
    </Button>
  );
}
