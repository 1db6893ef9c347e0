/** One picture of two, that lie over each other on the screen: the first to the left of a line, the second to its right. */
export function bothHalves(a: HTMLCanvasElement, b: HTMLCanvasElement, position: number): HTMLCanvasElement {
  // The shape on the screen is that of the first.
  const width = Math.max(a.width, b.width);
  const height = Math.round((width * a.height) / a.width);
  const both = document.createElement('canvas');
  both.width = width;
  both.height = height;
  const context = both.getContext('2d')!;
  const cut = Math.round(position * width);
  const draw = (canvas: HTMLCanvasElement, left: number, right: number): void => {
    if (right <= left) return;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, height);
    context.clip();
    context.drawImage(canvas, 0, 0, width, height);
    context.restore();
  };
  draw(a, 0, cut);
  draw(b, cut, width);
  if (cut > 0 && cut < width) {
    context.fillStyle = '#fff';
    context.fillRect(cut - 1, 0, 2, height);
  }
  return both;
}
