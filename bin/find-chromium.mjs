import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const USUAL_PATHS = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'],
}

/**
 * Finds a Chromium or Chrome that really starts here: CHROMIUM_PATH, an installed one, else the one that comes with the
 * development dependency @sparticuz/chromium (Linux x64).
 * @returns {Promise<{ path: string, args: string[], env: Record<string, string> }>} the program, the arguments it needs
 *   here, and variables to add to its environment
 * @throws Error with a Chinese and an English sentence that say what to install
 */
export async function findChromium() {
  const tried = []
  for (const more of [installed, bundled]) {
    for (const candidate of await more(neededArguments())) {
      const failure = await probe(candidate)
      if (failure === undefined) return candidate
      tried.push(`${candidate.path}: ${failure}`)
    }
  }
  throw new Error(
    [
      '没有找到能启动的 Chromium 或 Chrome，请安装一个（Debian：apt-get install chromium fonts-noto-cjk），或用 CHROMIUM_PATH 指明路径。',
      'No Chromium or Chrome that starts was found: install one (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH.',
      ...tried,
    ].join('\n'),
  )
}

function installed(args) {
  const given = process.env.CHROMIUM_PATH
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => (process.platform === 'win32' ? [] : NAMES.map((name) => join(folder, name))))
  const usual = [...(USUAL_PATHS[process.platform] ?? []), ...onPath].filter((path) => existsSync(path))
  const paths = given ? [given] : [...new Set(usual.map((path) => realpathSync(path)))]
  return paths.map((path) => ({ path, args, env: {} }))
}

/** The browser packed with @sparticuz/chromium: unpacked into the temporary folder at first use, libraries beside it. */
async function bundled(args) {
  if (process.env.CHROMIUM_PATH || process.platform !== 'linux' || process.arch !== 'x64') return []
  const before = { ...process.env }
  try {
    // It unpacks its libraries only where it believes to be in a function service. What it sets in this process is taken
    // back: its library path would reach other programs, such as the database.
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x'
    const { default: chromium } = await import('@sparticuz/chromium')
    const path = await chromium.executablePath()
    const env = { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' }
    if (!existsSync('/etc/fonts')) env.FONTCONFIG_PATH = process.env.FONTCONFIG_PATH ?? ''
    return [{ path, args: [...new Set([...args, '--no-sandbox', '--no-zygote', '--disable-gpu'])], env }]
  } catch {
    return []
  } finally {
    for (const name of Object.keys(process.env)) {
      if (!(name in before)) delete process.env[name]
    }
    Object.assign(process.env, before)
  }
}

/** Chromium refuses its sandbox to root, and small containers have a tiny /dev/shm. */
function neededArguments() {
  const isRoot = process.getuid?.() === 0
  return ['--disable-dev-shm-usage', ...(isRoot ? ['--no-sandbox'] : [])]
}

/** Opens an empty page the way the journeys do; undefined when it worked, else the reason. */
async function probe({ path, args, env }) {
  const { chromium } = await import('playwright-core')
  try {
    const options = { executablePath: path, args, env: { ...process.env, ...env }, timeout: 20_000 }
    const browser = await chromium.launch(options)
    try {
      const page = await browser.newPage()
      await page.setContent('<p>同心</p>')
    } finally {
      await browser.close()
    }
    return undefined
  } catch (error) {
    return error.message.split('\n')[0]
  }
}
