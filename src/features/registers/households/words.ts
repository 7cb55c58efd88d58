/** The vocabulary of the register: codes as the database keeps them, words as offices say them. One list each. */

/** The twelve categories (对象类别) that are registered since 2018, in their official order (domain rules, 5.1). */
/** On what an under-fourteen is registered: 监护人同意, or 法定职责 where the law asks for it. */
export const GUARDIAN_BASES = ['consent', 'duty'] as const
export type GuardianBasis = (typeof GUARDIAN_BASES)[number]
export const GUARDIAN_BASIS_WORDS: Record<GuardianBasis, string> = { consent: '监护人同意', duty: '依法定职责登记' }
export const GUARDIANS = ['father', 'mother', 'other'] as const
export type Guardian = (typeof GUARDIANS)[number]
export const GUARDIAN_WORDS: Record<Guardian, string> = { father: '父亲', mother: '母亲', other: '其他监护人' }

export const CATEGORIES = [
  'transferred-officer',
  'discharged-soldier',
  'retired-cadre',
  'civilian-staff',
  'demobilised',
  'red-army',
  'disabled-soldier',
  'disabled-militia',
  'martyr-family',
  'duty-death-family',
  'illness-death-family',
  'serving-family',
] as const
export type Category = (typeof CATEGORIES)[number]

export const CATEGORY_WORDS: Record<Category, string> = {
  'transferred-officer': '军队转业干部',
  'discharged-soldier': '退役士兵',
  'retired-cadre': '军队离退休干部和退休士官',
  'civilian-staff': '军队无军籍离退休退职职工',
  demobilised: '复员军人',
  'red-army': '退伍红军老战士',
  'disabled-soldier': '残疾军人',
  'disabled-militia': '伤残民兵民工',
  'martyr-family': '烈士遗属',
  'duty-death-family': '因公牺牲军人遗属',
  'illness-death-family': '病故军人遗属',
  'serving-family': '现役军人家属',
}

/** Categories of those who are relatives of a soldier or of the fallen; of them what they are to him is kept (与军人关系). */
export const FAMILY_CATEGORIES: readonly Category[] = [
  'martyr-family',
  'duty-death-family',
  'illness-death-family',
  'serving-family',
]

export const RELATIONS = ['head', 'spouse', 'child', 'parent', 'raiser', 'grandparent', 'sibling', 'other'] as const
export type Relation = (typeof RELATIONS)[number]
export const RELATION_WORDS: Record<Relation, string> = {
  head: '户主',
  spouse: '配偶',
  child: '子女',
  parent: '父母',
  raiser: '抚养人',
  grandparent: '祖父母',
  sibling: '兄弟姐妹',
  other: '其他',
}

export const KINS = ['parent', 'raiser', 'spouse', 'child', 'sibling'] as const
export type Kin = (typeof KINS)[number]
export const KIN_WORDS: Record<Kin, string> = {
  parent: '父母',
  raiser: '抚养人',
  spouse: '配偶',
  child: '子女',
  sibling: '兄弟姐妹',
}

export const GENDERS = ['male', 'female'] as const
export type Gender = (typeof GENDERS)[number]
export const GENDER_WORDS: Record<Gender, string> = { male: '男', female: '女' }

/** Ways of discharge (退役方式), as 退役军人保障法 and its regulation of placement name them. */
export const DISCHARGES = [
  'retired',
  'transferred',
  'monthly-pension',
  'demobilised',
  'self-employed',
  'placed',
  'supported',
] as const
export type Discharge = (typeof DISCHARGES)[number]
export const DISCHARGE_WORDS: Record<Discharge, string> = {
  retired: '退休',
  transferred: '转业',
  'monthly-pension': '逐月领取退役金',
  demobilised: '复员',
  'self-employed': '自主就业',
  placed: '安排工作',
  supported: '供养',
}

/** 优抚状态 as village ledgers keep it (domain rules, 5.1). */
export const CARES = ['normal', 'renewing', 'stopped'] as const
export type Care = (typeof CARES)[number]
export const CARE_WORDS: Record<Care, string> = { normal: '正常', renewing: '待续办', stopped: '已停发' }

/** Grades of merit (立功受奖) that a 喜报 is brought for, the highest first (domain rules, 5.3). */
export const GRADES = [
  'august-first-medal',
  'honorary-title',
  'first-merit',
  'second-merit',
  'third-merit',
  'four-haves',
] as const
export type Grade = (typeof GRADES)[number]
export const GRADE_WORDS: Record<Grade, string> = {
  'august-first-medal': '八一勋章',
  'honorary-title': '荣誉称号',
  'first-merit': '一等功',
  'second-merit': '二等功',
  'third-merit': '三等功',
  'four-haves': '四有优秀',
}

export const CERTIFICATES = [
  'veteran-card',
  'bereaved-card',
  'martyr',
  'duty-death',
  'illness-death',
  'disabled',
  'discharge',
] as const
export type CertificateKind = (typeof CERTIFICATES)[number]
export const CERTIFICATE_WORDS: Record<CertificateKind, string> = {
  'veteran-card': '退役军人优待证',
  'bereaved-card': '三属优待证',
  martyr: '烈士证明书',
  'duty-death': '因公牺牲军人证明书',
  'illness-death': '病故军人证明书',
  disabled: '残疾军人证',
  discharge: '退役证件',
}

export const HOUSEHOLD_STATES = ['present', 'moved', 'ended', 'merged'] as const
export type HouseholdState = (typeof HOUSEHOLD_STATES)[number]
export const HOUSEHOLD_STATE_WORDS: Record<HouseholdState, string> = {
  present: '在册',
  moved: '已迁出',
  ended: '已注销',
  merged: '已并入',
}

/** 待办 of a household in the register: a new head is to be named, or nobody is left. */
export const LACKS = ['head', 'people'] as const
export type Lack = (typeof LACKS)[number]
export const LACK_WORDS: Record<Lack, string> = { head: '待定户主', people: '在册无人' }

export const PERSON_STATES = ['present', 'deceased', 'moved', 'merged'] as const
export type PersonState = (typeof PERSON_STATES)[number]
export const PERSON_STATE_WORDS: Record<PersonState, string> = {
  present: '在册',
  deceased: '已去世',
  moved: '已迁出',
  merged: '已并入',
}

/** The closed values of a person (封存内容); the exact address is of the household. */
export const PERSON_CLOSED_FIELDS = ['resident', 'phone', 'bank', 'certificate'] as const
export type PersonClosedField = (typeof PERSON_CLOSED_FIELDS)[number]
export const PERSON_CLOSED_WORDS: Record<PersonClosedField, string> = {
  resident: '身份证号',
  phone: '电话',
  bank: '银行账号',
  certificate: '证件号',
}

/** What a row whose person was erased bears in place of the name. */
export const ERASED_NAME = '已清除'
/** Stands where words about a person were. */
export const CLEARED_WORDS = '已清除'
