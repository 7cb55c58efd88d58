/** Columns of the rows that are a registered person's own, in Chinese. Beside the columns of the search, which say the name again. */
export const COLUMN_WORDS: Record<
  'household_persons' | 'person_honours' | 'person_certificates' | 'households',
  Record<string, string>
> = {
  household_persons: {
    name: '姓名',
    relation: '与户主关系',
    gender: '性别',
    birth_year: '出生年',
    birth_month: '出生月',
    search_keys: '姓名的查找字',
    categories: '对象类别',
    kin: '与军人关系',
    joined_year: '入伍年份',
    left_year: '退役年份',
    discharge: '退役方式',
    care: '优抚状态',
    benefit_code: '待遇代码',
    state: '在册状态',
    ended_on: '不再在册日',
    region_path: '所在村',
    resident_sealed: '身份证号',
    resident_digest: '身份证号的查找摘要',
    resident_key: '身份证号的密钥编号',
    phone_sealed: '电话',
    phone_digest: '电话的查找摘要',
    phone_key: '电话的密钥编号',
    bank_sealed: '银行账号',
    bank_key: '银行账号的密钥编号',
    informed_on: '告知日',
    household_id: '户编号',
    id: '记录编号',
    city_id: '所属城市',
    import_id: '导入批次',
    import_line: '导入表格的行',
    made_at: '登记时间',
    merged_into_id: '并入的记录',
    version: '改动次数',
  },
  person_honours: {
    grade: '立功受奖',
    year: '立功受奖年份',
    conferred_on: '授予日',
    id: '立功受奖记录编号',
    city_id: '立功受奖记录所属城市',
    household_person_id: '立功受奖记录属于',
  },
  person_certificates: {
    kind: '证件',
    number_sealed: '证件号',
    number_digest: '证件号的查找摘要',
    number_key: '证件号的密钥编号',
    id: '证件记录编号',
    city_id: '证件记录所属城市',
    household_person_id: '证件记录属于',
  },
  households: { address_sealed: '详细住址', address_key: '详细住址的密钥编号' },
}

/**
 * Columns elsewhere in which a registered person or his household stands, as `table.column`, by the kind of record that they make.
 * A column that points at a person or household and is missing here fails the test.
 */
export const RECORD_COLUMNS: Record<string, string> = {
  'plaque_steps.household_id': '光荣牌办理',
  'plaque_cards.household_id': '光荣牌办理',
  'plaque_cards.household_person_id': '光荣牌办理',
  'plaque_statement_lines.household_id': '光荣牌对账单',
  'merit_reports.household_id': '喜报',
  'letter_items.household_id': '慰问信',
  'fact_households.household_id': '实绩',
  'person_merges.kept_id': '合并重复',
  'person_merges.merged_id': '合并重复',
  'person_merges.kept_household_id': '合并重复',
  'person_merges.merged_household_id': '合并重复',
  'person_distinctions.low_id': '认定不是同一人',
  'person_distinctions.high_id': '认定不是同一人',
}
