import type { Throwaway } from './own-postgres.mjs'

export type Copy = { folder: string; data: string }

export type CopyServer = {
  port: number
  data: string
  adminUrl: string
  /** The program's own role and database. */
  url: string
  said(): string
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts it again after a kill. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function baseBackup(primary: Throwaway): Promise<Copy>
export function startCopy(
  primary: Throwaway,
  copy: Copy,
  signal: 'standby' | 'recovery',
  settings: Record<string, string>,
): Promise<CopyServer>
export function startStandby(primary: Throwaway): Promise<CopyServer>
