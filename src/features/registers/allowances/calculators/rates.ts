/**
 * Rates that statutes fix, each with its article and the day it took effect. What statutes leave to places (amounts of the
 * conscript family allowance, income and wage bases) is entered by the office and stands in no file here.
 * Source: domain rules 5.7, 5.6, section 9; texts of the statutes read.
 */

/** A set of rules in one version. A day before `fromOn` is not reckoned: the older text is not held. */
export type RuleSet = { id: string; title: string; fromOn: string; version: string }

export const CARE_RULES: RuleSet = {
  id: 'care-2024',
  title: '军人抚恤优待条例（2024年8月5日修订）',
  fromOn: '2024-10-01',
  version: '2024-10-01',
}
export const MARTYR_RULES: RuleSet = {
  id: 'martyrs-2024',
  title: '烈士褒扬条例（2024年9月27日修订）',
  fromOn: '2025-01-01',
  version: '2025-01-01',
}
export const PLACEMENT_RULES: RuleSet = {
  id: 'placement-2024',
  title: '退役军人安置条例（2024年7月29日公布）',
  fromOn: '2024-09-01',
  version: '2024-09-01',
}

/** Honours as the additions count them; of several only the highest counts. Shares in percent. */
export const MERITS = ['medal', 'title', 'war-first', 'war-second', 'war-third', 'war-fourth'] as const
export type Merit = (typeof MERITS)[number]

type MeritWords = { words: string; death: number; discharge: number }

/**
 * 功勋增发: share of the lump sum on death (军人抚恤优待条例第16条), and of the lump sum on discharge (退役军人安置条例第22条), which
 * puts medals and titles of honour (勋章、荣誉称号) into one rank.
 */
export const MERIT_SHARES: Record<Merit, MeritWords> = {
  medal: { words: '勋章、国家荣誉称号', death: 40, discharge: 25 },
  title: { words: '党中央、国务院、中央军委荣誉称号', death: 35, discharge: 25 },
  'war-first': { words: '一等战功、一级表彰、中央军委授权单位称号', death: 30, discharge: 20 },
  'war-second': { words: '二等战功、一等功、二级表彰', death: 25, discharge: 15 },
  'war-third': { words: '三等战功、二等功', death: 15, discharge: 10 },
  'war-fourth': { words: '四等战功、三等功', death: 5, discharge: 5 },
}

/** 死亡性质. Multiples of the national disposable income of urban residents in the year before (军人抚恤优待条例第15条). */
export const DEATHS = ['martyr', 'duty', 'illness'] as const
export type Death = (typeof DEATHS)[number]
export const DEATH_RATES: Record<Death, { words: string; praise: number; lump: number; months: number }> = {
  martyr: { words: '烈士', praise: 30, lump: 20, months: 40 },
  duty: { words: '因公牺牲', praise: 0, lump: 20, months: 40 },
  illness: { words: '病故', praise: 0, lump: 2, months: 40 },
}

/** 残疾性质. */
export const DISABILITIES = ['battle-or-duty', 'illness', 'mental'] as const
export type Disability = (typeof DISABILITIES)[number]
export const DISABILITY_WORDS: Record<Disability, string> = {
  'battle-or-duty': '因战、因公',
  illness: '因病',
  mental: '服役期间患精神障碍',
}

/** 护理费 in percent of the local monthly wage of the year before, by kind and grade (军人抚恤优待条例第34条). */
export const NURSING_SHARES: Record<Disability, Readonly<Partial<Record<number, number>>>> = {
  'battle-or-duty': { 1: 50, 2: 50, 3: 40, 4: 40 },
  illness: { 1: 30, 2: 30, 3: 30, 4: 30 },
  mental: { 5: 25, 6: 25 },
}

/** Who gets it: 军人抚恤优待条例第34条 names these. */
export const NURSING_CASES = ['scattered', 'graded-later', 'mental'] as const
export type NursingCase = (typeof NURSING_CASES)[number]
export const NURSING_CASE_WORDS: Record<NursingCase, string> = {
  scattered: '退役时分散供养的一级至四级残疾军人',
  'graded-later': '退役后补办或调整为一级至四级的残疾军人',
  mental: '服役期间因患精神障碍评为五级、六级的残疾军人',
}

/** 丧葬补助: months of the regular payment that are paid on after the death of who received it. */
export const FUNERALS = ['survivor', 'disabled', 'campaigner'] as const
export type Funeral = (typeof FUNERALS)[number]
export const FUNERAL_MONTHS: Record<Funeral, { words: string; months: number; article: string }> = {
  survivor: { words: '享受定期抚恤金的遗属', months: 6, article: '第22条' },
  disabled: { words: '残疾军人', months: 12, article: '第32条' },
  campaigner: { words: '享受定期生活补助的参战退役军人', months: 6, article: '第62条' },
}
