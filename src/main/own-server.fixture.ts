import { dirname } from 'node:path'
import { findPostgres, rights, startThrowaway, type Throwaway } from '../../bin/own-postgres.mjs'
import { findBinaries } from '../platform/db/embedded/binaries.ts'

/** The server programs of this machine, else those that come with the program: such tests run everywhere. */
export const serverPrograms = async (): Promise<{ bin: string; major: number }> => {
  const found = findPostgres()
  if (found) return found
  const { uid, gid } = rights()
  const runAs = uid === undefined || gid === undefined ? undefined : { uid, gid }
  const { postgres, major } = await findBinaries(runAs, ['/var/lib', '/var/tmp'], () => undefined)
  return { bin: dirname(postgres), major }
}

/** A throwaway server of one's own with the program's role, which has no special rights. */
export const ownServer = async (settings: Record<string, string> = {}): Promise<Throwaway> =>
  startThrowaway({ settings, found: await serverPrograms() })
