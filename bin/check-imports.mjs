// The import rules of .dependency-cruiser.cjs. TypeScript 7 has no compiler API: wherever dependency-cruiser asks for
// 'typescript' it is given the alias typescript6.
import Module, { createRequire, register } from 'node:module'
import { filesUnder, root } from './prepare.mjs'

const alias = (name) => name.replace(/^typescript(?=\/|$)/, 'typescript6')

const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, ...rest) => resolveFilename(alias(request), ...rest)
const hook = `export const resolve = (name, context, next) => next(name.replace(/^typescript(?=\\/|$)/, 'typescript6'), context)`
register(`data:text/javascript,${encodeURIComponent(hook)}`)

process.chdir(root)
const { cruise, allExtensions } = await import('dependency-cruiser')
const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

if (!allExtensions.some(({ extension, available }) => extension === '.tsx' && available)) {
  console.error('dependency-cruiser cannot read TypeScript here: is typescript6 installed?')
  process.exit(1)
}

const files = filesUnder('src').filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
const { output } = await cruise(['src'], { ruleSet: rules, validate: true, outputType: 'json', ...rules.options })
const { modules, summary } = JSON.parse(output)

const seen = new Set(modules.map((module) => module.source))
const unseen = files.filter((file) => !seen.has(file))

for (const { rule, from, to, cycle } of summary.violations) {
  const way = cycle?.length ? cycle.map((step) => step.name ?? step).join(' → ') : to
  console.error(`${rule.name}: ${from} → ${way}`)
}
for (const file of unseen) console.error(`not looked at: ${file}`)
console.log(`${files.length - unseen.length} of ${files.length} modules, ${summary.violations.length} violations`)
process.exitCode = summary.violations.length > 0 || unseen.length > 0 || files.length === 0 ? 1 : 0
