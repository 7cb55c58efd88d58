import type { Change, Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type MatterDetail, matterProblems, type RaiseMatter, type SaveDraft } from '../contract.ts'
import { openSteps } from '../rules.ts'
import { mayRaise } from '../sides.ts'
import { listEntries, listFiles, type StoredEntry } from '../store/details.ts'
import { findOffice } from '../store/lookups.ts'
import { factsOf, readMoreFacts } from '../store/rows.ts'
import { insertSlip, unitHasAccess } from '../store/slips.ts'
import { attachFiles, insertEntries, insertMatters, saveDraftWords, takeCodes } from '../store/writes.ts'
import { knownFiles, knownSlipFiles, knownUnits, refusalProblem, refuseSlip } from './refuse.ts'
import { actorOf, auditOf, findOrRefuse, toDetail } from './shared.ts'
import { lockForChange } from './steps.ts'

/**
 * Raises a need, or keeps it as a draft that its writer alone sees. It goes to the 双拥办 of the asker's region or the
 * nearest one above. An office may enter it for a unit without access (代录), which is marked.
 * @throws Problem wrong-direction, unknown-unit, unit-has-access, slip-needed, slip-not-picture, signed-in-future, unknown-file, no-office,
 * day-in-past, own-unit-behalf, secrecy
 */
export const raiseNeed = (ctx: Context, input: RaiseMatter): Promise<MatterDetail> => {
  refuseSecrets({ '/title': input.title, '/body': input.body, '/slip/signer': input.slip?.signer })
  refusePastWish(ctx, input.wishedOn)
  return ctx.change('matter.raise', (tx) => raise(ctx, tx, input))
}

/** @throws Problem day-in-past */
const refusePastWish = (ctx: Context, wishedOn: string | null): void => {
  if (!wishedOn || wishedOn >= ctx.today) return
  const detail = '希望办结的日子早于今天，改为今天或以后。'
  throw new Problem(matterProblems['day-in-past'], { detail, errors: [{ pointer: '/wishedOn', detail }] })
}

const raise = async (ctx: Context, tx: Tx, input: RaiseMatter): Promise<Change<MatterDetail>> => {
  const { acting, today } = ctx
  const asker = await askerOf(ctx, tx, input)
  const units = await knownUnits(tx, ctx, { '/suggestedLeadUnitId': [input.suggestedLeadUnitId] })
  const slip = asker.onBehalf ? input.slip : null
  if (slip) refuseSlip(slip, today)
  const files = await knownFiles(tx, [...input.fileIds, ...(slip ? await knownSlipFiles(tx, slip) : [])])
  const office = await findOffice(tx, asker.regionPath, today)
  if (!office) throw new Problem(matterProblems['no-office'])

  const state = input.isDraft ? 'draft' : 'raised'
  const [code] = input.isDraft ? [null] : await takeCodes(tx, acting.cityId, 'need', Number(today.slice(0, 4)), 1)
  const [id] = (await insertMatters(
    tx,
    ctx,
    [
      {
        cityId: acting.cityId,
        code: code ?? null,
        kind: 'need',
        direction: input.direction,
        category: input.category,
        state,
        title: input.title,
        body: input.body,
        region: { id: office.regionId, path: office.regionPath },
        officeUnitId: office.unitId,
        askerUnitId: asker.unitId,
        askerPostId: asker.onBehalf ? null : acting.postId,
        leadUnitId: null,
        leaderPostId: null,
        helperUnitIds: [],
        suggestedLeadUnitId: input.suggestedLeadUnitId,
        wishedOn: input.wishedOn,
        dueOn: null,
        part: null,
        partTitle: null,
        documentId: null,
        marks: asker.onBehalf ? ['entered-for'] : [],
      },
    ],
    [],
  )) as [number]
  const suggested = units.get(input.suggestedLeadUnitId ?? 0)?.name
  const details = {
    ...(asker.onBehalf ? { onBehalfOf: asker.name } : {}),
    ...(slip ? { signer: slip.signer, signedOn: slip.signedOn } : {}),
    ...(suggested ? { suggestedLead: suggested } : {}),
    ...(input.wishedOn ? { wishedOn: input.wishedOn } : {}),
  }
  const [entry] = (await insertEntries(tx, ctx, [
    { matterId: id, step: 'raise', from: null, to: state, text: '', details },
  ])) as [number]
  await attachFiles(tx, id, entry, files)
  if (asker.onBehalf)
    await insertSlip(tx, ctx, {
      matter: { id, cityId: acting.cityId, code: code as string, unitId: asker.unitId },
      entryId: entry,
      step: 'raise',
      signed: slip && { on: slip.signedOn, signer: slip.signer, files: slip.fileIds.length },
    })
  const after = await findOrRefuse(tx, id)
  return { record: 'matters', recordId: id, after: auditOf(after), answer: await toDetail(tx, ctx, after) }
}

