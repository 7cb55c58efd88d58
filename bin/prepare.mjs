import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this program, wherever it is called from. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const inRoot = (...parts) => join(root, ...parts)

/** Installs the libraries when they are missing or differ from package-lock.json. Install scripts are not needed. */
export function installMissing() {
  if (isInstalled()) return
  console.log('正在安装依赖…')
  const done = npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-fund', '--no-audit'])
  if (done.status !== 0) {
    console.error(done.output)
    fail('依赖没有装成功，请检查网络（或 npm 镜像设置）和目录写权限后重试。')
  }
}

/** Whether node_modules holds exactly what the lock file names; what only other platforms need may be absent. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
    const present = JSON.parse(readFileSync(inRoot('node_modules', '.package-lock.json'), 'utf8')).packages
    const missing = Object.entries(wanted).filter(
      ([path, { version, optional, devOptional, link }]) =>
        path !== '' && !link && (present[path] ? present[path].version !== version : !optional && !devOptional),
    )
    return missing.length === 0 && Object.keys(present).every((path) => path in wanted)
  } catch {
    return false
  }
}

/** Builds screens and server when a source is newer than the built program. */
export function buildStale() {
  const stamp = inRoot('dist', '.built')
  const wanted = sourceHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('正在构建…')
  const done = npm(['run', '--silent', 'build'], { NODE_ENV: 'production' })
  if (done.status !== 0 || !existsSync(inRoot('dist', 'server', 'server.js'))) {
    console.error(done.output)
    fail('程序没有构建成功，原因见上；若改过源码请先运行 npm run check。')
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Changes whenever something the build reads changes: sources without tests, and the files beside package.json. */
function sourceHash() {
  const hash = createHash('sha256')
  const isOwn = (name) => /\.(html|json|ts|mjs|cjs)$/.test(name) && !/^(vitest|knip|biome)/.test(name)
  const top = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile() && isOwn(entry.name))
  const files = [...top.map((entry) => entry.name), ...filesUnder('src'), ...filesUnder('public')]
  for (const file of files.sort()) {
    if (!/\.test\.tsx?$/.test(file))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(inRoot(file)))
        .update('\0')
  }
  return hash.digest('hex')
}

/** All files under a folder of this program, as paths with '/', relative to the root. */
export function filesUnder(folder) {
  if (!existsSync(inRoot(folder))) return []
  return readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(path)
    return entry.isFile() ? [path] : []
  })
}

/** Runs npm in the root. `output` is what it printed. */
function npm(args, env = {}) {
  const options = {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, npm_config_loglevel: 'error', npm_config_update_notifier: 'false', ...env },
  }
  const script = npmScript()
  const done = script
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (done.error) return { status: 1, output: `npm: ${done.error.message}` }
  return { status: done.status, output: `${done.stdout}${done.stderr}`.trim() }
}

/** The npm that came with this Node (or that called us), so that a PATH without npm does no harm. */
function npmScript() {
  const beside = dirname(process.execPath)
  return [
    process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : '',
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path && existsSync(path))
}

/** What cannot be prepared: `message` is one sentence; what the failing program printed was shown already. */
export class CannotPrepare extends Error {}

function fail(sentence) {
  throw new CannotPrepare(sentence)
}

/** Runs a command of `bin/`; a failed preparation ends it with its sentence, anything else is a bug and shown whole. */
export function runCommand(command) {
  command().catch((error) => {
    console.error(error instanceof CannotPrepare ? error.message : error)
    process.exitCode = 1
  })
}
