import { Worker } from 'node:worker_threads'

/**
 * A thread that ends its process, busy or not, once the process that started it is gone or more memory is taken than allowed.
 * Plain CommonJS in a text, so that a process which is itself started from a text can have it.
 */
const THREAD = `
const { workerData: { parent, mostBytes } } = require('node:worker_threads')
const isGone = () => {
  // Elsewhere than on Windows an orphan is given another parent.
  if (process.platform !== 'win32') return process.ppid !== parent
  try {
    process.kill(parent, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
setInterval(() => {
  if (isGone() || process.memoryUsage.rss() > mostBytes) process.kill(process.pid, 'SIGKILL')
}, 100)`

export type Watch = { parent: number; mostBytes: number }

const optionsOf = (watch: Watch) => ({ eval: true, workerData: watch, execArgv: [], env: {} })

/** Has this process ended when `parent` is gone or it takes more than `mostBytes`. */
export const watchSelf = (watch: Watch): void => new Worker(THREAD, optionsOf(watch)).unref()

/** The same as the first line of a program that is handed to Node as a text. */
export const watchingCode = (watch: Watch): string =>
  `new (require('node:worker_threads').Worker)(${JSON.stringify(THREAD)}, ${JSON.stringify(optionsOf(watch))}).unref()\n`
