import { Readable } from 'node:stream'
import type { Bytes } from '../sealed/index.ts'
import { baseNameOf, safeName } from './names.ts'
import { type Received, receive, type Taking } from './receive.ts'
import { type FileRefusal, type FileRefusalCode, isRefused } from './refusals.ts'
import { listZip, readZipEntry, type ZipEntry } from './zip.ts'

/** Files of a zip that are taken one by one; a person reads them one by one too. */
export const MOST_MEMBERS = 60

/** One file of a zip, unpacked under a random name, or why it was not. `name` is the last part of its path. */
export type Member = { name: string; received: Received } | { name: string; refused: FileRefusalCode }

/** What systems and programs leave in an archive by themselves. */
const isLitter = ({ name }: ZipEntry): boolean => {
  const base = baseNameOf(name)
  return name.endsWith('/') || /^__MACOSX\//u.test(name) || /^(?:\.|~\$)|^(?:thumbs\.db|desktop\.ini)$/iu.test(base)
}

/**
 * The files of a zip that a person put there, in its order, unpacked one at a time: the caller stores or discards each
 * before it asks for the next. Folders fall away from the names. Refused as a whole when the zip is broken, has more than
 * {@link MOST_MEMBERS} files, none, or would unpack to too much.
 */
export const membersOf = async (file: Bytes, taking: Taking): Promise<AsyncGenerator<Member> | FileRefusal> => {
  const listed = await listZip(file)
  if (isRefused(listed)) return listed
  const entries = listed.entries.filter((entry) => !isLitter(entry))
  if (entries.length === 0) return { refused: 'nothing-inside' }
  if (entries.length > MOST_MEMBERS) return { refused: 'too-many-inside' }
  return unpackEach(file, entries, taking)
}

async function* unpackEach(file: Bytes, entries: ZipEntry[], taking: Taking): AsyncGenerator<Member> {
  for (const entry of entries) {
    const named = safeName(baseNameOf(entry.name))
    const name = isRefused(named) ? entry.name : named.name
    if (isRefused(named)) yield { name, refused: named.refused }
    else if (entry.isEncrypted) yield { name, refused: 'encrypted' }
    else if (entry.size > taking.limitBytes) yield { name, refused: 'too-large' }
    else {
      const content = await readZipEntry(file, entry)
      const taken = Buffer.isBuffer(content) ? await receive(Readable.from([content]), taking) : content
      yield isRefused(taken) ? { name, refused: taken.refused } : { name, received: taken }
    }
  }
}
