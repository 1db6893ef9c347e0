/**
 * What goes wrong on a page, and how long it held the main thread. Installed before the page's first script, so begin
 * with it: a page that was already opened is seen from its next navigation on.
 */
import type { Page } from 'playwright-core';

interface CspViolation {
  readonly directive: string;
  readonly blocked: string;
  readonly source: string;
}

interface LongTask {
  /** Milliseconds since the page's navigation. */
  readonly start: number;
  /** Milliseconds; never under 50, for the browser reports no shorter ones. */
  readonly duration: number;
}

export interface Observed {
  /** `console.error` of the page and its workers, and what the browser itself writes there. */
  readonly consoleErrors: string[];
  /** Errors that nobody caught. */
  readonly pageErrors: string[];
  /** Of the document. A worker's are in {@link consoleErrors} only. */
  readonly cspViolations: CspViolation[];
  /** Requests without an answer, cancelled ones too, and answers of status 400 and above. */
  readonly failedRequests: string[];
  /** All since the navigation, or the last `forget()`. */
  longTasks(): Promise<readonly LongTask[]>;
  /** The longest of them in milliseconds, 0 where none was over 50. */
  worstTask(): Promise<number>;
  /** Empties all lists. */
  forget(): Promise<void>;
  /** Fails with everything that went wrong, but for lines that `allowed` matches. */
  expectQuiet(allowed?: readonly RegExp[]): Promise<void>;
}

interface Watched {
  pellucidLongTasks?: { readonly list: LongTask[]; take(): void };
}

/** Name of the function that the page calls; out of the way of the page's own names. */
const report = 'pellucidReportsViolation';

export async function observe(page: Page): Promise<Observed> {
  const consoleErrors: string[] = [];
  const pageErrors: string[] = [];
  const cspViolations: CspViolation[] = [];
  const failedRequests: string[] = [];

  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => pageErrors.push(error.stack ?? error.message));
  page.on('requestfailed', (request) => failedRequests.push(`${request.url()}: ${request.failure()?.errorText ?? ''}`));
  page.on('response', (response) => {
    if (response.status() >= 400) failedRequests.push(`${response.url()}: status ${response.status()}`);
  });
  await page.exposeFunction(report, (violation: CspViolation) => cspViolations.push(violation));
  await page.addInitScript(watch, report);

  /** Hands over what the page has seen, and waits until its reports so far are here. */
  const flush = () =>
    page.evaluate(() => {
      const watched = (globalThis as Watched).pellucidLongTasks;
      watched?.take();
      return watched?.list ?? [];
    });

  return {
    consoleErrors,
    pageErrors,
    cspViolations,
    failedRequests,
    longTasks: flush,
    worstTask: async () => Math.max(0, ...(await flush()).map(({ duration }) => duration)),
    forget: async () => {
      await page.evaluate(() => {
        const watched = (globalThis as Watched).pellucidLongTasks;
        watched?.take();
        watched?.list.splice(0);
      });
      for (const list of [consoleErrors, pageErrors, cspViolations, failedRequests]) list.length = 0;
    },
    expectQuiet: async (allowed = []) => {
      await flush();
      const lines = [
        ...consoleErrors.map((line) => `console: ${line}`),
        ...pageErrors.map((line) => `uncaught: ${line}`),
        ...cspViolations.map((it) => `blocked by ${it.directive}: ${it.blocked} (${it.source})`),
        ...failedRequests.map((line) => `request: ${line}`),
      ].filter((line) => !allowed.some((pattern) => pattern.test(line)));
      if (lines.length > 0) throw new Error(`The page was expected to be quiet:\n${lines.join('\n')}`);
    },
  };
}

/** Runs in the page. Uses nothing from this module: only its text gets there. */
function watch(name: string): void {
  addEventListener('securitypolicyviolation', (event) => {
    const send = (globalThis as unknown as Record<string, (violation: unknown) => void>)[name];
    send?.({
      directive: event.effectiveDirective,
      blocked: event.blockedURI,
      source: `${event.sourceFile}:${event.lineNumber}`,
    });
  });
  // No function bears a name of its own: tsx would wrap it in a helper that the page does not have.
  const watched = {
    list: [] as { start: number; duration: number }[],
    keep(entries: PerformanceEntryList) {
      for (const { startTime, duration } of entries) watched.list.push({ start: startTime, duration });
    },
    take() {
      watched.keep(observer.takeRecords());
    },
  };
  const observer = new PerformanceObserver((entries) => watched.keep(entries.getEntries()));
  observer.observe({ type: 'longtask', buffered: true });
  Object.assign(globalThis, { pellucidLongTasks: watched });
}
