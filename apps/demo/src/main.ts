import '@pellucid/web-components/define';
import { DemoTarget } from './controls/target-controls.js';
import { PellucidDemo } from './pellucid-demo.js';
import { DemoCamera } from './views/demo-camera.js';
import { DemoTake } from './take/demo-take.js';

customElements.define('demo-target', DemoTarget);
customElements.define('demo-camera', DemoCamera);
customElements.define('demo-take', DemoTake);
customElements.define('pellucid-demo', PellucidDemo);
