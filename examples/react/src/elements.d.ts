import type { ExplanationResult, XaiHeatmap } from '@pellucid/web-components';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

/** What React 19 hands to the element: properties by their names, and listeners as `on` with the event's name. */
type HeatmapProps = DetailedHTMLProps<HTMLAttributes<XaiHeatmap>, XaiHeatmap> &
  Partial<Pick<XaiHeatmap, 'src' | 'model' | 'backend' | 'method' | 'target'>> & {
    'onxai-result'?: (event: CustomEvent<ExplanationResult>) => void;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'xai-heatmap': HeatmapProps;
    }
  }
}
