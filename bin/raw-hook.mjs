import { readFile } from 'node:fs/promises'

/** Module hook: `import text from './file?raw'` gives the file's text, as the bundler does. */
export const load = async (url, context, next) => {
  if (!url.endsWith('?raw')) return next(url, context)
  const text = await readFile(new URL(url.slice(0, -4)), 'utf8')
  return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(text)}` }
}
