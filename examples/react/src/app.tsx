import '@pellucid/web-components/define';
import { useState } from 'react';

export function App() {
  const [method, setMethod] = useState('grad-cam');
  const [title, setTitle] = useState('');
  return (
    <>
      <h1>What does the network look at?</h1>
      <label>
        Method{' '}
        <select value={method} onChange={({ target }) => setMethod(target.value)}>
          <option>grad-cam</option>
          <option>saliency</option>
        </select>
      </label>
      <xai-heatmap method={method} onxai-result={({ detail }) => setTitle(detail.title)} />
      <output>{title && `It sees: ${title}.`}</output>
    </>
  );
}
