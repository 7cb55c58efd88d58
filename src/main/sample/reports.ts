import { readIn } from '../../features/sources/index.ts'
import { keepFigures, readFigures } from '../../features/sources/stated/index.ts'
import type { Stage } from './stage.ts'
import texts from './texts/reports.txt?raw'

/** Working days before the first start on which the reports came. */
const CAME_AGO = 30

/** Reports of made-up places, read in and their figures kept as stated figures (引用数字), so that 对标 has something to compare. */
export const layReports = async (stage: Stage): Promise<void> => {
  const last = Number(stage.today.slice(0, 4)) - 1
  const reports = texts
    .replaceAll('{last}', String(last))
    .replaceAll('{before}', String(last - 1))
    .split('----\n')
  for (const [index, text] of reports.entries()) {
    const ctx = stage.at('sby', { day: stage.day(-CAME_AGO), minute: 540 + 10 * index })
    const { id: documentId } = await readIn(ctx, { text, again: false })
    const { figures } = await readFigures(ctx, { documentId })
    await keepFigures(ctx, {
      documentId,
      figures: figures.map(({ startAt, endAt, suggested: { metric, place, period } }) => ({
        ...{ startAt, endAt, metric, place, period },
      })),
    })
  }
}
