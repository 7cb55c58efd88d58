import { watchSelf } from '../../../platform/apart/watch.ts'
import { type DataKey, makeClosed } from '../../../platform/closed/index.ts'
import { openPool } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { type Staged, type StagingTask, stageFile } from './staging.ts'

/** What the process is told before the file comes in at stdin. */
export type Asked = { of: StagingTask; url: string; keys: (Omit<DataKey, 'material'> & { material: string })[] }
/** What it tells: how far it is, and at last one of the others. */
export type Told =
  | { progress: [share: number, note: string] }
  | { staged: Staged }
  | { refused: string }
  | { failed: string }

const tell = (told: Told) => new Promise<void>((resolve) => process.send?.(told, () => resolve()))

/** Room for the rows under way and the code; it holds no file. */
const MOST_BYTES = 1_024 * 1024 * 1024

watchSelf({ parent: process.ppid, mostBytes: MOST_BYTES })
process.once('disconnect', () => process.exit(1))
process.once('message', async ({ of, url, keys }: Asked) => {
  const held = keys.map((key) => ({ ...key, material: Buffer.from(key.material, 'base64') }))
  const closed = makeClosed({
    keys: () => ({ held, destroyed: [] }),
    change: () => {
      throw new Error('keys are not turned here')
    },
    refresh: () => undefined,
  })
  const pool = openPool(url, 1)
  try {
    const staged = await stageFile({ pool, closed }, process.stdin, of, {
      progress: (share, note) => void tell({ progress: [share, note] }),
    })
    await tell({ staged })
  } catch (error) {
    await tell(error instanceof Problem ? { refused: error.detail } : { failed: String((error as Error).message) })
  }
  process.exit(0)
})
