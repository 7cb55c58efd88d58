import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../../platform/client/api.tsx'
import { ButtonLink, ListRow, Panel } from '../../../../platform/ui/index.ts'
import { useOrg } from '../../ui/data.ts'

/** 待发启用码 of the security administrator, on 今日: people with a post who cannot come in before he gives them a code. */
export const WaitingToday = () => {
  const api = useOrg()
  const mayGive = useMay('security:write')
  const query = { waits: 'true', disabled: 'false', size: 20 } as const
  const list = useQuery({
    queryKey: ['org', 'people', 'waiting'],
    queryFn: () => api.people.list(query),
    enabled: mayGive,
  })
  const rows = list.data?.rows ?? []
  if (!mayGive || rows.length === 0) return null
  return (
    <Panel title="待发启用码" count={`${list.data?.total ?? rows.length} 人`}>
      <ul className="list">
        {rows.map(({ id, name, login, posts }) => (
          <ListRow
            key={id}
            title={`${name}（${login}）`}
            meta={`${posts.join('、') || '还没到任职日'}；核对本人后发启用码，他凭密码和启用码第一次登录`}
            act={
              <ButtonLink small href="/org?tab=posts&view=people&waits" aria-label={`给${name}发启用码`}>
                去发
              </ButtonLink>
            }
          />
        ))}
      </ul>
    </Panel>
  )
}
