/** Milliseconds that the rate is taken over. */
const span = 2000;

/** Counts frames: given the time of each in milliseconds, tells how many there are in a second; null before the second. */
export function frameRate(): (time: number) => number | null {
  let times: number[] = [];
  return (time) => {
    times = [...times.filter((before) => time - before <= span), time];
    const [first = time] = times;
    return times.length < 2 || time === first ? null : ((times.length - 1) * 1000) / (time - first);
  };
}
