/** A panel of settings while the configuration is read, or can't be. */
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
        <Notice kind="loading" title="Reading the configuration" />
      ) : (
        <Notice kind="error" title="The configuration can't be shown" text={fault.message} />
      )}
    </Panel>
  );
}
