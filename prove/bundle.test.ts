import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../journeys/program.ts'
import { dependencies } from '../package.json'
import { projectRoot } from '../src/platform/root.ts'

const canRun = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')

/** A network of its own, with nothing but loopback, where this machine allows one. */
const canCutOff = spawnSync('unshare', ['-n', 'true']).status === 0

describe.runIf(canRun)('the offline bundle', () => {
  let place: string
  let folder: string
  const name = `tongxin-linux-${process.arch}`

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'tongxin-bundle-'))
    chmodSync(place, 0o755)
    const made = spawnSync(process.execPath, [join(projectRoot, 'bin/bundle.mjs'), process.arch, '--to', place], {
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(made.stdout + made.stderr)
    mkdirSync(join(place, 'unpacked'))
    spawnSync('tar', ['-xzf', join(place, `${name}.tar.gz`), '-C', join(place, 'unpacked')])
    folder = join(place, 'unpacked', name)
  }, 1_800_000)
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  it('is smaller than 200 MiB, and its checksums hold until a file is changed', () => {
    expect(statSync(join(place, `${name}.tar.gz`)).size).toBeLessThan(200 * 1024 * 1024)
    const verify = () => spawnSync('sh', [join(folder, 'verify.sh')], { encoding: 'utf8' })
    expect(verify()).toMatchObject({ status: 0, stdout: expect.stringContaining('文件齐全') })
    const screen = join(folder, 'dist/client/greeting.js')
    const whole = readFileSync(screen)
    appendFileSync(screen, ' ')
    expect(verify()).toMatchObject({ status: 1, stderr: expect.stringContaining('重新拷贝') })
    spawnSync('sh', ['-c', 'head -c "$1" "$2" > "$2.part" && mv "$2.part" "$2"', 'sh', String(whole.length), screen])
    expect(verify().status).toBe(0)
  })

  it('O03 bears a list of its parts with their versions, licences and digests', () => {
    const { components, metadata, bomFormat } = JSON.parse(readFileSync(join(folder, '部件清单.cdx.json'), 'utf8'))
    expect(bomFormat).toBe('CycloneDX')
    expect(metadata.component.name).toBe('tongxin')
    const names = (components as { name: string; hashes?: unknown[] }[]).map(({ name }) => name)
    for (const name of Object.keys(dependencies)) expect(names).toContain(name)
    expect(names).not.toContain('vitest')
    for (const { name, hashes } of components) expect(hashes?.length ?? 0, name).toBeGreaterThan(0)
  })

  it('P08 O03 starts with its own Node, without a network where that can be tried, and serves the screens', async () => {
    const port = await freePort()
    const dataDir = join(place, 'data')
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o711)
    const script = `${canCutOff ? 'ip link set lo up; ' : ''}exec sh "$1"`
    const start = ['-c', script, 'sh', join(folder, 'start.sh')]
    const child = spawn(canCutOff ? 'unshare' : 'sh', canCutOff ? ['-n', 'sh', ...start] : start, {
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        PORT: String(port),
        DATA_DIR: dataDir,
        SAMPLE: '0',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    try {
      await expect.poll(() => said, { timeout: 120_000, interval: 200 }).toContain('按 Ctrl+C 停止')
      const ask = `fetch('http://127.0.0.1:${port}/').then((answer) => answer.text()).then((text) => console.log(text.includes('同心')))`
      const node = join(folder, 'node/node')
      // Asked from inside the program's own network.
      const asked = canCutOff
        ? spawnSync('nsenter', ['-t', String(child.pid), '-n', node, '-e', ask], { encoding: 'utf8' })
        : spawnSync(node, ['-e', ask], { encoding: 'utf8' })
      expect(asked.stdout.trim()).toBe('true')
    } finally {
      const over = once(child, 'exit')
      child.kill('SIGTERM')
      await over
    }
    expect(child.exitCode).toBe(0)
  })
})
