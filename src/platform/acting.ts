/** Roles of a post. 考评组 comes with the assessment room. */
export const ROLES = ['office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** Who acts: a person through one post. Ids are row ids; `regionPath` is the materialised path of the post's region. */
export type Acting = {
  personId: number
  personName: string
  postId: number
  postName: string
  role: Role
  unitId: number
  unitName: string
  regionId: number
  regionPath: string
  cityId: number
}
