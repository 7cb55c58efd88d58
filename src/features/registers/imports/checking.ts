import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { CATEGORIES } from '../households/words.ts'
import { SHEET_LINES } from './staging.ts'

const MOST_FAULTS = 20_000

/** The line as its sheet numbers it. */
const shown = (column: string) => sql<number>`(${sql.ref(column)} % ${sql.lit(SHEET_LINES)})`
/** 第 2 张表, of a file with more than one; nothing of a file with one. */
const sheetOf = (column: string, id: number) => sql<string>`(case
  when (select max(line) from register_import_rows where import_id = ${id}) < ${sql.lit(SHEET_LINES)} then ''
  else '第 ' || (${sql.ref(column)} / ${sql.lit(SHEET_LINES)} + 1) || ' 张表' end)`
/** 第 3 行, of a file with more than one sheet 第 2 张表第 3 行. */
const lineOf = (column: string, id: number) =>
  sql<string>`(${sheetOf(column, id)} || '第 ' || ${shown(column)} || ' 行')`

const duplicates = async (tx: Tx, id: number, what: 'resident_digest' | 'person'): Promise<void> => {
  const by = what === 'person' ? sql`region_id, name, birth_year, birth_month, household_mark` : sql`resident_digest`
  const of =
    what === 'person' ? sql`resident_digest is null and birth_year is not null` : sql`resident_digest is not null`
  const words = what === 'person' ? '是同一人，删去一行。' : '的身份证号相同，删去一行。'
  await sql`
    with twice as (select line, first from (select line, min(line) over (partition by ${by}) as first
        from register_import_rows where import_id = ${id} and ${of}) d where first <> line),
    marked as (update register_import_rows r set state = 'wrong' from twice
        where r.import_id = ${id} and r.line = twice.line returning r.line, twice.first)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, ${what === 'person' ? '姓名' : '身份证号'}, '和' || ${lineOf('first', id)} || ${words}, true
      from marked order by line limit ${MOST_FAULTS}`.execute(tx)
}

/** Each staged row of a state with the digests by which its number may stand in the register. */
const numbersOf = (id: number, state: 'new' | 'known') => sql`(
  select line, resident_digest as digest from register_import_rows
    where import_id = ${id} and state = ${state} and resident_digest is not null
  union all select line, older from register_import_rows, unnest(older_digests) older
    where import_id = ${id} and state = ${state})`

/**
 * Rows whose person stands in the register of the place already: by resident number, or, where the sheet gives none, by name,
 * birth and village. They are passed over; the register is never written over by a sheet.
 */
export const markKnown = async (tx: Tx, { id, path }: { id: number; path: string }): Promise<void> => {
  const end = `${path.slice(0, -1)}/`
  await sql`update register_import_rows r set state = 'known', household_id = p.household_id from household_persons p
    join ${numbersOf(id, 'new')} n on p.resident_digest = n.digest
    where r.import_id = ${id} and r.line = n.line and p.state = 'present'
      and p.region_path >= ${path} and p.region_path < ${end}`.execute(tx)
  await sql`update register_import_rows r set state = 'known', household_id = p.household_id from household_persons p
    where r.import_id = ${id} and r.state = 'new' and r.resident_digest is null and p.state = 'present'
      and p.region_path = r.region_path and p.name = r.name and p.birth_year = r.birth_year
      and coalesce(p.birth_month, r.birth_month, 0) = coalesce(r.birth_month, p.birth_month, 0)`.execute(tx)
}

/**
 * Rows whose person is registered here as dead, or as moved away from this very village, and stands nowhere else in the place: an old
 * roster sent again. Nobody comes back to life by a sheet; whoever lives is taken up again on his own page.
 */
