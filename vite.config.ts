import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Writes `file.br` beside every text file of the built screens; the server sends them to browsers that take brotli. */
const brotli = (): Plugin => {
  let folder = ''
  return {
    name: 'brotli',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir)
    },
    closeBundle() {
      const walk = (inside: string): string[] =>
        readdirSync(inside).flatMap((name) => {
          const path = join(inside, name)
          return statSync(path).isDirectory() ? walk(path) : [path]
        })
      for (const path of walk(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
        const bytes = readFileSync(path)
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
      }
    },
  }
}

/** Pages that open without network (public/record-worker.js), and what they load while they are used. */
const OFFLINE_PAGES = ['/RecordPage.tsx', '/OfflineRecordPage.tsx', '/DayPickerInner.tsx', '/facts/offline/ui/index.ts']

/** Writes `record-files.json`: every built file that those pages need, for the phone to keep. */
const recordFiles = (): Plugin => ({
  name: 'record-files',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
    const needed = new Set<string>(['greeting.js', 'favicon.svg'])
    const take = (name: string): void => {
      const chunk = chunks.find(({ fileName }) => fileName === name)
      if (!chunk || needed.has(name)) return
      needed.add(name)
      for (const css of (chunk as { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss ?? [])
        needed.add(css)
      chunk.imports.forEach(take)
    }
    for (const { fileName, isEntry, moduleIds } of chunks)
      if (isEntry || moduleIds.some((id) => OFFLINE_PAGES.some((page) => id.replace(/\\/g, '/').endsWith(page))))
        take(fileName)
    const list = [...needed].map((name) => `/${name}`).sort()
    this.emitFile({ type: 'asset', fileName: 'record-files.json', source: JSON.stringify(list) })
  },
})

/** The oldest browsers that are served (docs/adr/0014); public/greeting.js turns away what is older. */
const OLDEST_BROWSERS = ['chrome90', 'firefox90', 'safari16']

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), ...(isSsrBuild ? [] : [recordFiles(), brotli()])],
  publicDir: isSsrBuild ? false : 'public',
  build: isSsrBuild
    ? {
        target: 'node20',
        outDir: 'dist/server',
        emptyOutDir: true,
        minify: false,
        rolldownOptions: {
          // the server, and what it starts as processes of their own
          input: {
            server: resolve('src/main/server.ts'),
            'read-apart': resolve('src/main/read-apart.ts'),
            'stage-register': resolve('src/features/registers/imports/staging-process.ts'),
          },
        },
      }
    : {
        target: OLDEST_BROWSERS,
        cssTarget: OLDEST_BROWSERS,
        outDir: 'dist/client',
        emptyOutDir: true,
        // zod and the line that forbids it to compile stand in one chunk, so that no schema of another is made before it
        rolldownOptions: {
          output: {
            codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|src\/main\/client\/zod\.ts/ }] },
          },
        },
      },
}))
