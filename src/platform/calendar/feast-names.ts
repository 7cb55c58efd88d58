/** Days the office's year turns on: statutory holidays, and the days of the army, the martyrs and national defence. */
export const FEASTS = {
  'new-year': '元旦',
  'new-years-eve': '除夕',
  'spring-festival': '春节',
  lantern: '元宵节',
  qingming: '清明节',
  'labour-day': '劳动节',
  'dragon-boat': '端午节',
  'party-day': '建党节',
  'army-day': '建军节',
  'defence-education-day': '全民国防教育日',
  'mid-autumn': '中秋节',
  'martyrs-day': '烈士纪念日',
  'national-day': '国庆节',
  'double-ninth': '重阳节',
  'memorial-day': '国家公祭日',
} as const
export type FeastCode = keyof typeof FEASTS