/**
 * Saves a draft again as a draft: its words, category, hints and more files; files once attached stay.
 * @throws Problem not-found, step-not-open for what was raised meanwhile, wrong-direction, unknown-unit, unknown-file,
 * day-in-past, out-of-date, secrecy
 */
export const saveDraft = (ctx: Context, input: SaveDraft): Promise<MatterDetail> => {
  refuseSecrets({ '/title': input.title, '/body': input.body })
  refusePastWish(ctx, input.wishedOn)
  return ctx.change('matter.save-draft', async (tx) => {
    const before = await lockForChange(ctx, tx, { ...input, step: 'raise' })
    const facts = factsOf(before, await readMoreFacts(tx, [before.id], ctx.today))
    const isOwn = before.state === 'draft' && openSteps(facts, actorOf(ctx)).includes('raise')
    if (!isOwn) throw refusalProblem('step-not-open', { matter: facts, step: 'raise', today: ctx.today })
    await askerOf(ctx, tx, { ...input, onBehalfOfUnitId: null, slip: null, isDraft: true })
    await knownUnits(tx, ctx, { '/suggestedLeadUnitId': [input.suggestedLeadUnitId] })
    const entries = await listEntries(tx, before.id)
    const kept = new Set((await listFiles(tx, before.id)).map(({ id }) => id))
    const files = await knownFiles(
      tx,
      input.fileIds.filter((file) => !kept.has(file)),
    )
    await attachFiles(tx, before.id, (entries.at(-1) as StoredEntry).id, files)
    await saveDraftWords(tx, ctx, before.id, input)
    const after = await findOrRefuse(tx, before.id)
    return {
      record: 'matters',
      recordId: before.id,
      before: auditOf(before),
      after: { ...auditOf(after), files },
      answer: await toDetail(tx, ctx, after),
    }
  })
}

type Asker = { unitId: number; name: string; regionPath: string; onBehalf: boolean }

/** Who asks: the own unit, or the unit for which an office enters the need. */
const askerOf = async (ctx: Context, tx: Tx, input: RaiseMatter): Promise<Asker> => {
  const { acting } = ctx
  const wrongDirection = () =>
    new Problem(matterProblems['wrong-direction'], {
      errors: [{ pointer: '/direction', detail: matterProblems['wrong-direction'].detail }],
    })
  const side = input.direction === 'military-asks' ? 'military' : 'civil'
  const behalf = input.onBehalfOfUnitId
  if (behalf === null) {
    // The office has needs of its own only for the locality; a troop's need it enters for a named unit.
    const isOfficeForTroops = acting.role === 'office' && side === 'military'
    if (!mayRaise('need', input.direction, acting.role) || isOfficeForTroops) throw wrongDirection()
    return { unitId: acting.unitId, name: acting.unitName, regionPath: acting.regionPath, onBehalf: false }
  }
  if (acting.role !== 'office') throw new Problem(problems['not-yours'])
  if (behalf === acting.unitId || input.isDraft) throw new Problem(matterProblems['own-unit-behalf'])
  const unit = (await knownUnits(tx, ctx, { '/onBehalfOfUnitId': [behalf] })).get(behalf)
  if (!unit?.regionPath.startsWith(acting.regionPath)) throw new Problem(matterProblems['unknown-unit'])
  if (unit.side !== side) throw wrongDirection()
  if (await unitHasAccess(tx, unit.id, ctx.today)) {
    const detail = `${unit.name}已有人在本系统办理，由它自己提出。`
    throw new Problem(matterProblems['unit-has-access'], { detail, errors: [{ pointer: '/onBehalfOfUnitId', detail }] })
  }
  return { unitId: unit.id, name: unit.name, regionPath: unit.regionPath, onBehalf: true }
}
