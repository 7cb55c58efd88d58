/**
 * 依据: the clauses that the answers about plaques 光荣牌 stand on. `law`: statute, its article read. `reported`: known from
 * reports of the measures 国办发〔2018〕72号, original not at hand. `setting`: nothing national is known, so the office sets it.
 * Source: domain rules 5.2.
 */
export type ClauseStrength = 'law' | 'reported' | 'setting'

export const CLAUSES = {
  serving: {
    words: '地方政府为军人家庭悬挂光荣牌；现役军人家庭主动挂。',
    source: '军人地位和权益保障法第31条；国办发〔2018〕72号',
    strength: 'law',
  },
  veteran: {
    words: '地方政府为退役军人家庭悬挂光荣牌；持退役证件的主动挂。',
    source: '退役军人保障法第59条；国办发〔2018〕72号',
    strength: 'law',
  },
  martyr: {
    words: '地方政府为烈士遗属家庭悬挂光荣牌；持证明书的主动挂。',
    source: '烈士褒扬条例第24条；国办发〔2018〕72号',
    strength: 'law',
  },
  survivor: {
    words: '地方政府为因公牺牲、病故军人遗属家庭悬挂光荣牌；持证明书的主动挂。',
    source: '军人地位和权益保障法第31条；国办发〔2018〕72号',
    strength: 'law',
  },
  'without-certificate': {
    words: '不持证明书的烈士、因公牺牲军人、病故军人的父母（抚养人）、配偶、子女，依申请挂。',
    source: '国办发〔2018〕72号',
    strength: 'reported',
  },
  'papers-lost': {
    words: '退役证件遗失的，凭档案或人武部证明申请。',
    source: '国办发〔2018〕72号',
    strength: 'reported',
  },
  granted: { words: '依申请，经审核同意。', source: '国办发〔2018〕72号', strength: 'reported' },
  denied: { words: '依申请，经审核没有同意。', source: '国办发〔2018〕72号', strength: 'reported' },
  'one-per-household': {
    words: '同时符合两项以上的，一户只挂一块。',
    source: '国办发〔2018〕72号',
    strength: 'reported',
  },
  'parents-home': {
    words: '现役军人与父母分开居住的，可以为父母家挂；父母离异的由军人选一处。',
    source: '地方规定转述，未核实；以本地设置为准',
    strength: 'setting',
  },
  'after-service': {
    words: '现役军人退役或去世后，家庭继续挂。',
    source: '国办发〔2018〕72号（公开报道）',
    strength: 'reported',
  },
  'kept-after-death': {
    words: '“三属”或退役军人去世后，可以继续挂，不再更换。',
    source: '国办发〔2018〕72号（公开报道）',
    strength: 'reported',
  },
  'never-hung': {
    words: '现役军人退役或去世前、“三属”或退役军人去世前没有挂过的，是否补挂没有查到依据。',
    source: '本地设置，未核实',
    strength: 'setting',
  },
  'not-named': {
    words: '无军籍离退休退职职工、伤残民兵民工家庭是否在悬挂范围没有查到依据。',
    source: '本地设置，未核实',
    strength: 'setting',
  },
  withdrawn: {
    words: '悬挂对象及家庭有违法等情形的，取消资格，由县级部门收回。',
    source: '国办发〔2018〕72号（公开报道；触发情形全文没有查到）',
    strength: 'reported',
  },
  restored: {
    words: '受治安处罚后能改正、消除影响的，经县级审核同意可以恢复。',
    source: '国办发〔2018〕72号（公开报道）',
    strength: 'reported',
  },
  'no-ground': {
    words: '家中没有军人、退役军人和“三属”，不在悬挂范围。',
    source: '国办发〔2018〕72号',
    strength: 'reported',
  },
  'no-one-registered': {
    words: '在册的人都已去世或迁出，不再列入应挂。家里还有人的，先登记家人；没有人的，注销这一户。',
    source: '台账规则',
    strength: 'setting',
  },
  'no-one-left': { words: '户已不在册，不再列入应挂。', source: '台账规则', strength: 'setting' },
} as const satisfies Record<string, { words: string; source: string; strength: ClauseStrength }>

export type ClauseKey = keyof typeof CLAUSES
export const CLAUSE_KEYS = Object.keys(CLAUSES) as [ClauseKey, ...ClauseKey[]]

/** How sure a clause is, as screens and papers say it. */
export const STRENGTH_WORDS: Record<ClauseStrength, string> = {
  law: '法条已核',
  reported: '据公开材料，原件待核',
  setting: '本地设置，未核实',
}