export const markEnded = async (tx: Tx, { id, path }: { id: number; path: string }): Promise<void> => {
  const end = `${path.slice(0, -1)}/`
  const isEnded = sql`(p.state = 'deceased' or p.state = 'moved' and p.region_path = r.region_path)
    and p.region_path >= ${path} and p.region_path < ${end}`
  await sql`
    with ended as (
      select r.line, p.state, p.ended_on, '身份证号' as header from register_import_rows r
        join ${numbersOf(id, 'new')} n on n.line = r.line
        join household_persons p on p.resident_digest = n.digest and ${isEnded} where r.import_id = ${id} and r.state = 'new'
      union all
      select r.line, p.state, p.ended_on, '姓名' from register_import_rows r
        join household_persons p on p.region_path = r.region_path and p.name = r.name and p.birth_year = r.birth_year
          and coalesce(p.birth_month, r.birth_month, 0) = coalesce(r.birth_month, p.birth_month, 0)
          and (p.resident_digest is null or r.resident_digest is null) and ${isEnded}
        where r.import_id = ${id} and r.state = 'new'),
    latest as (select distinct on (line) * from ended order by line, ended_on desc, header desc),
    marked as (update register_import_rows r set state = 'wrong' from latest
      where r.import_id = ${id} and r.line = latest.line returning r.line, latest.state, latest.ended_on, latest.header)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, header, '底册里登记为 ' || to_char(ended_on, 'YYYY-MM-DD') || ' '
        || case state when 'deceased' then '去世' else '迁出' end
        || '，没有重新登记。确是这样就删去这一行；登记错了或人已回来，先在那一户的页面上恢复在册。', true
      from marked order by line limit ${MOST_FAULTS}`.execute(tx)
}

/** Rows held already that say something else than the register: named by their columns, and changed in nothing. */
const markDiffering = async (tx: Tx, { id, path }: { id: number; path: string }): Promise<void> => {
  const end = `${path.slice(0, -1)}/`
  await sql`
    with said as (
      select r.line, concat_ws('、', case when p.name <> r.name then '姓名' end,
        case when r.categories <> '{}' and not (p.categories @> r.categories and r.categories @> p.categories) then '对象类别' end,
        case when p.joined_year <> r.joined_year then '入伍年份' end, case when p.left_year <> r.left_year then '退役年份' end,
        case when p.discharge <> r.discharge then '退役方式' end, case when p.care <> r.care then '优抚状态' end,
        case when p.benefit_code <> r.benefit_code then '待遇代码' end,
        case when p.region_path <> r.region_path then '所在村' end) as columns
      from register_import_rows r join ${numbersOf(id, 'known')} n on n.line = r.line
        join household_persons p on p.resident_digest = n.digest and p.state = 'present'
          and p.region_path >= ${path} and p.region_path < ${end}
      where r.import_id = ${id}),
    marked as (update register_import_rows r set state = 'differ' from said
      where r.import_id = ${id} and r.line = said.line and said.columns <> '' returning r.line, said.columns)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, '', '已在册，与底册不同的有：' || columns || '。底册没有改，核对后逐项更正。', false
      from marked order by line limit 2000`.execute(tx)
}

/**
 * Rows of two heads under one mark and place: of a family that the sheet names by its head alone, two families of one name. Whose wife
 * and children are whose nobody can say, so that the whole group waits for a 户号. A head whose own line is wrong is one of them: left
 * out, his family would go to the other.
 */
const markTwoHeads = async (tx: Tx, id: number): Promise<void> => {
  await sql`
    with crowded as (select region_id, household_mark, array_agg(line order by line) filter (where relation = 'head') as heads
        from register_import_rows where import_id = ${id} and region_id is not null and household_mark <> ''
        group by 1, 2 having count(distinct coalesce(encode(resident_digest, 'hex'),
          concat_ws('/', name, birth_year, birth_month))) filter (where relation = 'head') > 1),
    marked as (update register_import_rows r set state = 'wrong' from crowded c
      where r.import_id = ${id} and r.state = 'new' and r.region_id = c.region_id and r.household_mark = c.household_mark
      returning r.line, c.heads[1] as first, c.heads[2] as second)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, '户号', '这一户有两位户主（' || ${lineOf('first', id)} || '和' || ${lineOf('second', id)}
        || '）。是同名的两户，每户填一个户号；是一户，只留一位户主。', true from marked order by line limit ${MOST_FAULTS}`.execute(
    tx,
  )
}

/**
 * Families of the file of which nobody is registered yet, put into the one of the register that bears their head's name in the village:
 * those without their head's own line into the family that he heads; those with it where he alone was missing, because his line was
 * wrong when the others came in (改好再传). Nobody chooses between two.
 */
