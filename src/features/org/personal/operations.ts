import { noteErased } from '../../../platform/audit/erased.ts'
import {
  destroyPersonalKey,
  openPersonal,
  erasedAt as readErasedAt,
  type Subject,
} from '../../../platform/audit/personal.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { writePaper } from '../../../platform/paper/index.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { hashPassword } from '../../../platform/sessions/passwords.ts'
import { openMobile, toLiaison } from '../directory/operations.ts'
import { findLiaison, saveLiaison } from '../directory/store.ts'
import { oneTimePassword } from '../posts/passwords.ts'
import { findPersonShown } from '../posts/people-store.ts'
import { type KindOfTable, kindsOfTable } from '../processing/register.ts'
import { found, keepsRegion, orgProblems, outOfDate } from '../scope.ts'
import { type CopyPersonal, type ErasePersonal, type PersonalRecord, personalProblems } from './contract.ts'
import {
  accountErasure,
  ERASED_NAME,
  emptyLiaison,
  liaisonErasure,
  refuseAccountErasure,
  refuseLiaisonErasure,
} from './rules.ts'
import * as store from './store.ts'
import { actionWordsOf, COLUMN_WORDS, FIELD_WORDS } from './words.ts'

type Values = Record<string, string | null>

const moment = (at: string | null): string | null =>
  at && new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

const heldOf = (table: 'liaisons' | 'people', values: Values): PersonalRecord['held'] =>
  kindsOfTable(table).map(({ kind, columns }: KindOfTable) => ({
    kind: kind.name,
    class: kind.class,
    retention: kind.retention,
    items: Object.entries(COLUMN_WORDS[table]).flatMap(([column, label]) =>
      columns.includes(column) ? [{ label, value: values[column] || '没有' }] : [],
    ),
  }))

const reasonOf = (after: unknown): string | null => {
  const reason = after !== null && typeof after === 'object' && 'reason' in after ? after.reason : null
  return typeof reason === 'string' ? reason : null
}

const shownHistory = ({ rows, total }: store.StoredHistory): PersonalRecord['history'] => ({
  total,
  rows: rows.map(({ id, at, action, after, personName, postName }) => ({
    ...{ id, at, personName, postName },
    what: actionWordsOf(action),
    reason: reasonOf(after),
  })),
})

const refusalWords = (slug: keyof typeof personalProblems | null): string | null =>
  slug === null || slug === 'already-erased' ? null : personalProblems[slug].detail

type Read = { record: PersonalRecord; subject: Subject; history: store.StoredHistory }

/** @throws Problem not-found, out-of-scope */
const keptLiaison = async (ctx: Context, tx: Tx, id: number) => {
  const liaison = found(await findLiaison(tx, id, ctx.today))
  if (!keepsRegion(ctx.acting, liaison.regionPath)) throw new Problem(orgProblems['out-of-scope'])
  return liaison
}

const isCleared = (liaison: { sealed: Buffer | null; officePhone: string | null; name: string | null }): boolean =>
  liaison.sealed === null && liaison.officePhone === null && (liaison.name === null || liaison.name === ERASED_NAME)

const readLiaison = async (ctx: Context, tx: Tx, id: number): Promise<Read> => {
  const stored = await keptLiaison(ctx, tx, id)
  const liaison = toLiaison(ctx, stored)
  const subject: Subject = `liaisons:${id}`
  const destroyedAt = await readErasedAt(tx, subject)
  const isErased = isCleared(stored) && destroyedAt !== null
  const history = await asProgram(tx, () => store.readHistory(tx, ctx.closed.keyring, subject))
  const values: Values = {
    name: liaison.name ?? `${liaison.people.join('、') || '空缺'}（随岗位）`,
    post_id: liaison.postName,
    from_on: liaison.fromOn,
    to_on: liaison.toOn,
    title: liaison.title,
    office_phone: liaison.officePhone,
    mobile_sealed: liaison.mobile,
    mobile_digest: stored.sealed ? '按号码找时比对，认不出号码' : null,
    mobile_key: stored.keyId,
    unit_id: liaison.unitName,
    city_id: '本市',
    id: String(id),
    sort: '随单位',
    version: String(liaison.version - 1),
  }
  const refusal = refuseLiaisonErasure({ toOn: liaison.toOn, isCleared: isErased }, ctx.today)
  return {
    subject,
    history,
    record: {
      subject,
      name: liaison.name ?? (liaison.people.join('、') || liaison.postName || '空缺'),
      place: `${liaison.unitName}联络员`,
      held: heldOf('liaisons', values),
      traces: [],
      history: shownHistory(history),
      erasure: {
        erasedAt: isErased ? destroyedAt : null,
        refusal: refusalWords(refusal),
        ...liaisonErasure({ hasOwnName: liaison.name !== null }),
      },
      liaison,
      person: null,
      version: liaison.version,
    },
  }
}

