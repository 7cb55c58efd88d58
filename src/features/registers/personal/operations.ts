import { noteErased } from '../../../platform/audit/erased.ts'
import {
  destroyPersonalKey,
  openPersonal,
  erasedAt as readErasedAt,
  type Subject,
} from '../../../platform/audit/personal.ts'
import { destroyWords } from '../../../platform/audit/words.ts'
import type { Context } from '../../../platform/context.ts'
import { asProgram, type Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { fieldWord, found, kindsOfTable, outOfDate, readHistory } from '../../org/index.ts'
import type { CopyPersonal } from '../../org/personal/contract.ts'
import {
  maskedAddress,
  maskedCertificate,
  maskedOfPerson,
  openAddress,
  openCertificate,
  openOfPerson,
  readable,
} from '../households/closed.ts'
import { REGISTER_ACTIONS } from '../households/labels.ts'
import {
  findHousehold,
  findPerson,
  listCertificates,
  listHonours,
  placeNames,
  type StoredCertificate,
  type StoredHousehold,
  type StoredPerson,
} from '../households/store.ts'
import {
  CARE_WORDS,
  CATEGORY_WORDS,
  CERTIFICATE_WORDS,
  DISCHARGE_WORDS,
  GENDER_WORDS,
  GRADE_WORDS,
  GUARDIAN_BASIS_WORDS,
  GUARDIAN_WORDS,
  KIN_WORDS,
  PERSON_STATE_WORDS,
  RELATION_WORDS,
} from '../households/words.ts'
import { type Ground, lastingOf } from '../plaques/rules.ts'
import { GROUND_WORDS } from '../plaques/words.ts'
import { settle } from '../settle.ts'
import { type EraseRegistered, type RegisteredRecord, registeredProblems } from './contract.ts'
import { findNaming, type NameFollower } from './naming.ts'
import { type Earlier, writeCopy } from './paper.ts'
import { ERASED_NAME, goesWithHome, refuseRegisteredErasure, registeredErasure } from './rules.ts'
import * as store from './store.ts'
import { unnameIn } from './unnaming.ts'
import { COLUMN_WORDS } from './words.ts'

/** Closed values of a person and his home, masked for the page or in clear for the copy. */
type Closed = {
  resident: string | null
  phone: string | null
  bank: string | null
  address: string | null
  numbers: string[]
}
type Read = {
  record: RegisteredRecord
  person: StoredPerson
  household: StoredHousehold
  certificates: StoredCertificate[]
  subject: Subject
}
type Table = keyof typeof COLUMN_WORDS

const DIGEST = '按号码找时比对，认不出号码'

/** Every column that is the person's own, in words. */
const valuesOf = async (tx: Tx, person: StoredPerson, certificates: StoredCertificate[], closed: Closed) => {
  const honours = await listHonours(tx, [person.id])
  const { made_at } = await tx
    .selectFrom('household_persons')
    .select('made_at')
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow()
  const own = { id: String(person.id), city_id: '本市', household_person_id: '本人' }
  const values: Record<Table, Record<string, string | null>> = {
    household_persons: {
      ...own,
      name: person.name,
      search_keys: '随姓名',
      relation: RELATION_WORDS[person.relation],
      gender: person.gender && GENDER_WORDS[person.gender],
      birth_year: person.birthYear?.toString() ?? null,
      birth_month: person.birthMonth?.toString() ?? null,
      categories: person.categories.map((one) => CATEGORY_WORDS[one]).join('、'),
      kin: person.kin && KIN_WORDS[person.kin],
      joined_year: person.joinedYear?.toString() ?? null,
      left_year: person.leftYear?.toString() ?? null,
      discharge: person.discharge && DISCHARGE_WORDS[person.discharge],
      care: person.care && CARE_WORDS[person.care],
      benefit_code: person.benefitCode,
      kept_grounds: person.keptGrounds.map((one) => GROUND_WORDS[one as Ground]).join('、'),
      kept_papers: person.keptPapers.map((one) => CERTIFICATE_WORDS[one]).join('、'),
      state: PERSON_STATE_WORDS[person.state],
      ended_on: person.endedOn,
      region_path: (await placeNames(tx, person.regionPath)).join(' · '),
      resident_sealed: closed.resident,
      resident_digest: person.resident && DIGEST,
      resident_key: person.resident?.keyId ?? null,
      phone_sealed: closed.phone,
      phone_digest: person.phone && DIGEST,
      phone_key: person.phone?.keyId ?? null,
      bank_sealed: closed.bank,
      bank_key: person.bank?.keyId ?? null,
      informed_on: person.informedOn,
      guardian_basis: person.guardianBasis && GUARDIAN_BASIS_WORDS[person.guardianBasis],
      guardian: person.guardian && GUARDIAN_WORDS[person.guardian],
      guardian_on: person.guardianOn,
      household_id: String(person.householdId),
      import_id: person.importId?.toString() ?? null,
      import_line: person.importLine?.toString() ?? null,
      made_at: made_at.slice(0, 10),
      merged_into_id: person.mergedIntoId?.toString() ?? null,
      version: String(person.version - 1),
    },
    person_honours: {
      ...own,
      grade: honours.map(({ grade }) => GRADE_WORDS[grade]).join('、'),
      year: honours.map(({ year }) => year).join('、'),
      conferred_on: honours.flatMap(({ conferredOn }) => conferredOn ?? []).join('、'),
      id: honours.map(({ id }) => id).join('、'),
    },
    person_certificates: {
      ...own,
      kind: certificates.map(({ kind }) => CERTIFICATE_WORDS[kind]).join('、'),
      number_sealed: closed.numbers.join('、'),
      number_digest: certificates.some(({ number }) => number) ? DIGEST : null,
      number_key: [...new Set(certificates.flatMap(({ number }) => number?.keyId ?? []))].join('、'),
      id: certificates.map(({ id }) => id).join('、'),
    },
    households: { address_sealed: closed.address, address_key: null },
  }
  return values
}

const heldOf = (values: Record<Table, Record<string, string | null>>): RegisteredRecord['held'] =>
  (Object.keys(COLUMN_WORDS) as Table[]).flatMap((table) =>
    kindsOfTable(table).flatMap(({ kind, columns }) => {
      const items = Object.entries(COLUMN_WORDS[table]).flatMap(([column, label]) =>
        columns.includes(column) ? [{ label, value: values[table][column] || '没有' }] : [],
      )
      return items.length === 0 ? [] : [{ kind: kind.name, class: kind.class, retention: kind.retention, items }]
    }),
  )

/** A person has a name 姓名, a place 名称. */
const wordOf = (field: string): string =>
  (field === 'name' ? COLUMN_WORDS.household_persons.name : fieldWord(field)) ?? field

const isContent = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** 更正（电话、对象类别）: the action with the names of the fields that it touched, and none of their values. */
const whatOf = (action: string, before: unknown, after: unknown): string => {
  const [was, is] = [isContent(before) ? before : {}, isContent(after) ? after : {}]
  const fields = Object.keys({ ...was, ...is }).filter(
    (field) =>
      !['reason', 'householdId', 'regionId'].includes(field) &&
      JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  )
  const words = REGISTER_ACTIONS[action] ?? '其他操作'
  return action === 'household.save-person' && fields.length > 0
    ? `${words}（${fields.map(wordOf).join('、')}）`
    : words
}

const reasonOf = (after: unknown): string | null =>
  isContent(after) && typeof after.reason === 'string' ? after.reason : null

const readRecord = async (
  ctx: Context,
  tx: Tx,
  id: number,
  { isClear = false, followers = [] }: { isClear?: boolean; followers?: readonly NameFollower[] } = {},
): Promise<Read> => {
  const person = found(await findPerson(tx, id))
  const household = found(await findHousehold(tx, person.householdId))
  const certificates = await listCertificates(tx, [id])
  const subject: Subject = `household_persons:${id}`
  const masked = maskedOfPerson(ctx.closed, person)
  const clear = (what: 'resident' | 'phone' | 'bank') => readable(() => openOfPerson(ctx.closed, person, what))
  const closed: Closed = isClear
    ? {
        ...{ resident: clear('resident'), phone: clear('phone'), bank: clear('bank') },
        address: readable(() => openAddress(ctx.closed, household)),
        numbers: certificates.flatMap((one) => readable(() => openCertificate(ctx.closed, one)) ?? []),
      }
    : {
        ...masked,
        address: maskedAddress(household),
        numbers: certificates.flatMap((one) => maskedCertificate(ctx.closed, one) ?? []),
      }
  const erasedAt = await readErasedAt(tx, subject)
  const isErased = erasedAt !== null && person.name === ERASED_NAME
  const takesHome = goesWithHome(person, await store.othersOf(tx, household.id, id))
  const lasting = lastingOf(
    person.categories,
    certificates.map(({ kind }) => kind),
  )
  const refusal = refuseRegisteredErasure({ state: person.state, isErased })
  const mayErase = ctx.acting.role === 'office' && refusal === null
  const where = { name: person.name, regionPath: ctx.acting.regionPath }
  const { records, history, hasFile, namedIn } = await asProgram(tx, async () => ({
    records: await store.listRecords(tx, id, household.id, isClear ? ctx.closed : null),
    history: await readHistory(tx, ctx.closed.keyring, subject),
    hasFile: await store.hasKeptFile(tx, person.importId),
    namedIn: mayErase ? await findNaming(tx, followers, where) : [],
  }))
  const place = await placeNames(tx, person.regionPath)
  const record: RegisteredRecord = {
    id,
    householdId: household.id,
    subject,
    name: person.name,
    place: place.join(' · '),
    held: heldOf(await valuesOf(tx, person, certificates, closed)),
    traces: [],
    records,
    history: {
      total: history.total,
      rows: history.rows.map(({ id: row, at, action, before, after, personName, postName }) => ({
        ...{ id: row, at, personName, postName },
        what: whatOf(action, before, after),
        reason: reasonOf(after),
      })),
    },
    erasure: {
      erasedAt: isErased ? erasedAt : null,
      refusal: refusal === null || refusal === 'registered-erased' ? null : registeredProblems[refusal].detail,
      ...registeredErasure({
        ...{ takesHome, hasFile, isHead: person.relation === 'head' },
        keepsGround: person.state === 'deceased' && lasting.grounds.length + person.keptGrounds.length > 0,
      }),
    },
    namedIn: namedIn.map(({ key, label, title }) => ({ key, label, title })),
    isPresent: person.state === 'present',
    mayErase,
    version: person.version,
  }
  return { record, person, household, certificates, subject }
}

/** 本人信息: everything held about a registered person, for offices and stations of the place. @throws Problem not-found */
export const personalOfRegistered =
  (followers: readonly NameFollower[]) =>
  (ctx: Context, { id }: { id: number }): Promise<RegisteredRecord> =>
    ctx.read(async (tx) => (await readRecord(ctx, tx, id, { followers })).record)

/** What was registered earlier, as it still opens under the person's own key. */
const earlierOf = async (ctx: Context, tx: Tx, subject: Subject): Promise<Earlier[]> => {
  const { rows } = await asProgram(tx, () => readHistory(tx, ctx.closed.keyring, subject))
  const opened = await openPersonal(tx, ctx.closed.keyring, subject, rows)
  return rows.flatMap(({ at, action }, place) => {
    const after = opened[place]?.after
    const words = Object.entries(isContent(after) ? after : {}).flatMap(([field, value]) =>
      field !== 'reason' && (typeof value === 'string' || typeof value === 'number') && value !== ''
        ? [`${wordOf(field)}：${value}`]
        : [],
    )
    return words.length > 0 ? [{ at, what: REGISTER_ACTIONS[action] ?? '其他操作', words: words.join('；') }] : []
  })
}

/** 取副本 for the person, closed values in clear, as Word. @throws Problem not-found, export-quota, secrecy */
export const copyRegistered = async (ctx: Context, { id, reason }: CopyPersonal): Promise<File> => {
  refuseSecrets({ '/reason': reason })
  const { record, earlier } = await ctx.read(async (tx) => {
    const read = await readRecord(ctx, tx, id, { isClear: true })
    return { record: read.record, earlier: await earlierOf(ctx, tx, read.subject) }
  })
  const bytes = await writeCopy(record, earlier, { mark: exportMark(ctx), unit: ctx.acting.unitName, today: ctx.today })
  const rows = record.held.flatMap(({ items }) => items).length
  await auditExport(ctx, 'personal.copy', { record: 'household_persons', recordId: id, kind: 'docx', rows, reason })
  return download(`本人信息副本 ${ctx.today}`, 'docx', bytes)
}

/**
 * 删除 of the personal values of somebody who is no longer on the register: the row stays without them, his key is destroyed, so that
 * audit rows and backups open no more and still verify. Where nobody of the household is left its address, help and key go too; what he
 * gave the plaque of the family stays. In the
 * records chosen by `unname` the name gives way to 某某, and what the audit kept of their words opens no more.
 * `version` left out: as the row stands. @throws Problem still-registered, erased-by-merge, registered-erased, out-of-date
 */
export const eraseIn = async (
  ctx: Context,
  tx: Tx,
  {
    id,
    version,
    reason,
    unname = [],
    followers = [],
  }: { id: number; version?: number; reason: string; unname?: readonly string[]; followers?: readonly NameFollower[] },
) => {
  const locked = found(await findPerson(tx, id, { lock: true }))
  const { record, person, household, subject } = await readRecord(ctx, tx, id)
  const refusal = refuseRegisteredErasure({ state: person.state, isErased: record.erasure.erasedAt !== null })
  if (refusal) throw new Problem(registeredProblems[refusal])
  const takesHome = goesWithHome(person, await store.othersOf(tx, household.id, id))
  if (!(await store.clearPerson(tx, person, version ?? locked.version)))
    throw await outOfDate(tx, { record: 'household_persons', id }, record)
  if (takesHome) await store.clearHome(tx, household.id)
  const more = await asProgram(tx, async () => {
    const where = { name: person.name, regionPath: ctx.acting.regionPath }
    const unnamed = await unnameIn(tx, followers, where, { unname, at: ctx.now, after: { personId: id }, by: subject })
    const help = await store.clearHelp(tx, ctx.closed, household.id, person.name, takesHome)
    const own = { record: 'household_persons', id }
    const home = takesHome ? [{ record: 'households', id: household.id }] : []
    const cases = help.map((one) => ({ record: 'help_cases', id: one }))
    await destroyWords(tx, [own, ...home, ...cases], ctx.now)
    await destroyPersonalKey(tx, subject, ctx.now)
    if (takesHome) await destroyPersonalKey(tx, `households:${household.id}`, ctx.now)
    await noteErased(tx, [own], ctx.now)
    await noteErased(tx, home, ctx.now, subject)
    return unnamed
  })
  await settle(ctx, tx, [household.id])
  const { record: answer } = await readRecord(ctx, tx, id)
  const after = { reason, cleared: record.erasure.clears }
  return { record: 'household_persons', recordId: id, after, more, answer }
}

/** 删除 asked for by the person. @throws Problem as `eraseIn`, secrecy */
export const eraseRegistered =
  (followers: readonly NameFollower[]) =>
  (ctx: Context, { id, version, reason, unname }: EraseRegistered): Promise<RegisteredRecord> => {
    refuseSecrets({ '/reason': reason })
    return ctx.change('household.erase-person', (tx) => eraseIn(ctx, tx, { id, version, reason, unname, followers }))
  }
