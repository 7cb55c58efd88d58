import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { writePaper } from '../../../platform/paper/index.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate } from '../scope.ts'
import { type Alert, type AlertRules, alertProblems } from './contract.ts'
import { packOf } from './pack.ts'
import { type ChainFacts, overWords, type ReadingFacts } from './rules.ts'
import * as store from './store.ts'
import { kindWords, moment } from './words.ts'

const readingFacts = (facts: ReadingFacts, posts: string[], name: string) => [
  { label: '人员', value: name },
  { label: '岗位', value: posts.join('、') || '—' },
  { label: '超过', value: facts.over.map(overWords).join('；') },
  { label: '内容', value: facts.kinds.map(kindWords).join('；') },
  { label: '期间', value: `${moment(facts.from)} 至 ${moment(facts.until)}` },
  { label: '来自', value: facts.addresses.join('、') || '本机' },
]

const chainFacts = ({ faults }: ChainFacts) =>
  faults.flatMap(({ at, first, count, sentences }) => [
    { label: '查出', value: `${moment(at)}，共 ${count} 处，第一处在序号 ${first ?? '未知'}` },
    ...sentences.map((value) => ({ label: '不符', value })),
  ])

const told = async (ctx: Context, tx: Tx, row: store.AlertRow): Promise<Alert> => {
  const { aboutPersonId, personName, closedName, closedPost, facts, ...alert } = row
  const closedBy = closedName === null ? null : `${closedName}（${closedPost}）`
  const isOwn = aboutPersonId === ctx.acting.personId
  if (alert.kind === 'chain') {
    const { faults } = facts as ChainFacts
    const count = faults.reduce((sum, fault) => sum + fault.count, 0)
    const title = `留痕查验不符，共 ${count} 处`
    return { ...alert, title, facts: chainFacts(facts as ChainFacts), closedBy, isOwn }
  }
  const reading = facts as ReadingFacts
  const name = personName ?? '—'
  const posts = await store.postNames(tx, reading.postIds)
  const [worst] = reading.over
  const title = `${name}：${worst ? overWords(worst) : '查看异常'}`
  return { ...alert, title, facts: readingFacts(reading, posts, name), closedBy, isOwn }
}

/** 告警, the latest first. */
export const listAlerts = (ctx: Context, query: { state?: 'open' | 'closed'; after?: string; size: number }) =>
  ctx.read(async (tx) => {
    const page = await store.listAlerts(tx, query)
    const rows: Alert[] = []
    for (const row of page.rows) rows.push(await told(ctx, tx, row))
    return { ...page, rows }
  })

export const countAlerts = (ctx: Context) => ctx.read(async (tx) => ({ open: await store.countOpen(tx) }))

/**
 * 处置: closes an alert with a conclusion. Nobody closes what is about himself.
 * @throws Problem not-found, own-alert, alert-closed, out-of-date, secrecy
 */
export const closeAlert = (ctx: Context, input: { id: number; version: number; conclusion: string }) => {
  refuseSecrets({ '/conclusion': input.conclusion })
  return ctx.change('alert.close', async (tx) => {
    const { id, version, conclusion } = input
    const before = found(await store.findAlert(tx, id))
    if (before.aboutPersonId === ctx.acting.personId) throw new Problem(alertProblems['own-alert'])
    if (before.closedAt !== null) throw new Problem(alertProblems['alert-closed'])
    const { personId, postId } = ctx.acting
    if (!(await store.closeAlert(tx, { id, version, at: ctx.now, personId, postId, said: conclusion })))
      throw await outOfDate(tx, { record: 'alerts', id }, await told(ctx, tx, before))
    const after = found(await store.findAlert(tx, id))
    return { record: 'alerts', recordId: id, after: { conclusion }, answer: await told(ctx, tx, after) }
  })
}

/** 告知材料: what is known of an unusual reading, in the office's layout, with the items that article 57 asks for. @throws Problem not-found */
export const exportPack = async (ctx: Context, { id }: { id: number }): Promise<File> => {
  const { alert, reading } = await ctx.read(async (tx) => {
    const row = found(await store.findAlert(tx, id))
    if (row.kind !== 'reading') throw new Problem(problems['not-found'], { detail: '留痕查验不符没有告知材料。' })
    return { alert: await told(ctx, tx, row), reading: row.facts as ReadingFacts }
  })
  const bytes = await writePaper({ ...packOf(alert, reading, ctx), mark: exportMark(ctx) })
  await auditExport(ctx, 'alert.export', { record: 'alerts', recordId: id, kind: 'docx', rows: reading.records.length })
  return download(`个人信息告知材料 ${ctx.today}`, 'docx', bytes)
}

export const getAlertRules = (ctx: Context): Promise<AlertRules> => ctx.read(store.readRules)

/** @throws Problem out-of-date */
export const saveAlertRules = (ctx: Context, input: Omit<AlertRules, 'isSet'>): Promise<AlertRules> =>
  ctx.change('alert.rules', async (tx) => {
    const before = await store.readRules(tx)
    if (!(await store.saveRules(tx, input)))
      throw await outOfDate(tx, { record: 'alert_rules', id: 1 }, await store.readRules(tx))
    const after = await store.readRules(tx)
    return { record: 'alert_rules', recordId: 1, before, after, answer: after }
  })
