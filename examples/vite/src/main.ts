import '@pellucid/web-components/define';

const heatmap = document.querySelector('xai-heatmap')!;
const words = document.querySelector('output')!;

heatmap.addEventListener('xai-result', () => {
  words.textContent = `It sees: ${heatmap.result!.title}.`;
});
