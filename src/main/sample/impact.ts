import { recordImpact } from '../../features/org/index.ts'
import type { Stage } from './stage.ts'

/** The city's office assessed what the register does with sensitive data before it began. */
export const layImpact = async (stage: Stage): Promise<void> => {
  const assessedOn = stage.day(-220)
  await recordImpact(stage.at('sby', { day: stage.day(-219), minute: 600 }), {
    functions: ['closed-persons', 'medical-help', 'scans', 'minors', 'photos'],
    what: '登记优抚对象和家庭，用于悬挂光荣牌、送喜报和慰问信、走访联系和帮扶；身份证号、电话、银行账号、住址、证件号封存保存；挂牌、送喜报留照片或签字单作凭证。',
    necessity: '办理优待抚恤是法定职责；只收办理必需的项目，业务主管部门的系统仍是待遇的依据。',
    risks: '号码外泄会造成诈骗和骚扰；健康情况外泄会伤害当事人；未成年人的信息更敏感。',
    measures:
      '进库前加密，默认遮盖，写明理由才能看并逐次留痕；按辖区和岗位限制范围；到期清除并销毁密钥；导出另行确认。',
    assessedBy: '市双拥办会同网信、法制岗位',
    assessedOn,
    fileId: null,
  })
}
