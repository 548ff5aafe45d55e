/** A panel of settings while the configuration is read, or can't be. */
import { Loading } from '../../common/Loading.tsx';
import { Notice } from '../../../ui/display/Notice.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';

interface Properties {
  readonly title: string;
  readonly fault: { readonly message: string } | undefined;
}

export function NoConfiguration({ title, fault }: Properties) {
  return (
    <Panel title={title} className="settings-panel">
      {fault === undefined ? (
        <Loading title="Reading the configuration" />
      ) : (
        <Notice kind="error" title="The configuration can't be shown" text={fault.message} />
      )}
    </Panel>
  );
}