const joinRegisteredHeads = async (tx: Tx, id: number): Promise<void> => {
  await sql`
    with families as (select region_id, household_mark, min(head_name collate "C") as head, bool_or(relation = 'head') as has_head
        from register_import_rows where import_id = ${id} and state <> 'wrong' and region_id is not null group by 1, 2
        having bool_and(state = 'new')),
    named as (select f.*, h.id as home, count(*) over (partition by f.region_id, f.household_mark) as homes,
          count(*) over (partition by h.id) as claims
        from families f join households h on h.region_id = f.region_id and h.head_name = f.head and h.state = 'present'
        where not f.has_head or not exists (select 1 from household_persons p
          where p.household_id = h.id and p.relation = 'head' and p.state <> 'merged')),
    split as (update register_import_rows r set state = 'wrong' from (select distinct region_id, household_mark from named
        where homes > 1 or has_head and claims > 1) n
      where r.import_id = ${id} and r.state = 'new' and r.region_id = n.region_id and r.household_mark = n.household_mark
        returning r.line),
    joined as (update register_import_rows r set household_id = n.home from named n
      where r.import_id = ${id} and r.state = 'new' and r.region_id = n.region_id and r.household_mark = n.household_mark
        and n.homes = 1 and not (n.has_head and n.claims > 1))
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, '户主姓名', '底册里这个村有户主同名的家庭，分不清是哪一户，在那一户的页面上登记家人。', true
      from split limit ${MOST_FAULTS}`.execute(tx)
}

/** A new head in a family of the register that has one: two would stand there. */
const markSecondHeads = async (tx: Tx, id: number): Promise<void> => {
  await sql`
    with marked as (update register_import_rows r set state = 'wrong'
      where r.import_id = ${id} and r.state = 'new' and r.relation = 'head' and r.household_id <> r.home_id
        and exists (select 1 from household_persons p where p.household_id = r.household_id and p.relation = 'head'
          and p.state = 'present') returning r.line)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, '与户主关系', '这一户在底册里已有户主。换了户主的，先在底册里更正原户主；是另一户的，每户填一个户号。',
        true from marked order by line limit ${MOST_FAULTS}`.execute(tx)
}

