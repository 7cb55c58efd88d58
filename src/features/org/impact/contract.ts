import * as z from 'zod'
import { Day, endpoint, Id, line, prose } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { SENSITIVE_FUNCTIONS } from './rules.ts'

const Sensitive = z.enum(SENSITIVE_FUNCTIONS)

/** One recorded assessment (个人信息保护影响评估). */
export const ImpactAssessment = z.object({
  id: z.number(),
  functions: z.array(Sensitive),
  what: z.string(),
  necessity: z.string(),
  risks: z.string(),
  measures: z.string(),
  assessedBy: z.string(),
  assessedOn: z.string(),
  /** Not to be removed before this day. */
  keptUntil: z.string(),
  file: z.object({ id: z.number(), name: z.string() }).nullable(),
  postName: z.string(),
  mayRemove: z.boolean(),
})
export type ImpactAssessment = z.output<typeof ImpactAssessment>

/** Which functions a recorded assessment has opened. */
export const SensitiveGate = z.object({ function: Sensitive, isOpen: z.boolean() })
export type SensitiveGate = z.output<typeof SensitiveGate>

const told = (label: string) => prose(label, 1000).refine((text) => text.length > 0, { error: `${label}还没有写。` })

export const RecordImpact = z.object({
  functions: z.array(Sensitive).min(1, { error: '评估的是哪些功能还没有选。' }).max(SENSITIVE_FUNCTIONS.length),
  what: told('处理什么、处理目的和方式'),
  necessity: told('为什么合法、正当、必要'),
  risks: told('对个人权益的影响和安全风险'),
  measures: told('保护措施'),
  assessedBy: line('评估人', 100),
  assessedOn: Day,
  fileId: z.number().int().positive().nullable().default(null),
})
export type RecordImpact = z.output<typeof RecordImpact>

export const impactProblems = nameProblems({
  'impact-missing': [
    409,
    '还没有做影响评估',
    '这里要处理敏感个人信息，先由市双拥办在“数据登记 › 影响评估”记录个人信息保护影响评估，记录后即可办理。',
  ],
  'impact-kept': [409, '还在保存期内', '影响评估至少保存三年，到期以前不能移除。'],
  'impact-needed': [409, '是唯一的评估', '移除后有功能就没有评估了，先记录新的评估，再移除这一份。'],
  'impact-not-city': [403, '由市双拥办记录', '影响评估全市记录一份，请市双拥办记录。'],
})

export const impact = {
  gates: endpoint('signed-in')
    .route({ method: 'GET', path: '/impact-gates', summary: '敏感功能是否已评估' })
    .input(z.object({}))
    .output(z.array(SensitiveGate)),
  list: endpoint('processing:read')
    .route({ method: 'GET', path: '/impact-assessments', summary: '影响评估' })
    .input(z.object({}))
    .output(z.object({ rows: z.array(ImpactAssessment), mayRecord: z.boolean() })),
  record: endpoint('processing:assess')
    .route({ method: 'POST', path: '/impact-assessments', summary: '记录影响评估' })
    .input(RecordImpact)
    .output(ImpactAssessment),
  remove: endpoint('processing:assess')
    .route({ method: 'DELETE', path: '/impact-assessments/{id}', summary: '移除到期的影响评估' })
    .input(z.object({ id: Id }))
    .output(z.object({})),
}
