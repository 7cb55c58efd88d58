import type { Context } from '../../../platform/context.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { paperDay } from '../../../platform/paper/index.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { found } from '../../org/index.ts'
import { CATEGORY_WORDS } from '../households/words.ts'
import { askedPlace } from '../places.ts'
import type { LetterQuery } from './contract.ts'
import { shownItems } from './operations.ts'
import * as store from './store.ts'
import { GONE_WORDS, LETTER_STATE_WORDS } from './words.ts'

type Key = 'no' | 'town' | 'village' | 'head' | 'twin' | 'category' | 'state' | 'sent' | 'returned' | 'reason' | 'gone'
const TEMPLATE: SheetTemplate<Key> = {
  title: '慰问信寄发名单',
  sheet: '慰问信',
  columns: [
    { key: 'no', header: '序号', width: 6, kind: 'number' },
    { key: 'town', header: '乡镇（街道）', width: 16, kind: 'text' },
    { key: 'village', header: '村（社区）', width: 16, kind: 'text' },
    { key: 'head', header: '户主', width: 12, holds: 'working', kind: 'text' },
    { key: 'twin', header: '同村同名辨认', width: 24, holds: 'working', kind: 'text' },
    { key: 'category', header: '类别', width: 22, kind: 'text' },
    { key: 'state', header: '寄发情况', width: 10, kind: 'text' },
    { key: 'sent', header: '寄发日', width: 12, kind: 'day' },
    { key: 'returned', header: '退回日', width: 12, kind: 'day' },
    { key: 'reason', header: '退回原因', width: 24, kind: 'text' },
    { key: 'gone', header: '不用寄的原因', width: 24, kind: 'text' },
  ],
}

/** The list of a round as an Excel file. @throws Problem not-found */
export const letterSheet = async (ctx: Context, query: Omit<LetterQuery, 'after' | 'size'>): Promise<File> => {
  const { round, place, items } = await ctx.read(async (tx) => {
    const round = found(await store.findRound(tx, query.id))
    const place = await askedPlace(ctx, tx, query.regionId)
    const items: store.StoredItem[] = []
    let after: string | undefined
    do {
      const page = await store.listItems(tx, { ...query, path: place.path }, { after, size: 2_000 })
      items.push(...page.rows)
      after = page.next ?? undefined
    } while (after !== undefined)
    return { round, place, items: await shownItems(ctx, tx, items) }
  })
  const rows = items.map((item, index) => ({
    no: index + 1,
    town: item.townName,
    village: item.regionName,
    head: item.headName,
    twin: item.twinMark,
    category: CATEGORY_WORDS[item.category],
    state: LETTER_STATE_WORDS[item.state],
    sent: item.sentOn,
    returned: item.returnedOn,
    reason: item.returnReason,
    gone:
      item.state === 'unneeded' && item.goneAs && item.goneOn
        ? [`${paperDay(item.goneOn)}${GONE_WORDS[item.goneAs]}`, item.stopReason].filter(Boolean).join('，')
        : null,
  }))
  const notes = [`${round.code}　${round.name}　${place.name}　${rows.length} 户　${paperDay(ctx.today)}`]
  const bytes = await writeSheet(TEMPLATE, rows, { notes, mark: exportMark(ctx) })
  const { id: recordId, ...filter } = query
  await auditExport(ctx, 'letter.export', {
    record: 'letter_rounds',
    recordId,
    kind: 'xlsx',
    rows: rows.length,
    filter,
  })
  return download(`慰问信名单 ${round.code}`, 'xlsx', bytes)
}
