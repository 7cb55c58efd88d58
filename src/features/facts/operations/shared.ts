import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { maskName } from '../../../platform/ui/format.ts'
import { reportOf } from '../ceremonies/store.ts'
import type { FactDetail, FactMark, FactRow } from '../contract.ts'
import { FACT_KINDS, kindOf } from '../kinds/all.ts'
import { type FactSeen, type FactState, isWriter, type Looker, openFactSteps } from '../rules.ts'
import {
  countBelonging,
  countParts,
  findFact,
  findReplacement,
  listEntries,
  listFiles,
  listHouseholds,
  postNamed,
  type StoredFact,
  sumParts,
} from '../store/rows.ts'
import { veiled, veiledRows } from '../veil.ts'

type Reader = Pick<Context, 'acting'>

export const lookerOf = ({ acting }: Reader): Looker => acting

/** Facts as rows of a list, their words as the reader may see them. */
export const toRows = async (tx: Tx, reader: Reader, facts: readonly StoredFact[]): Promise<FactRow[]> =>
  (await veiledRows(tx, reader, facts)).map((fact) => toRow(reader, fact))

/** A stored fact in the words of the rules. */
export const seenOf = (fact: StoredFact): FactSeen => ({
  state: fact.state,
  enteredUnitId: fact.enteredUnitId,
  enteredPersonId: fact.enteredPersonId,
  enteredPath: fact.enteredPath,
  isByOffice: fact.enteredUnitKind === 'office',
  isAsked: fact.askedAt !== null,
  isRecorded: fact.code !== null,
  isReplacementGone: fact.isReplacementGone,
})

const marksOf = (fact: StoredFact): FactMark[] => [
  ...(fact.isLate ? (['late'] as const) : []),
  ...(fact.isAfterClose ? (['after-close'] as const) : []),
  ...(fact.quantities.some(({ qualifier }) => qualifier !== null) ? (['approximate'] as const) : []),
  ...(fact.forUnitId === null ? [] : (['entered-for'] as const)),
  ...(fact.askedAt === null ? [] : (['asked'] as const)),
]

const DRAFT_CODE = '草稿'
const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

/** What stands instead of a troop unit that is not told. */
const SOME_TROOPS = { id: 0, name: '部队' }

/** Which troop unit wrote down a fact of a kind that names none is told to offices and to the unit itself. Source: design, "Unclassified only". */
const isUnitTold = ({ acting }: Reader, fact: StoredFact): boolean =>
  !kindOf(fact.kind)?.isBare ||
  fact.enteredUnitSide !== 'military' ||
  acting.role === 'office' ||
  acting.unitId === fact.enteredUnitId

/** Amounts in the order of the kind's file. */
const inOrder = (kind: string, quantities: StoredFact['quantities']): StoredFact['quantities'] => {
  const order = kindOf(kind)?.quantities.map(({ key }) => key) ?? []
  return [...quantities].sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key))
}

const ENDED: Partial<Record<FactState, string>> = { withdrawn: '已撤回', replaced: '已替换' }

/** The campaign it belongs to and what became of that; the name of one that ended is its own office's to read. */
const campaignWords = ({ campaignName, campaignState }: StoredFact): string => {
  const ended = campaignState === null ? undefined : ENDED[campaignState]
  if (campaignName === null) return `${ended ?? '已撤回'}的专题活动`
  return ended ? `${campaignName}（${ended}）` : campaignName
}

export const toRow = (reader: Reader, fact: StoredFact): FactRow => ({
  id: fact.id,
  code: fact.code ?? DRAFT_CODE,
  kind: fact.kind,
  direction: fact.direction,
  state: fact.state,
  title: fact.title,
  startsOn: fact.startsOn,
  endsOn: fact.endsOn,
  region: { id: fact.regionId, name: fact.regionName },
  place: fact.place,
  units: fact.units,
  quantities: inOrder(fact.kind, fact.quantities),
  householdCount: fact.householdCount,
  enteredUnit: isUnitTold(reader, fact) ? { id: fact.enteredUnitId, name: fact.enteredUnitName } : SOME_TROOPS,
  returned: fact.returned,
  forUnit: named(fact.forUnitId, fact.forUnitName),
  recordedOn: fact.recordedOn,
  marks: marksOf(fact),
  ledgers: fact.ledgers,
  campaign: named(fact.campaignId, campaignWords(fact)),
  fileCount: fact.fileCount,
  coverId: fact.coverId,
  openSteps: openFactSteps(seenOf(fact), lookerOf(reader)),
  version: fact.version,
})

/** Who has the next step. */
const waitsFor = (fact: StoredFact, enteredUnit: string): string | null => {
  if (fact.state === 'draft') return `由${enteredUnit}记录。`
  if (fact.state === 'returned') return `由${enteredUnit}改好再记。`
  if (fact.state === 'recorded') return '等上级核对；未核的也计数，另列“其中未核”。'
  return fact.askedAt === null ? null : '记录单位申请更正，等核对的岗位答复。'
}

