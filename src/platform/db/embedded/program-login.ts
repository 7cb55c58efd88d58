import type pg from 'pg'

/** The login that the running program connects with. */
export const PROGRAM = 'tongxin_program'

const OTHERS = `owner <> '${PROGRAM}'`

/**
 * Gives database, schema and everything in it to the program's own login, which has no right on the server beside them: no
 * superuser, none past row policies, no roles, no databases, no replication. Objects of an earlier version's superuser change
 * hands; where all is so already, nothing is written but the password. Safe to run at every start.
 * @param password of that login, base64url
 */
export const handOver = async (client: pg.ClientBase, password: string): Promise<void> => {
  if (!/^[\w-]{20,}$/.test(password)) throw new Error('the password of the program is not as it was drawn')
  await client.query(`do $$ declare o record; begin
    if not exists (select from pg_roles where rolname = '${PROGRAM}') then create role ${PROGRAM}; end if;
    if not exists (select from pg_roles where rolname = 'tongxin_app') then create role tongxin_app nologin; end if;
    alter role ${PROGRAM} login nosuperuser nobypassrls nocreaterole nocreatedb noreplication password '${password}';
    if not pg_has_role('${PROGRAM}', 'tongxin_app', 'member') then grant tongxin_app to ${PROGRAM}; end if;
    for o in
      select format('alter database %I owner to ${PROGRAM}', name) as said from (select datname as name,
        pg_get_userbyid(datdba) as owner from pg_database where datname = current_database()) d where ${OTHERS}
      union all select 'alter schema public owner to ${PROGRAM}' from (select pg_get_userbyid(nspowner) as owner
        from pg_namespace where nspname = 'public') s where ${OTHERS}
      union all select format('alter table public.%I owner to ${PROGRAM}', name) from (select relname as name,
        pg_get_userbyid(relowner) as owner from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')) t where ${OTHERS}
      union all select format('alter sequence public.%I owner to ${PROGRAM}', name) from (select relname as name,
        pg_get_userbyid(relowner) as owner from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'S'
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))) q where ${OTHERS}
      union all select format('alter routine %s owner to ${PROGRAM}', name) from (select oid::regprocedure as name,
        pg_get_userbyid(proowner) as owner from pg_proc where pronamespace = 'public'::regnamespace) f where ${OTHERS}
    loop execute o.said; end loop;
  end $$`)
}
