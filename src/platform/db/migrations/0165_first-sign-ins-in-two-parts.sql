-- 启用码 (docs/adr/0057): an account whose password somebody else drew opens only with a code that the security administrator
-- gives, who never sees that password; and an invitation opens once he has approved whom it invites.
alter table people
  add column needs_activation boolean not null default false,
  add column activation_hash text,
  add column activation_until timestamptz,
  add column activation_by integer references people,   -- who gave the code
  add column one_time_by integer references people,     -- who drew the one-time password
  add constraint activation_whole check ((activation_hash is null) = (activation_until is null)
    and (activation_hash is null) = (activation_by is null)),
  add constraint activation_awaited check (activation_hash is null or needs_activation),
  add constraint activation_by_another check (activation_by is null
    or (activation_by <> id and activation_by is distinct from one_time_by));

-- Accounts that nobody entered yet, in a city that asks for two people.
update people set needs_activation = true
where must_change_password and one_time_used_at is null
  and exists (select 1 from sign_in_rules where needs_approval)
  and not exists (select 1 from second_factors f where f.id = people.id and f.confirmed_at is not null)
  and not exists (select 1 from post_holders h join posts p on p.id = h.post_id
    where h.person_id = people.id and p.role in ('sysadmin', 'secadmin', 'auditor'));

alter table invitations add column needs_approval boolean not null default false;