const readAccount = async (ctx: Context, tx: Tx, id: number): Promise<Read> => {
  const person = found(await findPersonShown(tx, ctx.acting, id, ctx.today))
  const subject: Subject = `people:${id}`
  const erasedAt = await readErasedAt(tx, subject)
  const { isHolding, hasServed } = await store.readService(tx, id, ctx.today)
  const { own, traces, history } = await asProgram(tx, async () => ({
    own: await store.readAccount(tx, id),
    traces: await store.countTraces(tx, id),
    history: await store.readHistory(tx, ctx.closed.keyring, subject),
  }))
  const values: Values = {
    name: own.name,
    letters: own.letters.join('、') || null,
    login: own.login,
    password_hash: '已保存，任何人看不到',
    must_change_password: own.must_change_password ? '是' : '否',
    password_set_at: moment(own.password_set_at),
    one_time_until: moment(own.one_time_until),
    one_time_used_at: moment(own.one_time_used_at),
    needs_activation: own.needs_activation ? '是' : '否',
    activation_hash: own.activation_until === null ? null : '已保存，任何人看不到',
    activation_until: moment(own.activation_until),
    activation_by: own.activation_by === null ? null : '安全管理员',
    one_time_by: own.one_time_by === null ? null : '另一人',
    unified_issuer: own.unified_issuer,
    unified_subject: own.unified_subject,
    reset_note: own.reset_note === null ? null : '有，下次登录时告知',
    last_signed_in_at: moment(own.last_signed_in_at),
    last_used_at: moment(own.last_used_at),
    disabled_at: moment(own.disabled_at),
    closed_unused_at: moment(own.closed_unused_at),
    created_at: moment(own.created_at),
    id: String(id),
    version: String(own.version - 1),
  }
  const refusal = refuseAccountErasure({
    isSelf: id === ctx.acting.personId,
    isErased: erasedAt !== null,
    isHolding,
  })
  return {
    subject,
    history,
    record: {
      subject,
      name: person.name,
      place: person.posts.join('、') || '没有岗位',
      held: heldOf('people', values),
      traces: traces.map(({ label, count, isMore }) => ({ label, count, isMore })),
      history: shownHistory(history),
      erasure: { erasedAt, refusal: refusalWords(refusal), ...accountErasure({ hasServed }) },
      liaison: null,
      person,
      version: person.version,
    },
  }
}

/** 个人信息: what is held about a liaison and who touched it, for the office that keeps him. @throws Problem out-of-scope */
export const personalOfLiaison = (ctx: Context, { id }: { id: number }): Promise<PersonalRecord> =>
  ctx.read(async (tx) => (await readLiaison(ctx, tx, id)).record)

/** The same of an account, for the system administrator. */
export const personalOfPerson = (ctx: Context, { id }: { id: number }): Promise<PersonalRecord> =>
  ctx.read(async (tx) => (await readAccount(ctx, tx, id)).record)

const isContent = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** 姓名：甲；手机号：… of the values that a change left, as they open. */
const entered = (after: unknown): string =>
  Object.entries(isContent(after) ? after : {})
    .flatMap(([field, value]) =>
      FIELD_WORDS[field] && typeof value === 'string' ? [`${FIELD_WORDS[field]}：${value}`] : [],
    )
    .join('；')

/** The paper that a person is given: closed values in clear, with what was entered about him before. */
const copyOf = async (ctx: Context, { record, subject, history }: Read, mobile: string | null): Promise<Buffer> => {
  const earlier = await ctx.read((tx) => openPersonal(tx, ctx.closed.keyring, subject, history.rows))
  const held = record.held.flatMap(({ kind, retention, items }) =>
    items.map(({ label, value }) => [kind, label, label === '手机号' ? (mobile ?? value) : value, retention]),
  )
  const changes = history.rows.flatMap(({ at, action }, index) => {
    const words = entered(earlier[index]?.after)
    return words ? [[moment(at) ?? '', actionWordsOf(action), words]] : []
  })
  return writePaper({
    title: '个人信息副本',
    under: [record.name, record.place],
    orientation: 'landscape',
    mark: exportMark(ctx),
    holds: { closed: ['保存的内容', '历次登记'], working: ['保存的内容', '历次登记'] },
    blocks: [
      { heading: 1, text: '一、保存的内容' },
      {
        table: {
          columns: [
            { header: '种类', width: 18 },
            { header: '项目', width: 22 },
            { header: '内容', width: 40 },
            { header: '保存期限', width: 36 },
          ],
          rows: held,
        },
      },
      ...(record.traces.length > 0
        ? [
            {
              text: `另有：${record.traces.map(({ label, count, isMore }) => `${label} ${count} 条${isMore ? '以上' : ''}`).join('，')}。`,
            },
          ]
        : []),
      { heading: 1, text: '二、历次登记' },
      changes.length > 0
        ? {
            table: {
              columns: [
                { header: '时间', width: 22 },
                { header: '办理', width: 22 },
                { header: '登记的内容', width: 60 },
              ],
              rows: changes,
            },
          }
        : { text: '没有可打开的历次登记。' },
      { heading: 1, text: '三、谁看过、改过' },
      {
        table: {
          columns: [
            { header: '时间', width: 22 },
            { header: '办理', width: 22 },
            { header: '岗位和人员', width: 36 },
            { header: '事由', width: 36 },
          ],
          rows: record.history.rows.map(({ at, what, personName, postName, reason }) => [
            moment(at) ?? '',
            what,
            [postName, personName].filter(Boolean).join(' ') || '系统',
            reason ?? '',
          ]),
        },
      },
    ],
    signature: { unit: ctx.acting.unitName, on: ctx.today },
  })
}

