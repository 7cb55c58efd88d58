import type { IconName } from '../../../platform/ui/index.ts'
import type { Found, FoundKind } from '../contract.ts'

export const FOUND_LABELS: Record<FoundKind, string> = {
  matter: '事项',
  fact: '实绩',
  unit: '单位',
  post: '岗位',
  person: '人员',
  household: '底册',
  merit: '喜报',
  document: '来文',
  clause: '条款',
}

export const FOUND_ICONS: Record<FoundKind, IconName> = {
  matter: 'matter',
  fact: 'fact',
  unit: 'org',
  post: 'user',
  person: 'user',
  household: 'register',
  merit: 'register',
  document: 'doc',
  clause: 'doc',
}

/** The page on which the thing stands open. */
export const hrefOf = ({ kind, id, span, within }: Found): string => {
  if (kind === 'matter') return `/matters?light=any&open=${id}`
  if (kind === 'fact') return `/facts?open=${id}`
  if (kind === 'unit') return `/org?tab=units&open=${id}`
  if (kind === 'post') return `/org?tab=posts&open=${id}`
  if (kind === 'person') return `/org?tab=posts&open=${within}`
  if (kind === 'household') return `/registers?open=${within}`
  if (kind === 'merit') return `/registers/merit-reports?open=${id}`
  if (kind === 'document') return `/sources/${id}`
  return span ? `/sources/${within}?from=${span.join('-')}` : `/sources/${within}`
}

/** The page with everything of a kind that answers. */
export const allHref = (kind: FoundKind, typed: string): string => {
  const q = encodeURIComponent(typed)
  if (kind === 'matter') return `/matters?light=any&q=${q}`
  if (kind === 'fact') return `/facts?q=${q}`
  if (kind === 'unit') return `/org?tab=units&q=${q}`
  if (kind === 'post' || kind === 'person') return `/org?tab=posts&q=${q}`
  if (kind === 'household') return `/registers?q=${q}`
  if (kind === 'merit') return `/registers/merit-reports?q=${q}`
  return `/sources?q=${q}`
}
