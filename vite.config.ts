import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react()],
  publicDir: isSsrBuild ? false : 'public',
  build: isSsrBuild
    ? { target: 'node20', outDir: 'dist/server', emptyOutDir: true, minify: false, sourcemap: true }
    : { target: ['chrome107', 'firefox104', 'safari16'], outDir: 'dist/client', emptyOutDir: true, sourcemap: false },
}))
