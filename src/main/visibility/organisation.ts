import {
  city,
  everybody,
  groupKeeperAt,
  inRange,
  isRole,
  officeAt,
  officeGives,
  officeInRange,
  officeKeepsPerson,
  ofSysadmin,
  person,
  regionOfUnit,
  type TableRule,
  unit,
} from './sights.ts'

/** Regions, units, posts, people, groups, the military side: who sees and keeps what stands in the organisation. */
export const ORGANISATION: Record<string, TableRule> = {
  // Organisation: everybody signed in.
  regions: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${isRole('office')} and ${inRange('path')}`)],
    may: ['insert', 'update'],
  },
  region_moves: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('from_parent_id')} and ${officeAt('to_parent_id')}`)],
    may: ['insert'],
  },
  unit_moves: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('from_region_id')} and ${officeAt('to_region_id')}`)],
    may: ['insert'],
  },
  region_changes: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('region_id'))],
    may: ['insert'],
  },
  region_change_parts: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      officeInRange(officeAt('(select c.region_id from region_changes c where c.id = region_change_parts.change_id)')),
    ],
    may: ['insert'],
  },
  region_former_names: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('region_former_names.region_id'))],
    may: ['insert'],
  },
  units: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      officeInRange(officeAt('region_id')),
      {
        means: 'a township or village post, for the leading groups of its place',
        sql: `kind = 'group' and ${groupKeeperAt('region_id')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  duties: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('(select u.region_id from units u where u.id = unit_id)'))],
    may: ['insert', 'update', 'delete'],
  },
  posts: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(`${officeAt('region_id')} and role not in ('sysadmin', 'secadmin', 'auditor')`)],
    may: ['insert', 'update'],
  },
  post_holders: {
    sees: [everybody],
    writes: [{ means: 'the security administrator, who appoints', sql: isRole('secadmin') }, officeGives('post_id')],
    may: ['insert', 'update'],
  },
  people: {
    sees: [everybody],
    writes: [
      ofSysadmin,
      { means: 'the person, for his own password', sql: `id = ${person}` },
      officeKeepsPerson,
      {
        means: 'the security administrator, for the passwords of administrators',
        sql: `${isRole('secadmin')} and exists (select 1 from post_holders h join posts p on p.id = h.post_id
          where h.person_id = people.id and p.role in ('sysadmin', 'secadmin', 'auditor'))`,
      },
    ],
    may: ['insert', 'update'],
    columns: [
      'id',
      'login',
      'name',
      'letters',
      'must_change_password',
      'needs_activation',
      'disabled_at',
      'created_at',
      'last_signed_in_at',
      'last_used_at',
      'closed_unused_at',
      'version',
    ],
  },
  own_counts: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('city_id'))],
    may: ['insert', 'update'],
  },
  group_papers: {
    sees: [everybody],
    writes: [{ means: 'whoever keeps the group', sql: groupKeeperAt(regionOfUnit('unit_id')) }],
    may: ['insert', 'update'],
  },
  group_members: {
    sees: [everybody],
    writes: [
      {
        means: 'whoever keeps the group',
        sql: groupKeeperAt(
          `(select u.region_id from group_papers g join units u on u.id = g.unit_id where g.id = paper_id)`,
        ),
      },
    ],
    may: ['insert', 'delete'],
  },
  liaisons: {
    sees: [
      {
        means: 'who does business in the same city; of troops only their own unit',
        sql: `${isRole('liaison', 'station', 'troop', 'leader')} and city_id = ${city} and (unit_id = ${unit}
          or exists (select 1 from units u where u.id = unit_id and u.kind <> 'troop'))`,
      },
      { means: 'the offices of the city', sql: `${isRole('office')} and city_id = ${city}` },
    ],
    writes: [
      officeInRange(officeAt(regionOfUnit('unit_id'))),
      { means: 'the unit itself', sql: `${isRole('liaison', 'station', 'troop')} and unit_id = ${unit}` },
    ],
    may: ['insert', 'update'],
  },
  invitations: {
    sees: [
      { means: 'system and security administrators', sql: isRole('sysadmin', 'secadmin') },
      officeInRange(officeAt('(select q.region_id from posts q where q.id = invitations.post_id)')),
    ],
    writes: [officeGives('invitations.post_id')],
    may: ['insert', 'update'],
    columns: [
      'id',
      'city_id',
      'post_id',
      'person_name',
      'expires_on',
      'created_at',
      'created_post_id',
      'used_at',
      'used_person_id',
      'revoked_at',
      'needs_approval',
      'version',
    ],
  },
  // 军地合署: which body faces which place bears published names; who stands above a troop unit is narrower.
  military_bodies: {
    sees: [everybody],
    writes: [ofSysadmin, officeInRange(officeAt('military_bodies.region_id'))],
    may: ['insert', 'update'],
  },
  military_superiors: {
    sees: [
      ofSysadmin,
      officeInRange(officeAt(regionOfUnit('military_superiors.unit_id'))),
      {
        means: 'a military unit, for itself and the units directly under it',
        sql: `${isRole('troop')} and ${unit} in (unit_id, superior_id)`,
      },
      {
        means: 'a military body (军分区, 人武部), for the units of its place and below',
        sql: `${isRole('troop')} and exists (select 1 from units b where b.id = ${unit} and b.kind = 'member')
          and exists (select 1 from units o join regions k on k.id = o.region_id
            where o.id = military_superiors.unit_id and ${inRange('k.path')})`,
      },
    ],
    writes: [ofSysadmin, officeInRange(officeAt(regionOfUnit('military_superiors.unit_id')))],
    may: ['insert', 'update'],
  },
}
