import type { Context } from '../../../platform/context.ts'
import { dayOf } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { veilOf } from '../../facts/index.ts'
import { helpOf } from '../cases/store.ts'
import type { MatterDetail, MatterRow } from '../contract.ts'
import { type Light, lightOf, withoutDays } from '../lights.ts'
import { codesAbove } from '../parts.ts'
import { promiseOf } from '../promises/store.ts'
import { type Actor, contestUntil, type MatterFacts, openSteps, type Step, standInSteps } from '../rules.ts'
import {
  findSource,
  listEntries,
  listFiles,
  listFormerSources,
  listNodes,
  listRequests,
  namesOf,
  placeThen,
  type StoredEntry,
  type StoredFile,
} from '../store/details.ts'
import { leadersOf } from '../store/lookups.ts'
import { findByCodes, findDueOn, listParts } from '../store/parts.ts'
import { factsOf, findMatter, type MoreFacts, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { listSlips, readContestDays } from '../store/slips.ts'
import { waitsFor } from '../waits.ts'
import { detailLines } from '../words.ts'

type Reader = Pick<Context, 'acting' | 'today' | 'calendar'>

/** The acting post in the words of the rules. */
export const actorOf = ({ acting }: Reader): Actor => ({
  personId: acting.personId,
  postId: acting.postId,
  role: acting.role,
  unitId: acting.unitId,
  regionPath: acting.regionPath,
})

/** Whoever may not read the words of a matter has no step in it. */
export const stepsOf = (reader: Reader, matter: StoredMatter, facts: MatterFacts): Step[] =>
  matter.hasWords ? openSteps(facts, actorOf(reader)) : []

const DRAFT_CODE = '草稿'
/** Whoever may not read the words of a need raised by troops reads only its category and state: who asked stays 部队. */
const HIDDEN_ASKER = { id: 0, name: '部队' }

export const toRow = (reader: Reader, matter: StoredMatter, more: MoreFacts): MatterRow => {
  const facts = factsOf(matter, more)
  const light = lightOf(facts, reader.today, reader.calendar)
  return {
    id: matter.id,
    code: matter.code ?? DRAFT_CODE,
    kind: matter.kind,
    direction: matter.direction,
    category: matter.category as MatterRow['category'],
    state: matter.state,
    title: matter.title,
    region: { id: matter.regionId, name: matter.regionName },
    asker: matter.hasWords ? { id: matter.askerUnitId, name: matter.askerName } : HIDDEN_ASKER,
    lead:
      !matter.hasWords || matter.leadUnitId === null ? null : { id: matter.leadUnitId, name: matter.leadName ?? '' },
    helperCount: matter.hasWords ? matter.helperUnitIds.length : 0,
    dueOn: matter.hasWords ? matter.dueOn : null,
    // Working days left would tell the promised day.
    light: matter.hasWords ? light : withoutDays(light),
    isHung: matter.isHung,
    hungReviewOn: matter.hasWords ? matter.hungReviewOn : null,
    isSupervised: matter.isSupervised,
    marks: [
      ...(matter.isHung ? (['hung'] as const) : []),
      ...(matter.isSupervised ? (['supervised'] as const) : []),
      ...matter.marks,
    ],
    part: matter.part,
    partTitle: matter.partTitle,
    parentId: matter.parentId,
    partText: partText(matter),
    parts: matter.hasWords && matter.partsAll > 0 ? { all: matter.partsAll, done: matter.partsDone } : null,
    requests: facts.openRequests.map(({ kind }) => kind),
    openSteps: stepsOf(reader, matter, facts),
    standInSteps: matter.hasWords ? standInSteps(facts, actorOf(reader)) : [],
    raisedOn: matter.raisedOn,
    reportedOn: matter.reportedOn,
    closedOn: matter.closedOn,
    changedAt: matter.changedAt,
    version: matter.version,
  }
}

const PART_TEXT = 60

/** What was asked of the lead of a part, shortened; null where it says no more than the title of the whole. */
export const partText = ({
  parentId,
  hasWords,
  title,
  body,
}: Pick<StoredMatter, 'parentId' | 'hasWords' | 'title' | 'body'>): string | null => {
  const text = (body ?? '').replace(/\s+/g, ' ').trim()
  if (parentId === null || !hasWords || text === '' || text === title) return null
  return text.length > PART_TEXT ? `${text.slice(0, PART_TEXT)}…` : text
}

/** Rows of a list; what the rules need beside them is read for all at once. */
export const toRows = async (tx: Tx, reader: Reader, matters: StoredMatter[]): Promise<MatterRow[]> => {
  const more = await readMoreFacts(
    tx,
    matters.map(({ id }) => id),
    reader.today,
  )
  return matters.map((matter) => toRow(reader, matter, more))
}

const toFile = ({ id, name, kind, mime, size, pages, createdAt, unitName }: StoredFile) => ({
  id,
  name,
  kind,
  mime,
  size,
  pages,
  createdAt,
  unitName,
})

const toEntry = (entry: StoredEntry, files: StoredFile[], today: string): MatterDetail['entries'][number] => ({
  id: entry.id,
  at: entry.at,
  step: entry.step,
  postName: entry.postName,
  unitName: entry.unitName,
  text: entry.text,
  fromState: entry.fromState,
  toState: entry.toState,
  details: detailLines(entry.details, today),
  files: files.filter(({ entryId }) => entryId === entry.id).map(toFile),
  behalf: entry.details.onBehalfOf ? 'entered-for' : entry.details.answeredFor ? 'confirmed-for' : null,
})

/** A node in time is green like a matter; once done its light only keeps how many working days late it was. */
const nodeLight = (reader: Reader, node: { dueOn: string | null; doneOn: string | null }): Light => {
  const { today, calendar } = reader
  if (node.doneOn !== null) {
    const late = node.dueOn !== null && node.doneOn > node.dueOn ? calendar.between(node.dueOn, node.doneOn) : 0
    return { kind: 'done', days: late > 0 ? late : null, words: '已完成' }
  }
  return lightOf({ state: 'running', dueOn: node.dueOn, hung: null, reportedOn: null }, today, calendar)
}

const NODE_STATES = new Set(['accepted', 'assigned', 'running'])

/** Nodes are kept by the lead and the office, from the acceptance until the report. */
export const nodeBarrier = (reader: Reader, matter: StoredMatter): 'not-your-nodes' | 'nodes-closed' | null => {
  const { role, unitId, postId } = reader.acting
  const isOffice = (role === 'office' || matter.parentId !== null) && unitId === matter.officeUnitId
  const isLead = role !== 'leader' && (unitId === matter.leadUnitId || postId === matter.leadPostId)
  if (!matter.hasWords || role === 'leader' || !(isOffice || isLead)) return 'not-your-nodes'
  return NODE_STATES.has(matter.state) ? null : 'nodes-closed'
}

/** Everything about a matter that the acting post may see. */
export const toDetail = async (tx: Tx, reader: Reader, matter: StoredMatter): Promise<MatterDetail> => {
  const { id, helperUnitIds, leadPostId, leaderPostId, suggestedLeadUnitId } = matter
  const more = await readMoreFacts(tx, [id], reader.today)
  const entries = await listEntries(tx, id)
  const files = await listFiles(tx, id)
  const requests = await listRequests(tx, id)
  const nodes = await listNodes(tx, id)
  const source = await findSource(tx, id)
  const leaders = await leadersOf(tx, matter.regionId, reader.today)
  const slips = await listSlips(tx, [id])
  const contestDays = slips.length > 0 ? await readContestDays(tx, matter.cityId) : 0
  const isOffice = reader.acting.role === 'office' && reader.acting.unitId === matter.officeUnitId
  const names = await namesOf(tx, [...helperUnitIds, suggestedLeadUnitId ?? 0], [leadPostId ?? 0, leaderPostId ?? 0])
  const nameOf = (of: Map<number, string>, one: number | null) =>
    one === null ? null : { id: one, name: of.get(one) ?? '' }
  return {
    ...toRow(reader, matter, more),
    body: matter.body,
    helpers: matter.hasWords ? helperUnitIds.map((unit) => ({ id: unit, name: names.units.get(unit) ?? '' })) : [],
    leadPost: matter.hasWords ? nameOf(names.posts, leadPostId) : null,
    leader: matter.hasWords ? nameOf(names.posts, leaderPostId) : null,
    office: { id: matter.officeUnitId, name: matter.officeName },
    suggestedLead: matter.hasWords ? nameOf(names.units, suggestedLeadUnitId) : null,
    wishedOn: matter.hasWords ? matter.wishedOn : null,
    firstDueOn: matter.hasWords ? matter.firstDueOn : null,
    hungCause: matter.hungCause,
    declineClause: matter.declineClause,
    declineExplanation: matter.declineExplanation,
    dueWords: matter.dueWords,
    evidenceNamed: matter.evidenceNamed,
    remark: matter.remark,
    entries: entries.map((entry) => toEntry(entry, files, reader.today)),
    requestList: requests.map((request) => ({ ...request })),
    nodes: nodes.map((node) => ({ ...node, light: nodeLight(reader, node) })),
    files: [...new Map(files.map((file) => [file.id, toFile(file)])).values()],
    slips: slips.map(({ matterId: _, unitId: __, ...slip }) => ({
      ...slip,
      contestUntil: contestUntil(slip.recordedOn, contestDays),
    })),
    source: source
      ? {
          documentId: source.documentId,
          documentTitle: source.documentTitle ?? '来文',
          docNumber: source.docNumber,
          clausePath: source.clausePath,
          quote: source.quote,
          startAt: source.startAt,
          endAt: source.endAt,
          readOn: dayOf(source.readAt ?? source.madeAt),
          mayOpen: source.documentTitle !== null,
          former: (await listFormerSources(tx, id)).map(({ movedAt, documentTitle, ...former }) => ({
            ...former,
            documentTitle: documentTitle ?? '来文',
            movedOn: dayOf(movedAt),
            mayOpen: documentTitle !== null,
          })),
        }
      : null,
    waitsFor: matter.hasWords
      ? waitsFor(factsOf(matter, more), {
          names: {
            asker: matter.askerName,
            office: matter.officeName,
            lead: matter.leadName ?? '牵头单位',
            leader: leaders[0]?.name ?? '分管领导',
          },
          last: (step) => entries.find((entry) => entry.step === step),
          today: reader.today,
        })
      : null,
    mayEditNodes: nodeBarrier(reader, matter) === null,
    promise: matter.hasWords ? await promisedIn(tx, reader, id) : null,
    help: matter.kind === 'case' && matter.hasWords ? await helpedIn(tx, id) : null,
    maySign: isOffice && slips.some(({ fileCount }) => fileCount === 0),
    aboveDueOn: matter.parentId === null || !matter.hasWords ? null : await findDueOn(tx, matter.parentId),
    placeThen: await placeThen(tx, matter.id),
    ...(await aroundOf(tx, reader, matter, entries)),
  }
}

/** The help that a case is about. */
const helpedIn = async (tx: Tx, id: number): Promise<MatterDetail['help']> => {
  const help = await helpOf(tx, id)
  return help ? { id: help.id, code: help.code ?? '' } : null
}

/** The fact in which it was promised. */
const promisedIn = async (tx: Tx, reader: Reader, id: number): Promise<MatterDetail['promise']> => {
  const promised = await promiseOf(tx, id)
  if (!promised) return null
  const { factId, code, title } = promised
  if (title === null) return { id: null, code: code ?? '', title }
  const veil = await veilOf(tx, reader, [[factId, title]])
  return { id: factId, code: code ?? '', title: veil(factId, title) }
}

/** What a matter was handed down out of, was handed down out of it, and went into. */
const aroundOf = async (
  tx: Tx,
  reader: Reader,
  matter: StoredMatter,
  entries: StoredEntry[],
): Promise<Pick<MatterDetail, 'above' | 'partList' | 'explanation' | 'mergedInto' | 'superiorAskedOn'>> => {
  const none = { above: [], partList: [], explanation: null, mergedInto: null, superiorAskedOn: null }
  if (!matter.hasWords) return none
  const parts =
    matter.partsAll > 0 || entries.some(({ step }) => step === 'hand-down') ? await listParts(tx, matter.id) : []
  const rows = await toRows(tx, reader, parts)
  const codes = matter.parentId === null ? [] : codesAbove(matter.code ?? '')
  const into =
    matter.mergedIntoId === null ? [] : [entries.find(({ step }) => step === 'merge')?.details.mergedInto ?? '']
  const seen = new Map((await findByCodes(tx, matter.cityId, [...codes, ...into])).map((one) => [one.code, one]))
  const other = (code: string) => ({ id: seen.get(code)?.id ?? null, code, title: seen.get(code)?.title ?? null })
  return {
    above: codes.map(other),
    partList: rows.map((row, index) => ({ ...row, explanation: parts[index]?.partExplanation ?? null })),
    explanation: matter.partExplanation,
    mergedInto: into.map(other)[0] ?? null,
    superiorAskedOn: matter.superiorAskedOn,
  }
}

/** @throws Problem not-found where there is none, or none for this post */
export const findOrRefuse = async (tx: Tx, id: number): Promise<StoredMatter> => {
  const matter = await findMatter(tx, id)
  if (!matter) throw new Problem(problems['not-found'])
  return matter
}

/** What an audit row keeps of a matter before and after a change. */
export const auditOf = (matter: StoredMatter) => ({
  code: matter.code,
  state: matter.state,
  title: matter.title,
  lead: matter.leadUnitId,
  helpers: matter.helperUnitIds,
  leader: matter.leaderPostId,
  dueOn: matter.dueOn,
  isHung: matter.isHung,
  isSupervised: matter.isSupervised,
  marks: matter.marks,
  ...(matter.parentId === null ? {} : { parent: matter.parentId, isExplained: matter.isExplained }),
  ...(matter.mergedIntoId === null ? {} : { mergedInto: matter.mergedIntoId }),
  version: matter.version,
})
