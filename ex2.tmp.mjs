import pg from 'pg'
import { readFileSync } from 'node:fs'
const a = JSON.parse(readFileSync((process.argv[2])+'/postgres-access.json'))
const c = new pg.Client({ host: '127.0.0.1', ...a, database: 'tongxin' })
await c.connect()
const p = (await c.query("select po.id, po.unit_id, po.region_id, r.path from posts po join regions r on r.id=po.region_id where po.role='office' order by po.id limit 1")).rows[0]
const texts = (await c.query("select pg_get_functiondef('sees_words'::regproc) d")).rows[0].d
const cond = texts.slice(texts.indexOf('matters.id = matter and ')+24, texts.lastIndexOf(');')) 
const run = async (label, setup) => {
  await c.query('begin'); for (const s of setup) await c.query(s)
  await c.query('set local role tongxin_app')
  await c.query(`select set_config('tx.person','1',true), set_config('tx.post',$1,true), set_config('tx.unit',$2,true), set_config('tx.role','office',true), set_config('tx.scope',$3,true), set_config('tx.city','2',true)`, [String(p.id), String(p.unit_id), p.path])
  for (const sql of [`select count(*) from matter_entries where matter_id between 1000 and 6000`, `select id from matter_nodes where matter_id = 5000`]) {
    const out=[]; for (let i=0;i<5;i++) { const r = await c.query('explain (analyze, summary, timing off) ' + sql); const l = r.rows.map((x) => x['QUERY PLAN']); out.push([+l.at(-2).match(/[\d.]+/)[0], +l.at(-1).match(/[\d.]+/)[0]]) }
    out.sort((x,y)=>x[1]-y[1]); console.log(label, sql.slice(0,60), 'plan/exec', out[2])
  }
  await c.query('rollback')
}
console.log((await c.query("select count(*) from matter_entries where matter_id between 1000 and 6000")).rows)
const inline = (t) => `alter policy ${t}_select on ${t} using (exists (select 1 from matter_texts t where t.matter_id = ${t}.matter_id))`
const textsInline = `alter policy matter_texts_select on matter_texts using (exists (select 1 from matters m where m.id = matter_texts.matter_id and true))`
const fn = (lang, body) => `create or replace function sees_words(matter integer) returns boolean language ${lang} stable security definer cost 40 as $b$ ${body} $b$`
await run('function', [])
await run('inline', [textsInline, inline('matter_entries'), inline('matter_nodes')])
const simple = cond
await run('fn-rec', [fn('plpgsql', readFileSync('/tmp/body.sql','utf8'))])
await c.end()
