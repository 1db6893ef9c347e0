/** A number in at most 7 characters or so: three significant digits, a real minus sign, powers of ten where needed. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e5 ? String(Number(size.toPrecision(3))) : exponential(size);
  return value < 0 ? `−${text}` : text;
}

function exponential(size: number): string {
  const [mantissa = '', exponent = ''] = size.toExponential(2).split('e');
  return `${Number(mantissa)}e${exponent.replace('+', '').replace('-', '−')}`;
}
