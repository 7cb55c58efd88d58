-- 待批: what one administrator prepares and another approves (docs/adr/0033). Off in the sample city alone.
alter table sign_in_rules add column needs_approval boolean not null default true;
update sign_in_rules set needs_approval = false
where exists (select 1 from settings where key = 'city-mode' and value ->> 'kind' = 'sample');

create table approvals (
  id integer generated always as identity primary key,
  kind text not null,
  content jsonb not null,                                       -- what is carried out, as its kind reads it
  basis jsonb not null,                                         -- what it was asked on: version of the post, its holders
  shown jsonb not null,                                         -- what the approver reads
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),       -- SHA-256 over all of it
  concerns integer[] not null,                                  -- people it concerns: none of them decides
  asked_person_id integer not null references people,
  asked_post_id integer not null references posts,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'approved', 'refused', 'withdrawn')),
  decided_person_id integer references people,
  decided_post_id integer references posts,
  decided_at timestamptz,
  reason text check (char_length(reason) between 1 and 500),
  constraint approval_lasts_seven_days check (expires_at <= asked_at + interval '7 days'),
  constraint approval_by_another check (state not in ('approved', 'refused')
    or (decided_person_id <> asked_person_id and not decided_person_id = any (concerns))),
  constraint asker_unconcerned check (not asked_person_id = any (concerns)),
  constraint withdrawn_by_its_asker check (state <> 'withdrawn' or decided_person_id = asked_person_id),
  constraint approved_in_time check (state <> 'approved' or decided_at <= expires_at),
  check ((state = 'open') = (decided_at is null)),
  check ((decided_at is null) = (decided_person_id is null) and (decided_at is null) = (decided_post_id is null)),
  check ((state = 'refused') = (reason is not null))
);
create index approvals_open on approvals (expires_at, id) where state = 'open';

-- What was asked stays word for word, and what was decided is decided once.
create function keep_approval() returns trigger language plpgsql as $$
begin
  if old.state <> 'open' or (old.kind, old.content, old.basis, old.shown, old.digest, old.concerns, old.asked_person_id,
      old.asked_post_id, old.asked_at, old.expires_at) is distinct from (new.kind, new.content, new.basis, new.shown,
      new.digest, new.concerns, new.asked_person_id, new.asked_post_id, new.asked_at, new.expires_at) then
    raise exception 'an approval stays' using errcode = 'check_violation', constraint = 'approval_stays';
  end if;
  return new;
end $$;
create trigger approval_stays before update on approvals for each row execute function keep_approval();
