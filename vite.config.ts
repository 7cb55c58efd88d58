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

/** The oldest browsers that are served (docs/adr/0014); public/greeting.js turns away what is older. */
const OLDEST_BROWSERS = ['chrome90', 'firefox90', 'safari16']

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), ...(isSsrBuild ? [] : [brotli()])],
  publicDir: isSsrBuild ? false : 'public',
  build: isSsrBuild
    ? { target: 'node20', outDir: 'dist/server', emptyOutDir: true, minify: false }
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
