import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../src/platform/root.ts'

// A bundle and a server hold no tools of development: what the program needs stands among the dependencies.
test('O03 the built server asks for nothing but its dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const built = join(projectRoot, 'dist/server')
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  // what the server starts as processes of their own stands beside it, where it looks for them
  expect(files).toEqual(expect.arrayContaining(['server.js', 'stage-register.js', 'read-apart.js']))
  const code = files.map((name) => readFileSync(join(built, name), 'utf8')).join('\n')
  const asked = [...code.matchAll(/^import (?:[^'"\n]* from )?["']([^'"]+)["'];?$/gm)]
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
