import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate, requireImpact } from '../../org/index.ts'
import { findCitySettings, isCityOffice, writeCitySettings } from '../city-settings.ts'
import { marksApart } from '../households/apart.ts'
import { isMasked } from '../households/reading.ts'
import { placeNames } from '../households/store.ts'
import { openPaper, withFiles } from '../papers.ts'
import type { OpenPaper } from '../papers-contract.ts'
import { askedPlace, handOf, type Place, placesBelow, seenFiles } from '../places.ts'
import { reckonPlace } from './alike.ts'
import { isSound, sealCodes } from './code.ts'
import {
  type PlaqueAccount,
  type PlaqueCard,
  type PlaqueQuery,
  type PlaqueRow,
  type PlaqueSettingsForm,
  type PlaqueSettingsShown,
  plaqueProblems,
  type TakePlaqueStep,
} from './contract.ts'
import { answerFor, PLAQUE_SETTINGS, readPlaqueHouseholds, reckonPlaques, settingsIn } from './reckon.ts'
import {
  DEFAULT_PLAQUE_SETTINGS,
  holdsPapers,
  isBalanced,
  judgeStep,
  NO_FIGURES,
  openSteps,
  type PlaqueSettings,
  placeOf,
  type StepRefusal,
} from './rules.ts'
import * as store from './store.ts'

/** Lines as the acting post is shown them: leaders see that there is a household, not whose. */
export const shownRows = async <Row extends store.StoredRow>(
  ctx: Pick<Context, 'acting'>,
  tx: Tx,
  rows: readonly Row[],
): Promise<(Row & Pick<PlaqueRow, 'twinMark'>)[]> => {
  const marks = await marksApart(
    ctx,
    tx,
    rows.map(({ householdId }) => householdId),
  )
  return rows.map((row) => ({
    ...row,
    headName: isMasked(ctx) ? maskName(row.headName) : row.headName,
    twinMark: marks.get(row.householdId) ?? null,
  }))
}

/** The account of a place as of now: the equation, and the same for each place below in official order. */
export const accountOf = async (ctx: Context, tx: Tx, place: Place): Promise<Omit<PlaqueAccount, 'above'>> => {
  const { whole: figures, below } = await store.countPlaces(tx, place)
  const places = (await placesBelow(tx, place.id)).map(({ id, name }) => ({
    id,
    name,
    isOwn: false,
    figures: below.get(id) ?? NO_FIGURES,
  }))
  const own = below.get(place.id)
  const last = await store.lastStatement(tx, place.id)
  return {
    place: { id: place.id, name: place.name, level: place.level },
    asOf: ctx.now,
    figures,
    isBalanced: isBalanced(figures),
    places:
      own && places.length > 0
        ? [...places, { id: place.id, name: '本级直接登记', isOwn: true, figures: own }]
        : places,
    last: last ?? null,
    mayFreeze: handOf(ctx) !== null && figures.owed > 0,
  }
}

/** @throws Problem not-found for a place outside the range */
export const readAccount = (ctx: Context, { regionId }: { regionId?: number }): Promise<PlaqueAccount> =>
  ctx.read(async (tx) => {
    const place = await askedPlace(ctx, tx, regionId)
    const above =
      place.id === ctx.acting.regionId || place.parentId === null ? null : await askedPlace(ctx, tx, place.parentId)
    return { ...(await accountOf(ctx, tx, place)), above: above && { id: above.id, name: above.name } }
  })

/** The households behind a figure. A leader, who is shown names masked, does not look by name. @throws Problem not-found, not-yours */
export const listPlaques = (ctx: Context, { regionId, ...query }: PlaqueQuery) =>
  ctx.read(async (tx) => {
    if (query.q !== undefined && isMasked(ctx)) throw new Problem(problems['not-yours'])
    const { path } = await askedPlace(ctx, tx, regionId)
    const page = await store.listCards(tx, path, query)
    return { ...page, rows: await shownRows(ctx, tx, page.rows) }
  })

