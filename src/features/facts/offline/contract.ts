import * as z from 'zod'
import { endpoint } from '../../../platform/http/contract.ts'
import { RecordFact } from '../contract.ts'

/** A record that waited on a phone, under the key it was given there; sent again, it is the same record. */
export const Arrival = RecordFact.omit({
  isDraft: true,
  channel: true,
  replacesId: true,
  isOtherKindMeant: true,
}).extend({
  key: z.string().min(16, { error: '记录的编号不完整，刷新页面再发。' }).max(100),
})
export type Arrival = z.output<typeof Arrival>

/** `isEarlier`: it had arrived before, and nothing was written now. `said`: that it is marked 迟录 or 补记; empty where it is not. */
export const Arrived = z.object({ id: z.number(), code: z.string(), isEarlier: z.boolean(), said: z.string() })

export const offline = {
  arrive: endpoint('facts:write')
    .route({ method: 'POST', path: '/facts/arrivals', summary: '收下待发送的一条实绩' })
    .input(Arrival)
    .output(Arrived),
}
