import '../../ui/org.css'
import { useNavigate } from '@tanstack/react-router'
import type { Role } from '../../../../platform/acting.ts'
import { useRefreshSession, useSession } from '../../../../platform/client/api.tsx'
import { Button, Facts, PageHead, Panel, Tag } from '../../../../platform/ui/index.ts'
import { useOrg, useQuickSend } from '../../ui/data.ts'
import { ROLE_LABELS } from '../../ui/labels.ts'
import { ExportsPanel } from './ExportsPanel.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { ResetNotice } from './ResetNotice.tsx'
import { SignInsPanel } from './SignInsPanel.tsx'

/** 我的账号: my posts, my password, sign out. */
export const AccountPage = () => {
  const api = useOrg()
  const refresh = useRefreshSession()
  const navigate = useNavigate()
  const { person, acting, posts } = useSession()
  const actAs = useQuickSend(
    async ({ id }: { id: number; name: string }) => {
      await api.access.actAs({ postId: id })
      await refresh()
    },
    (_answer, { name }) => `现在以${name}办事。`,
  )
  const signOut = useQuickSend(
    async () => {
      await api.access.signOut()
      await refresh()
      await navigate({ to: '/' })
    },
    () => undefined,
  )
  return (
    <div className="stack">
      <PageHead title="我的账号" sub={person?.name}>
        <Button icon="leave" busy={signOut.busy} onClick={() => signOut.send(undefined)}>
          退出登录
        </Button>
      </PageHead>
      <ResetNotice />
      <div className="org-columns">
        <Panel title="在任岗位" count={`${posts.length} 个`} pad>
          <Facts
            facts={posts.map((post) => ({
              label: ROLE_LABELS[post.role as Role],
              value: (
                <span className="row wrap">
                  {post.name}
                  {post.id === acting?.id ? (
                    <Tag>正在用</Tag>
                  ) : (
                    <Button small busy={actAs.busy} onClick={() => actAs.send(post)}>
                      换到这个岗位
                    </Button>
                  )}
                </span>
              ),
            }))}
          />
          <p className="quiet small">岗位由安全管理员安排；不对的，找安全管理员。</p>
        </Panel>
        <Panel title="修改密码" pad>
          <PasswordForm onDone={refresh} />
        </Panel>
        <SignInsPanel />
        <ExportsPanel />
      </div>
    </div>
  )
}