const cardOf = async (ctx: Context, tx: Tx, id: number): Promise<PlaqueCard> => {
  const card = found(await store.findCard(tx, id))
  const [household] = await readPlaqueHouseholds(tx, [id])
  const { answer, standing } = answerFor(found(household), ctx.today, await settingsIn(tx, ctx.acting.cityId))
  const steps = await withFiles(ctx, tx, 'plaque_step_files', await store.listSteps(tx, id))
  const last = steps.filter(({ undoneAt }) => undoneAt === null).at(-1)
  const sound = await isSound(tx, ctx.closed, id)
  const hand = sound ? handOf(ctx) : null
  const { regionPath, ...row } = card
  return {
    ...found((await shownRows(ctx, tx, [row]))[0]),
    personName: row.personName && isMasked(ctx) ? maskName(row.personName) : row.personName,
    placeNames: await placeNames(tx, regionPath),
    isWithdrawn: standing.isWithdrawn,
    isSound: sound,
    application: standing.application,
    steps: steps.map(({ undoneAt, undoneBy, undoneReason, unitId: _unit, ...step }) => ({
      ...step,
      undone: undoneAt === null ? null : { at: undoneAt, postName: undoneBy ?? '', reason: undoneReason ?? '' },
    })),
    open: openSteps(answer, standing, hand),
    undoId: hand !== null && last?.unitId === ctx.acting.unitId ? last.id : null,
  }
}

/** @throws Problem not-found */
export const getPlaque = (ctx: Context, { id }: { id: number }): Promise<PlaqueCard> =>
  ctx.read((tx) => cardOf(ctx, tx, id))

/** A closed paper of the plaque in clear, for a reason. @throws Problem not-found, impact-missing, export-quota, file-damaged, secrecy */
export const openPlaquePaper = (ctx: Context, input: OpenPaper): Promise<File> =>
  openPaper(ctx, input, {
    ...{ table: 'plaque_step_files', record: 'plaque_cards', action: 'plaque.reveal-paper' },
    steps: (tx) => store.listSteps(tx, input.id),
  })

/** What the rules say of a household on any day, by what is registered now. @throws Problem not-found */
export const answerOnDay = (ctx: Context, { id, on = ctx.today }: { id: number; on?: string }) =>
  ctx.read(async (tx) => {
    const [household] = await readPlaqueHouseholds(tx, [id])
    const { answer, standing } = answerFor(found(household), on, await settingsIn(tx, ctx.acting.cityId))
    const { claim, clause, grounds } = answer
    return { claim, clause, grounds, place: placeOf(claim, standing), hanging: standing.hanging }
  })

const POINTERS: Partial<Record<StepRefusal, string>> = {
  'reason-needed': '/reason',
  'proof-needed': '/fileIds',
  'day-in-future': '/on',
  'before-last-step': '/on',
  'count-needed': '/count',
}
const refused = (why: StepRefusal): Problem => {
  const type = plaqueProblems[why === 'step-not-open' ? 'plaque-step-not-open' : (`plaque-${why}` as const)]
  const pointer = POINTERS[why]
  return new Problem(type, pointer ? { errors: [{ pointer, detail: type.detail }] } : {})
}

const pictureOf = ({ claim, clause, place, hanging, hungOn }: store.StoredRow) => ({
  claim,
  clause,
  place,
  hanging,
  hungOn,
})

/**
 * Takes a step about the plaque of a household: the card follows from it.
 * @throws Problem not-found, out-of-date, impact-missing, plaque-step-not-open, plaque-office-only, plaque-reason-needed, plaque-proof-needed, plaque-proof-or-signer-needed,
 * plaque-day-in-future, plaque-before-last-step, plaque-count-needed, secrecy
 */