/** What belongs to a campaign, its amounts in the order in which the kinds and their amounts are declared. */
const partsOf = async (tx: Tx, reader: Reader, fact: StoredFact): Promise<FactDetail['parts']> => {
  const { acting } = reader
  const { id, regionPath } = fact
  const order = FACT_KINDS.flatMap(({ code, quantities }) => quantities.map(({ key }) => `${code}/${key}`))
  const placeOf = ({ kind, key }: { kind: string; key: string }) => order.indexOf(`${kind}/${key}`)
  const sums = await sumParts(tx, id)
  const isWhole = regionPath.startsWith(acting.regionPath) && ['office', 'station', 'leader'].includes(acting.role)
  const belonging = isWriter(seenOf(fact), lookerOf(reader)) ? await countBelonging(tx, id) : null
  return {
    ...(await countParts(tx, id)),
    belonging,
    isWhole,
    sums: sums.sort((one, other) => placeOf(one) - placeOf(other)),
  }
}

/** Everything about a fact that the acting post may see. */
export const toDetail = async (tx: Tx, reader: Reader, stored: StoredFact): Promise<FactDetail> => {
  const isTold = isUnitTold(reader, stored)
  const steps = await listEntries(tx, stored.id)
  const held = await listFiles(tx, stored.id)
  const replaces = stored.replacesId === null ? undefined : await findFact(tx, stored.replacesId)
  const replacedBy = stored.state === 'replaced' ? await findReplacement(tx, stored.id) : undefined
  const { facts, veil } = await veiled(
    tx,
    reader,
    [stored],
    [
      ...[...steps.map(({ text }) => text), ...held.flatMap(({ name, caption }) => [name, caption])],
      ...[replaces?.title ?? '', replacedBy?.title ?? ''],
    ].map((text) => [stored.id, text] as const),
  )
  const [fact = stored] = facts
  const row = toRow(reader, fact)
  const entries = steps.map((entry) => {
    const said = { ...entry, text: veil(fact.id, entry.text) }
    return isTold || entry.unitName !== fact.enteredUnitName
      ? said
      : { ...said, unitName: SOME_TROOPS.name, postName: SOME_TROOPS.name }
  })
  const files = held.map((one) => ({ ...one, name: veil(fact.id, one.name), caption: veil(fact.id, one.caption) }))
  const other = (one: { id: number; code: string | null; title: string } | undefined) =>
    one ? { id: one.id, name: `${one.code ?? ''} ${veil(fact.id, one.title)}`.trim() } : null
  return {
    ...row,
    body: fact.body,
    fields: fact.fields,
    files,
    households: (await listHouseholds(tx, fact.id)).map(({ id, name, place }) => ({
      id,
      // Leaders see that a family was visited, and not its name in full.
      name: `${place} ${reader.acting.role === 'leader' ? maskName(name) : name}`,
    })),
    entries: entries as FactDetail['entries'],
    enteredPost: isTold
      ? ((await postNamed(tx, fact.enteredPostId)) ?? { id: fact.enteredPostId, name: '' })
      : SOME_TROOPS,
    channel: fact.channel as FactDetail['channel'],
    recordedAt: fact.recordedAt,
    checkedAt: fact.checkedAt,
    checkedPost: await postNamed(tx, fact.checkedPostId),
    askedReason: fact.askedReason,
    promise: fact.promise,
    promiseOn: fact.promiseOn,
    promiseUnit: named(fact.promiseUnitId, fact.promiseUnitName),
    meritReport: (await reportOf(tx, fact.id)) ?? null,
    replaces: other(replaces),
    replacedBy: other(replacedBy),
    parts: kindOf(fact.kind)?.isCampaign ? await partsOf(tx, reader, fact) : null,
    waitsFor: waitsFor(fact, row.enteredUnit.name),
  }
}

/** @throws Problem not-found where there is none, or none for this post */
export const findOrRefuse = async (tx: Tx, id: number): Promise<StoredFact> => {
  const fact = await findFact(tx, id)
  if (!fact) throw new Problem(problems['not-found'])
  return fact
}

/** What an audit row keeps of a fact before and after a change. */
export const auditOf = (fact: StoredFact) => ({
  code: fact.code,
  kind: fact.kind,
  direction: fact.direction,
  state: fact.state,
  title: fact.title,
  regionId: fact.regionId,
  startsOn: fact.startsOn,
  endsOn: fact.endsOn,
  fields: fact.fields,
  quantities: fact.quantities,
  units: fact.units.map(({ id, part }) => ({ id, part })),
  version: fact.version,
})
