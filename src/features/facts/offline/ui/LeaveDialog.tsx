import { ConfirmDialog } from '../../../../platform/ui/index.ts'

/** 退出登录 while something waits here: how many, and that they go. */
export const LeaveDialog = ({
  unsent,
  onLeave,
  onClose,
}: {
  unsent: number
  onLeave: () => void
  onClose: () => void
}) => (
  <ConfirmDialog
    open
    danger
    title={`还有 ${unsent} 条没有发送`}
    verb="退出并清除"
    leave="先不退出"
    onDo={onLeave}
    onClose={onClose}
  >
    这部手机上有 {unsent} 条记录没有发送或被退回，退出登录会把它们连同照片一起清除，找不回来。联网发完再退出。
  </ConfirmDialog>
)
