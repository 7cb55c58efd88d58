import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { copyIn, copyOut, PERSONS } from './tables.ts'

/**
 * Keeps the wrapped keys of persons in a file beside the other key files. Each backup replaces it, so that a key that was
 * destroyed is in no older copy either. The file bears its name only once it is whole and on the disk.
 */
export const copyPersons = async (client: pg.ClientBase, path: string): Promise<void> => {
  const part = `${path}.part`
  await rm(part, { force: true })
  await pipeline(client.query(copyTo(await copyOut(client, PERSONS))), createWriteStream(part, { mode: 0o600 }))
  const file = await open(part, 'r')
  await file.sync().finally(() => file.close())
  await rename(part, path)
}

/** Brings the keys of persons back from that file; false where there is none, and their values stay closed. */
export const loadPersons = async (client: pg.ClientBase, path: string): Promise<boolean> => {
  if (!existsSync(path)) return false
  await pipeline(createReadStream(path), client.query(copyFrom(copyIn(PERSONS))))
  return true
}
