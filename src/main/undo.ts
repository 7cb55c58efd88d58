/** Steps to be taken back at the stop, latest last. */
export type Undo = (() => Promise<void> | void)[]