export const takePlaqueStep = (ctx: Context, input: TakePlaqueStep): Promise<PlaqueCard> => {
  refuseSecrets({ '/reason': input.reason })
  return ctx.change(`plaque.${input.step}`, async (tx) => {
    const before = found(await store.findCard(tx, input.id, { lock: true }))
    if (before.version !== input.version)
      throw await outOfDate(tx, { record: 'plaque_cards', id: input.id }, await cardOf(ctx, tx, input.id))
    const hand = handOf(ctx)
    if (hand === null) throw new Problem(problems['not-yours'])
    const [household] = await readPlaqueHouseholds(tx, [input.id])
    const { answer, standing } = answerFor(found(household), ctx.today, await settingsIn(tx, ctx.acting.cityId))
    const fileIds = await seenFiles(tx, input.fileIds)
    if (fileIds.length > 0) await requireImpact(ctx, tx, holdsPapers(input) ? 'scans' : 'photos')
    if (!(await isSound(tx, ctx.closed, input.id))) throw new Problem(plaqueProblems['plaque-not-sound'])
    const judged = judgeStep({ ...input, files: fileIds.length }, { answer, standing, hand, today: ctx.today })
    if ('refused' in judged) throw refused(judged.refused)
    await store.insertStep(tx, ctx, before, { ...input, fileIds })
    await reckonPlaques(tx, ctx.acting.cityId, ctx.today, [input.id])
    await sealCodes(tx, ctx.closed, [input.id])
    const after = await cardOf(ctx, tx, input.id)
    const { step, on, reason, signer, count } = input
    return {
      record: 'plaque_cards',
      recordId: input.id,
      before: pictureOf(before),
      after: { ...pictureOf(after), step, on, reason, signer, count, fileIds },
      answer: after,
    }
  })
}

/**
 * Takes back the last step as a mistake: it stays in the history and counts no more. By a post of the unit that recorded it.
 * @throws Problem not-found, out-of-date, nothing-to-undo, secrecy
 */
export const undoPlaqueStep = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<PlaqueCard> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('plaque.undo', async (tx) => {
    const card = found(await store.findCard(tx, id, { lock: true }))
    const before = await cardOf(ctx, tx, id)
    if (card.version !== version) throw await outOfDate(tx, { record: 'plaque_cards', id }, before)
    if (before.undoId === null) throw new Problem(plaqueProblems['nothing-to-undo'])
    await store.undoStep(tx, ctx, before.undoId, reason)
    await reckonPlaques(tx, ctx.acting.cityId, ctx.today, [id])
    await sealCodes(tx, ctx.closed, [id])
    const after = await cardOf(ctx, tx, id)
    return {
      record: 'plaque_cards',
      recordId: id,
      before: pictureOf(before),
      after: { ...pictureOf(after), reason },
      answer: after,
    }
  })
}

const settingsShown = async (ctx: Context, tx: Tx): Promise<PlaqueSettingsShown> => {
  const stored = await findCitySettings<PlaqueSettings & { source: string }>(tx, PLAQUE_SETTINGS, ctx.acting.cityId)
  return {
    ...DEFAULT_PLAQUE_SETTINGS,
    source: '',
    ...stored?.value,
    version: stored?.version ?? 0,
    isDefault: stored === undefined,
    mayEdit: isCityOffice(ctx),
  }
}

export const readPlaqueSettings = (ctx: Context): Promise<PlaqueSettingsShown> =>
  ctx.read((tx) => settingsShown(ctx, tx))

/** Changes what the city holds for owed where nothing national says so, and reckons every card anew. @throws Problem plaque-settings-city, out-of-date, secrecy */
export const savePlaqueSettings = (
  ctx: Context,
  { version, ...settings }: z.output<typeof PlaqueSettingsForm> & { version: number },
): Promise<PlaqueSettingsShown> => {
  refuseSecrets({ '/source': settings.source })
  if (!isCityOffice(ctx)) throw new Problem(plaqueProblems['plaque-settings-city'])
  return ctx.change('plaque.save-settings', async (tx) => {
    const { version: _version, isDefault: _default, mayEdit: _may, ...before } = await settingsShown(ctx, tx)
    if (!(await writeCitySettings(tx, PLAQUE_SETTINGS, ctx.acting.cityId, settings, version)))
      throw new Problem(problems['out-of-date'], { extra: { latest: await settingsShown(ctx, tx) } })
    const changed = await reckonPlace(tx, ctx.acting.cityId, ctx.today, ctx.acting.regionPath)
    return {
      record: 'settings',
      recordId: `plaques:${ctx.acting.cityId}`,
      before,
      after: { ...settings, changed },
      answer: await settingsShown(ctx, tx),
    }
  })
}
