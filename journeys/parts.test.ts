import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../src/platform/root.ts'

// A bundle and a server hold no tools of development: what the program needs stands among the dependencies.
test('O03 the built server asks for nothing but its dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const server = readFileSync(join(projectRoot, 'dist/server/server.js'), 'utf8')
  const asked = [...server.matchAll(/^import (?:[^'"\n]* from )?["']([^'"]+)["'];?$/gm)]
    .map(([, name]) => name as string)
    .filter((name) => !name.startsWith('node:') && !name.startsWith('.') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  expect(asked.length).toBeGreaterThan(20)
  expect([...new Set(asked)].filter((name) => !(name in dependencies))).toEqual([])
})