const handOver = async (
  ctx: Context,
  { id, reason }: CopyPersonal,
  read: Read,
  mobile: string | null,
): Promise<File> => {
  const bytes = await copyOf(ctx, read, mobile)
  const [record = ''] = read.subject.split(':')
  const rows = read.record.held.flatMap(({ items }) => items).length
  await auditExport(ctx, 'personal.copy', { record, recordId: id, kind: 'docx', rows, reason })
  return download(`个人信息副本 ${ctx.today}`, 'docx', bytes)
}

/** 取副本 of what is held about a liaison, the number in clear, as Word. @throws Problem out-of-scope, secrecy */
export const copyLiaison = async (ctx: Context, input: CopyPersonal): Promise<File> => {
  refuseSecrets({ '/reason': input.reason })
  const { read, mobile } = await ctx.read(async (tx) => ({
    read: await readLiaison(ctx, tx, input.id),
    mobile: openMobile(ctx, await keptLiaison(ctx, tx, input.id)),
  }))
  return handOver(ctx, input, read, mobile)
}

/** The same of an account. @throws Problem secrecy */
export const copyPerson = async (ctx: Context, input: CopyPersonal): Promise<File> => {
  refuseSecrets({ '/reason': input.reason })
  const read = await ctx.read((tx) => readAccount(ctx, tx, input.id))
  return handOver(ctx, input, read, null)
}

/**
 * 删除 of the personal values of a liaison who left: number, office phone and written name go, the own key is destroyed, so
 * that audit rows and backups open no more; the rows stay and verify.
 * @throws Problem out-of-scope, still-liaison, already-erased, out-of-date, secrecy
 */
export const eraseLiaison = (ctx: Context, { id, version, reason }: ErasePersonal): Promise<PersonalRecord> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('liaison.erase', async (tx) => {
    const { record, subject } = await readLiaison(ctx, tx, id)
    const liaison = await keptLiaison(ctx, tx, id)
    const refusal = refuseLiaisonErasure({ toOn: liaison.toOn, isCleared: record.erasure.erasedAt !== null }, ctx.today)
    if (refusal) throw new Problem(personalProblems[refusal])
    const isSaved = await saveLiaison(tx, id, version, emptyLiaison(liaison.name))
    if (!isSaved) {
      const { record: latest } = await readLiaison(ctx, tx, id)
      throw await outOfDate(tx, { record: 'liaisons', id }, latest)
    }
    await asProgram(tx, async () => {
      await destroyPersonalKey(tx, subject, ctx.now)
      await noteErased(tx, [{ record: 'liaisons', id }], ctx.now)
    })
    const { record: answer } = await readLiaison(ctx, tx, id)
    return { record: 'liaisons', recordId: id, after: { reason, cleared: record.erasure.clears }, answer }
  })
}

/**
 * 删除 of the personal values of an account that holds no post: what signing in needed goes, name and login too where it never
 * held one; the own key is destroyed and the account stays shut.
 * @throws Problem still-holding, not-by-himself, already-erased, out-of-date, secrecy
 */
export const erasePerson = async (ctx: Context, { id, version, reason }: ErasePersonal): Promise<PersonalRecord> => {
  refuseSecrets({ '/reason': reason })
  // Nobody knows what it is of.
  const passwordHash = await hashPassword(oneTimePassword())
  return ctx.change('people.erase', async (tx) => {
    await store.lockAccount(tx, id)
    const { record, subject } = await readAccount(ctx, tx, id)
    const { isHolding, hasServed } = await store.readService(tx, id, ctx.today)
    const isErased = record.erasure.erasedAt !== null
    const refusal = refuseAccountErasure({ isSelf: id === ctx.acting.personId, isErased, isHolding })
    if (refusal) throw new Problem(personalProblems[refusal])
    // Locked before it was read: this is how it stands now.
    if (record.version !== version) throw await outOfDate(tx, { record: 'people', id }, record)
    await asProgram(tx, async () => {
      await store.clearAccount(tx, id, { hasServed, passwordHash, now: ctx.now })
      await destroyPersonalKey(tx, subject, ctx.now)
      await noteErased(tx, [{ record: 'people', id }], ctx.now)
    })
    const { record: answer } = await readAccount(ctx, tx, id)
    return { record: 'people', recordId: id, after: { reason, cleared: record.erasure.clears }, answer }
  })
}
