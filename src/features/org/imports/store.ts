import { sql } from 'kysely'
import type { Acting, Role } from '../../../platform/acting.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { UnitKind, UnitSide } from '../units/rules.ts'
import { type Ground, keyOf } from './rules.ts'

/** Everything a sheet is judged against: what stands in the acting post's sub-tree. */
export const readGround = async (tx: Tx, acting: Acting, today: string): Promise<Ground> => {
  const range = `${acting.regionPath}%`
  const places = await tx
    .selectFrom('regions')
    .select(['id', 'code', 'name', 'short_name as shortName', 'level', 'parent_id as parentId'])
    .where('path', 'like', range)
    .where('to_on', 'is', null)
    .execute()
  const codes = await tx.selectFrom('regions').select('code').execute()
  const units = await tx
    .selectFrom('units as u')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['u.id', 'u.name', 'u.kind', 'u.side', 'u.region_id as regionId'])
    .where('r.path', 'like', range)
    .where('u.closed_on', 'is', null)
    .execute()
  const posts = await tx
    .selectFrom('posts as p')
    .innerJoin('units as u', 'u.id', 'p.unit_id')
    .innerJoin('regions as r', 'r.id', 'u.region_id')
    .select(['p.id', 'p.name', 'p.role', 'u.name as unitName', 'u.region_id as regionId'])
    .where('r.path', 'like', range)
    .where('p.closed_on', 'is', null)
    .execute()
  const named = await sql<{ post: number; name: string }>`
    select h.post_id as post, e.name from post_holders h join people e on e.id = h.person_id
      where h.to_on is null or h.to_on > ${today}
    union select i.post_id, i.person_name from invitations i
      where i.used_at is null and i.revoked_at is null and i.expires_on >= ${today}`.execute(tx)
  return {
    places,
    codes: new Set(codes.map(({ code }) => code)),
    units: new Map(
      units.map(({ id, name, kind, side, regionId }) => [
        keyOf(regionId, name),
        { id, kind: kind as UnitKind, side: side as UnitSide },
      ]),
    ),
    posts: new Map(
      posts.map(({ id, name, role, unitName, regionId }) => [
        keyOf(regionId, unitName, name),
        { id, role: role as Role },
      ]),
    ),
    named: new Set(named.rows.map(({ post, name }) => keyOf(post, name))),
    cityId: acting.cityId,
  }
}

/** The file as it was uploaded by the acting post; undefined where it is gone or somebody else's. */
export const findUpload = (tx: Tx, fileId: number) =>
  tx
    .selectFrom('files')
    .select(['id', 'name', 'sha256'])
    .where('id', '=', fileId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