/** How many new households have a head who stands neither in the file nor in the register. */
export const countHeadless = async (tx: Tx, id: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select r.household_id from register_import_rows r left join households h on h.id = r.household_id
      where r.import_id = ${id} and r.state = 'new' and h.id is null
      group by r.household_id having not bool_or(r.relation = 'head')) headless`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Puts rows into households: the one in which somebody of theirs stands, or a new one for each mark of a village. */
export const assignHouseholds = async (tx: Tx, id: number): Promise<void> => {
  // Told anew when the file is taken in: a family may have ended since it was checked.
  await sql`update register_import_rows set household_id = home_id
    where import_id = ${id} and state = 'new' and household_id <> home_id`.execute(tx)
  await sql`
    with homes as (select region_id, household_mark, min(household_id) as home, count(distinct household_id) as homes
        from register_import_rows where import_id = ${id} and state in ('known', 'differ') group by 1, 2),
    split as (update register_import_rows r set state = 'wrong' from homes
      where r.import_id = ${id} and r.state = 'new' and r.region_id = homes.region_id
        and r.household_mark = homes.household_mark and homes.homes > 1 returning r.line)
    insert into register_import_faults (import_id, line, sheet, header, words, is_wrong)
      select ${id}, line, ${sheetOf('line', id)}, '户号', '这一户的人在底册里分在两户，核对户号或户主姓名。', true from split limit ${MOST_FAULTS}`.execute(
    tx,
  )
  // A mark has one number for its household from the reading on: only those that stand in the register already get another.
  await sql`
    with homes as (select region_id, household_mark, min(household_id) as home
        from register_import_rows where import_id = ${id} and state in ('known', 'differ') group by 1, 2)
    update register_import_rows r set household_id = homes.home from homes
      where r.import_id = ${id} and r.state = 'new' and r.region_id = homes.region_id
        and r.household_mark = homes.household_mark and r.household_id <> homes.home`.execute(tx)
  await markSecondHeads(tx, id)
  await joinRegisteredHeads(tx, id)
}

export type Counts = {
  rows: number
  fresh: number
  known: number
  differ: number
  wrong: number
  households: number
}

export const countStaged = async (tx: Tx, id: number): Promise<Counts> => {
  const { rows } =
    await sql<Counts>`select count(*)::int as rows, (count(*) filter (where state = 'new'))::int as fresh,
      (count(*) filter (where state in ('known', 'differ')))::int as known,
      (count(*) filter (where state = 'differ'))::int as differ, (count(*) filter (where state = 'wrong'))::int as wrong,
      (select count(distinct f.household_id)::int from register_import_rows f left join households h on h.id = f.household_id
        where f.import_id = ${id} and f.state = 'new' and h.id is null) as households
    from register_import_rows where import_id = ${id}`.execute(tx)
  return rows[0] as Counts
}

/** Checks the staged rows of an import against each other and the register, set by set. */
export const checkStaged = async (tx: Tx, of: { id: number; path: string }): Promise<Counts> => {
  await duplicates(tx, of.id, 'resident_digest')
  await duplicates(tx, of.id, 'person')
  await markKnown(tx, of)
  await markEnded(tx, of)
  await markDiffering(tx, of)
  await markTwoHeads(tx, of.id)
  await assignHouseholds(tx, of.id)
  return countStaged(tx, of.id)
}

/**
 * Makes households and persons of the staged rows; answers what was made, and the digest over number and version of every row.
 */
export const takeStaged = async (
  tx: Tx,
  { id, cityId, at }: { id: number; cityId: number; at: string },
): Promise<{ households: number; persons: number; contentHash: string | null; touched: number[] }> => {
  const order = `{${CATEGORIES.join(',')}}`
  const touched = await sql<{ id: number }>`select distinct h.id from households h join register_import_rows r
    on r.household_id = h.id where r.import_id = ${id} and r.state = 'new'`.execute(tx)
  const isFresh = sql`f.import_id = ${id} and f.state = 'new' and not exists (select 1 from households h where h.id = f.household_id)`
  const households = await sql`
    with classes as (select household_id, array_agg(c order by array_position(${order}::text[], c)) as classes
      from (select distinct f.household_id, unnest(f.categories) as c from register_import_rows f where ${isFresh}) d group by 1)
    insert into households (id, city_id, region_id, region_path, head_name, address_sealed, address_key, categories,
        person_count, import_id, made_at)
      select f.household_id, ${cityId}, min(f.region_id), min(f.region_path collate "C"),
        (array_agg(f.head_name order by f.relation <> 'head', f.line))[1],
        (array_agg(f.address_sealed order by f.line) filter (where f.address_key is not null))[1],
        (array_agg(f.address_key order by f.line) filter (where f.address_key is not null))[1],
        coalesce(min(c.classes), '{}'), count(*), ${id}, ${at}
      from register_import_rows f left join classes c using (household_id) where ${isFresh}
      group by f.household_id order by f.household_id`.execute(tx)
  const persons =
    await sql`insert into household_persons (id, household_id, city_id, region_path, name, relation, gender,
      birth_year, birth_month, categories, kin, joined_year, left_year, discharge, care, benefit_code, guardian_basis,
      guardian, guardian_on, resident_sealed, resident_key, resident_digest, phone_sealed, phone_key, phone_digest, bank_sealed, bank_key, import_id, import_line, made_at)
    select r.row_id, r.household_id, ${cityId}, h.region_path, r.name, r.relation, r.gender, r.birth_year, r.birth_month,
      r.categories, r.kin, r.joined_year, r.left_year, r.discharge, r.care, r.benefit_code, r.guardian_basis, r.guardian,
      r.guardian_on, r.resident_sealed, r.resident_key,
      r.resident_digest, r.phone_sealed, r.phone_key, r.phone_digest, r.bank_sealed, r.bank_key, ${id},
      ${shown('r.line')}, ${at}
    from register_import_rows r join households h on h.id = r.household_id
    where r.import_id = ${id} and r.state = 'new'`.execute(tx)
  await sql`insert into person_honours (household_person_id, city_id, grade, year)
    select r.row_id, ${cityId}, split_part(h, ':', 1), split_part(h, ':', 2)::smallint
    from register_import_rows r, unnest(r.honours) h where r.import_id = ${id} and r.state = 'new'`.execute(tx)
  await sql`insert into person_certificates (id, household_person_id, city_id, kind, number_sealed, number_key, number_digest)
    select r.certificate_id, r.row_id, ${cityId}, r.certificate_kind, r.number_sealed, r.number_key, r.number_digest
    from register_import_rows r where r.import_id = ${id} and r.state = 'new' and r.certificate_id is not null`.execute(
    tx,
  )
  const hash = await sql<{
    hash: string | null
  }>`select encode(sha256(convert_to(string_agg(one, ',' order by one), 'UTF8')),
      'hex') as hash from (select 'h' || id || ':' || version as one from households where import_id = ${id}
      union all select 'p' || id || ':' || version from household_persons where import_id = ${id}) made`.execute(tx)
  return {
    households: Number(households.numAffectedRows ?? 0),
    persons: Number(persons.numAffectedRows ?? 0),
    contentHash: hash.rows[0]?.hash ?? null,
    touched: touched.rows.map((row) => row.id),
  }
}
