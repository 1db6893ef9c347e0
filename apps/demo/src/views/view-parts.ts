import type { nothing, TemplateResult } from 'lit';

/** What a view puts on the page. */
export interface ViewParts {
  readonly title: string;
  readonly lead: string;
  readonly controls: TemplateResult;
  /** What is shown once there is a network. */
  readonly stage: () => TemplateResult;
  /** What changes how it is drawn. */
  readonly looks: TemplateResult | typeof nothing;
}
