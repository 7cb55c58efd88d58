import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const tips = readFileSync(join(import.meta.dirname, '../../features/sources/extract/fixtures/tips.doc'))
const isInstalled = (process.env.PATH ?? '').split(delimiter).some((place) => existsSync(join(place, 'soffice')))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'office-'))
  vi.stubEnv('TMPDIR', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
  rmSync(folder, { recursive: true, force: true })
})

/** Reads with the programs that `path` leads to; where LibreOffice lies is looked up once a process. */
const readWith = async (path: string, bytes: Uint8Array) => {
  vi.stubEnv('PATH', path)
  const { officeText } = await import('./office.ts')
  return officeText(bytes)
}
const standIn = (script: string) => {
  const program = join(folder, 'soffice')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  return [folder, process.env.PATH].join(delimiter)
}

describe('what LibreOffice reads', () => {
  it('comes as text with plain line ends, and nothing of it stays on the disk', async () => {
    const path = standIn(`cp original.doc seen; printf '\\357\\273\\277一、走访\\r\\n二、宣传' > original.txt`)
    expect(await readWith(path, Buffer.from('旧文'))).toBe('一、走访\n二、宣传')
    expect(readdirSync(folder)).toEqual(['soffice'])
  })

  it('is nothing where it fails or is not installed', async () => {
    expect(await readWith(standIn('exit 1'), tips)).toBeNull()
    vi.resetModules()
    rmSync(join(folder, 'soffice'))
    expect(await readWith(folder, tips)).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  it.runIf(isInstalled)('is the whole of a real document', { timeout: 90_000 }, async () => {
    const text = await readWith(process.env.PATH ?? '', tips)
    expect(text).toContain('（一）市民政局会同市财政局于12月10日前走访困难军属家庭。')
    expect(readdirSync(folder)).toEqual([])
  })
})
