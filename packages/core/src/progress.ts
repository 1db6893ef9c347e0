/** Where long work stands. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is counted: "windows", "channels", ... */
  readonly unit: string;
}
