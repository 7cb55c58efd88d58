-- 代录、代确认: what an office entered or answered for a unit without access, with the signed slip it rests on. The slip's files
-- hang on the entry of the timeline. The audit administrator reads these rows and no words of the matter, so the number
-- of the matter stands here too.
create table matter_slips (
  id integer generated always as identity primary key,
  city_id integer not null,
  matter_id integer not null references matters on delete cascade,
  entry_id integer not null unique references matter_entries on delete cascade,
  code text not null,
  step text not null,
  unit_id integer not null references units,                    -- the unit for which it was recorded
  signed_on date,
  signer text,                                                  -- post of who signed, never a name
  file_count integer not null default 0,
  post_id integer not null references posts,
  person_id integer not null references people,
  recorded_at timestamptz not null,
  recorded_on date not null,
  contested_at timestamptz,
  contested_post_id integer references posts,
  check ((file_count > 0) = (signed_on is not null and signer is not null)),
  check (step = 'raise' or file_count > 0)                      -- an entered need may wait for its slip, an answer never
);
create index matter_slips_matter on matter_slips (matter_id, id);
