/** 节日 满60周岁 牺牲纪念日 困难家庭 其他. */
export const REASON_KINDS = ['feast', 'sixty', 'sacrifice', 'hardship', 'monthly'] as const
export type ReasonKind = (typeof REASON_KINDS)[number]

/** 已联系 已补 待联系 逾期. */
export const CONTACT_STATES = ['done', 'late', 'open', 'overdue'] as const
export type ContactState = (typeof CONTACT_STATES)[number]
