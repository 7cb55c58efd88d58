import { useEffect } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { Button, Dialog, formatDay, Note } from '../../../../platform/ui/index.ts'
import type { InvitationSlip } from '../contract.ts'

/** Slips with codes, shown once: bundled by township, cut along the lines on A4. */
export const Slips = ({ slips, onClose }: { slips: readonly InvitationSlip[]; onClose: () => void }) => {
  const { today, cityName } = useSession()
  // Only the slips are printed; by a class, since older kernels cannot ask a page what it contains.
  useEffect(() => {
    document.body.classList.add('with-slips')
    return () => document.body.classList.remove('with-slips')
  }, [])
  const bundles = [...new Set(slips.map(({ bundle }) => bundle))]
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`邀请单 ${slips.length} 张`}
      footer={
        <>
          <Button kind="primary" onClick={() => window.print()}>
            打印邀请单
          </Button>
          <Button onClick={onClose}>已经打印或抄下</Button>
        </>
      }
    >
      <Note kind="due">邀请码只显示这一次，先打印或抄下再关闭。丢了的，在邀请列表里重发。</Note>
      {slips.some(({ waits }) => waits) ? (
        <Note>邀请已报安全管理员批准，批准后邀请码才能用；批准前先不要发给本人。批没批准，在邀请列表和消息里看。</Note>
      ) : null}
      <div className="org-slips">
        {bundles.map((bundle) => (
          <section key={bundle} aria-label={bundle}>
            <h3>{bundle}</h3>
            {slips
              .filter((slip) => slip.bundle === bundle)
              .map(({ id, personName, postName, unitName, code, expiresOn }) => (
                <div key={id} className="org-slip">
                  <b>{cityName ?? ''}双拥办业务系统 · 邀请单</b>
                  <span>
                    {personName}　{unitName}　{postName}
                  </span>
                  <code className="org-password">{code}</code>
                  <span className="small">
                    打开登录页的“用邀请码加入”，填上面的邀请码。{formatDay(expiresOn, today)}
                    当天为止有效，只能用一次，不要转给别人。加入后系统要启用码的，向安全管理员要。
                  </span>
                </div>
              ))}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
