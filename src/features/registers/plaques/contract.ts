import * as z from 'zod'
import { Download, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { OpenPaper, stepFiles } from '../papers-contract.ts'
import { CLAUSE_KEYS } from './clauses.ts'
import { CLAIMS, PLACES, type PlaqueFigures, STEPS } from './rules.ts'

const figures = Object.fromEntries(
  (['owed', 'hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'double', 'on-application'] as const).map(
    (key) => [key, z.number()],
  ),
) as Record<keyof PlaqueFigures, z.ZodNumber>
export const Figures = z.object(figures)

/** 签字: who put the name on the slip; the name itself is not kept. */
export const SIGNERS = ['head', 'kin', 'village'] as const

/** The account of a place: its figures, those of the places below, and the last frozen one. */
export const PlaqueAccount = z.object({
  place: z.object({ id: z.number(), name: z.string(), level: z.number() }),
  /** The place above, where it is still in the range of the acting post. */
  above: z.object({ id: z.number(), name: z.string() }).nullable(),
  asOf: z.string(),
  figures: Figures,
  isBalanced: z.boolean(),
  /** In official order; `isOwn`: households registered directly at the place. */
  places: z.array(z.object({ id: z.number(), name: z.string(), isOwn: z.boolean(), figures: Figures })),
  last: z.object({ id: z.number(), number: z.string(), frozenOn: z.string() }).nullable(),
  mayFreeze: z.boolean(),
})
export type PlaqueAccount = z.output<typeof PlaqueAccount>

/** What a figure opens: its term, or 应挂 and 一户两牌 across terms. */
export const LISTS = [...PLACES, 'owed', 'double', 'on-application'] as const
export type ListKey = (typeof LISTS)[number]

export const PlaqueRow = z.object({
  householdId: z.number(),
  headName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  townName: z.string(),
  claim: z.enum(CLAIMS),
  clause: z.enum(CLAUSE_KEYS),
  place: z.enum(PLACES),
  hanging: z.number(),
  hungOn: z.string().nullable(),
  lastOn: z.string().nullable(),
  /** What tells it from another family of the same name in the village; null where there is none. */
  twinMark: z.string().nullable(),
})
export type PlaqueRow = z.output<typeof PlaqueRow>

export const PlaqueQuery = z.object({
  regionId: Id.optional(),
  list: z.enum(LISTS).default('owed'),
  /** Name of the head; a leader, who is shown names masked, does not look by it. */
  q: z
    .string()
    .trim()
    .min(1)
    .max(30)
    .regex(/^(?!.*\d{7})/, { error: '这里按户主姓名找，不写号码。' })
    .optional(),
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type PlaqueQuery = z.output<typeof PlaqueQuery>

export const PlaqueStepShown = z.object({
  id: z.number(),
  step: z.enum(STEPS),
  on: z.string(),
  count: z.number().nullable(),
  signer: z.enum(SIGNERS).nullable(),
  reason: z.string(),
  postName: z.string(),
  at: z.string(),
  ...stepFiles,
  /** 已撤回: taken back as a mistake, with the reason. */
  undone: z.object({ at: z.string(), postName: z.string(), reason: z.string() }).nullable(),
})

export const PlaqueCard = PlaqueRow.extend({
  /** From county to village. */
  placeNames: z.array(z.string()),
  mayReplace: z.boolean(),
  grounds: z.number(),
  personName: z.string().nullable(),
  isWithdrawn: z.boolean(),
  /** False: what stands in the database is not what the program wrote (校验码不符); no step is open then. */
  isSound: z.boolean(),
  application: z.enum(['asked', 'granted', 'denied']).nullable(),
  steps: z.array(PlaqueStepShown),
  open: z.array(z.enum(STEPS)),
  /** The step that the acting post may take back as a mistake. */
  undoId: z.number().nullable(),
  version: z.number(),
})
export type PlaqueCard = z.output<typeof PlaqueCard>

export const TakePlaqueStep = z.object({
  id: Id,
  version: Version,
  step: z.enum(STEPS),
  on: PastDay,
  reason: prose('说明', 300).default(''),
  signer: z.enum(SIGNERS).nullable().default(null),
  count: z.number().int().min(0).max(9).nullable().default(null),
  fileIds: z.array(z.number().int().positive()).max(9).default([]),
})
export type TakePlaqueStep = z.output<typeof TakePlaqueStep>

export const PlaqueSettingsForm = z.object({
  parentsHome: z.boolean(),
  civilian: z.boolean(),
  militia: z.boolean(),
  afterDeath: z.boolean(),
  unknownPapers: z.enum(['held', 'missing']),
  /** The document of the place that says so; empty while unverified. */
  source: prose('依据', 200).default(''),
})
export const PlaqueSettingsShown = PlaqueSettingsForm.extend({
  version: z.number(),
  isDefault: z.boolean(),
  mayEdit: z.boolean(),
})
export type PlaqueSettingsShown = z.output<typeof PlaqueSettingsShown>

export const PlaqueStatement = z.object({
  id: z.number(),
  number: z.string(),
  place: z.object({ id: z.number(), name: z.string() }),
  unitName: z.string(),
  frozenOn: z.string(),
  frozenBy: z.string(),
  figures: Figures,
  places: z.array(z.object({ id: z.number(), name: z.string(), isOwn: z.boolean(), figures: Figures })),
})
export type PlaqueStatement = z.output<typeof PlaqueStatement>

export const plaqueProblems = nameProblems({
  'plaque-step-not-open': [409, '这一步现在不能办', '这一户的情况已经变了，刷新后按现在列出的步骤办。'],
  'plaque-office-only': [403, '由县级办理', '同意、取消资格和恢复由双拥办办理，服务站先登记情况。'],
  'plaque-reason-needed': [422, '说明没有填', '这一步要写明原因，写一句再存。'],
  'plaque-proof-needed': [422, '没有凭证', '拍一张照片或上传签字单。'],
  'plaque-proof-or-signer-needed': [422, '没有凭证', '拍一张照片、上传签字单，或者选谁签的字。'],
  'plaque-day-in-future': [422, '日期还没有到', '日期晚于今天，改为今天或以前。'],
  'plaque-before-last-step': [422, '早于上一步', '日期早于这一户的上一步，核对后改正。'],
  'plaque-count-needed': [422, '块数没有填', '清点要写门上实际有几块，没有写 0。'],
  'nothing-to-undo': [409, '没有可撤回的', '只能撤回本单位记下的最后一步，刷新后再看。'],
  'plaque-not-sound': [409, '记录与校验码不符', '这一户的记录被绕过程序改过，先不要办；告诉安全管理员核对留痕。'],
  'nothing-owed': [409, '没有应挂的家庭', '这个地方还没有应挂的家庭，不用冻结。'],
  'plaque-settings-city': [403, '由市双拥办设置', '悬挂口径全市一致，由市双拥办设置。'],
})

export const plaques = {
  account: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-account', summary: '光荣牌应挂尽挂对账' })
    .input(z.object({ regionId: Id.optional() }))
    .output(PlaqueAccount),
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaques', summary: '光荣牌名单' })
    .input(PlaqueQuery)
    .output(pageOf(PlaqueRow)),
  get: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaques/{id}', summary: '一户的光荣牌' })
    .input(z.object({ id: Id }))
    .output(PlaqueCard),
  onDay: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaques/{id}/answer', summary: '一户在某一天应不应挂' })
    .input(z.object({ id: Id, on: PastDay.optional() }))
    .output(
      z.object({
        claim: z.enum(CLAIMS),
        clause: z.enum(CLAUSE_KEYS),
        place: z.enum(PLACES),
        hanging: z.number(),
        grounds: z.number(),
      }),
    ),
  step: endpoint('registers:write')
    .route({ method: 'POST', path: '/plaques/{id}/steps', summary: '记光荣牌的一步' })
    .input(TakePlaqueStep)
    .output(PlaqueCard),
  undo: endpoint('registers:write')
    .route({ method: 'POST', path: '/plaques/{id}/undo', summary: '撤回误记的一步' })
    .input(z.object({ id: Id, version: Version, reason: line('原因', 200) }))
    .output(PlaqueCard),
  paper: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/plaques/{id}/paper', summary: '看光荣牌办理的材料' })
    .input(OpenPaper)
    .output(Download),
  sheet: endpoint('registers:import', { sensitive: true })
    .route({ method: 'POST', path: '/plaque-sheet', summary: '导出光荣牌台账' })
    .input(PlaqueQuery.pick({ regionId: true, list: true }))
    .output(Download),
  settings: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-settings', summary: '光荣牌悬挂口径' })
    .output(PlaqueSettingsShown),
  saveSettings: endpoint('registers:import')
    .route({ method: 'PUT', path: '/plaque-settings', summary: '改光荣牌悬挂口径' })
    .input(PlaqueSettingsForm.extend({ version: z.number().int().min(0) }))
    .output(PlaqueSettingsShown),
  statements: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-statements', summary: '光荣牌对账单' })
    .input(
      z.object({
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(pageOf(PlaqueStatement)),
  statement: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-statements/{id}', summary: '一份光荣牌对账单' })
    .input(z.object({ id: Id }))
    .output(PlaqueStatement),
  statementLines: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-statements/{id}/lines', summary: '光荣牌对账单的名单' })
    .input(PlaqueQuery.omit({ q: true }).extend({ id: Id }))
    .output(pageOf(PlaqueRow)),
  freeze: endpoint('registers:write')
    .route({ method: 'POST', path: '/plaque-statements', summary: '冻结光荣牌对账单' })
    .input(z.object({ regionId: z.number({ error: '地方还没有选。' }).int().positive() }))
    .output(PlaqueStatement),
  word: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-statements/{id}/word', summary: '导出光荣牌对账单 Word' })
    .input(z.object({ id: Id }))
    .output(Download),
  excel: endpoint('registers:read')
    .route({ method: 'GET', path: '/plaque-statements/{id}/excel', summary: '导出光荣牌对账单 Excel' })
    .input(z.object({ id: Id }))
    .output(Download),
}
