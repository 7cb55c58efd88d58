import pg from 'pg'
import { readFileSync } from 'node:fs'
const a = JSON.parse(readFileSync((process.argv[2])+'/postgres-access.json'))
const c = new pg.Client({ host: '127.0.0.1', ...a, database: 'tongxin' })
await c.connect()
const p = (await c.query("select po.id, po.unit_id, po.region_id, r.path from posts po join regions r on r.id=po.region_id where po.role='office' order by po.id limit 1")).rows[0]; console.log(p)
const id = (await c.query("select max(id) as id from matters where state='running'")).rows[0].id
const inline = `exists (select 1 from matter_texts t where t.matter_id = X.matter_id and exists (select 1 from matters m where m.id = t.matter_id))`
await c.query('begin'); await c.query('set local role tongxin_app')
await c.query(`select set_config('tx.person','1',true), set_config('tx.post',$1,true), set_config('tx.unit',$2,true), set_config('tx.role','office',true), set_config('tx.scope',$3,true), set_config('tx.city','2',true)`, [String(p.id), String(p.unit_id), p.path])
for (const sql of [
 `select matter_id, count(*) from matter_nodes where matter_id = any('{${id}}') group by 1`,
 `select m.id from matters m where m.id = ${id}`,
 `select m.id, t.title from matters m left join matter_texts t on t.matter_id = m.id where m.id = ${id}`,
 `select id, matter_id from matter_requests where matter_id = any('{${id}}')`,
 `select id, matter_id from matter_requests where state='open'`,
 `select count(*) from matter_entries where matter_id between 1000 and 30000`,
 `select f.id, u.name from matter_files mf join files f on f.id = mf.file_id join units u on u.id = f.unit_id where mf.matter_id = ${id}`]) {
  for (let i=0;i<3;i++) await c.query(sql)
  const pl=[], ex=[]
  for (let i=0;i<7;i++) { const r = await c.query('explain (analyze, summary, timing off) ' + sql); const l = r.rows.map((x) => x['QUERY PLAN']); pl.push(+l.at(-2).match(/[\d.]+/)[0]); ex.push(+l.at(-1).match(/[\d.]+/)[0]) }
  const med=(x)=>x.sort((a,b)=>a-b)[3]
  console.log(sql.slice(0,90), 'plan', med(pl), 'exec', med(ex))
}
await c.end()
