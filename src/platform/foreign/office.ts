import { spawn } from 'node:child_process'
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const LONGEST_MS = 60_000

let place: Promise<string | null> | undefined

/** Where LibreOffice lies on this machine, or null. */
const findOffice = (): Promise<string | null> => {
  const look = async () => {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, 'soffice')
      if (
        folder !== '' &&
        (await access(path, constants.X_OK).then(
          () => true,
          () => false,
        ))
      )
        return path
    }
    return null
  }
  place ??= look()
  return place
}

/** Runs LibreOffice in a process group of its own, so that a hanging one is ended with its children. */
const convert = (office: string, folder: string, file: string): Promise<void> =>
  new Promise((resolve) => {
    const profile = pathToFileURL(join(folder, 'profile')).href
    const child = spawn(
      office,
      [
        '--headless',
        '--norestore',
        `-env:UserInstallation=${profile}`,
        '--convert-to',
        'txt:Text (encoded):UTF8',
        file,
      ],
      { cwd: folder, detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, HOME: folder } },
    )
    const endAll = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Gone already.
      }
    }
    const timer = setTimeout(endAll, LONGEST_MS)
    const over = () => {
      clearTimeout(timer)
      endAll()
      resolve()
    }
    child.once('exit', over)
    child.once('error', over)
  })

/** Text of a document that LibreOffice can open; null where it is not installed, cannot, or takes more than a minute. */
export const officeText = async (bytes: Uint8Array): Promise<string | null> => {
  const office = await findOffice()
  if (!office) return null
  const folder = await mkdtemp(join(tmpdir(), 'tongxin-office-'))
  try {
    await writeFile(join(folder, 'original.doc'), bytes, { mode: 0o600 })
    await convert(office, folder, 'original.doc')
    const text = await readFile(join(folder, 'original.txt'), 'utf8').catch(() => null)
    return text?.replace(/^\ufeff/, '').replaceAll('\r\n', '\n') ?? null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
