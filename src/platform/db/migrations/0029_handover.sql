-- 交接: a post changes hands. Who handed over to whom follows from post_holders; kept here is what people say about it.

create table handover_notes (
  holder_id integer primary key references post_holders,        -- the tenure that the note looks back on
  post_id integer not null references posts,
  text text not null,
  by_post_id integer not null references posts,
  by_person_id integer not null references people,
  written_at timestamptz not null,
  version integer not null default 1
);
create index handover_notes_post on handover_notes (post_id);

create table handover_receipts (
  holder_id integer primary key references post_holders,        -- the tenure that began with it
  post_id integer not null references posts,
  person_id integer not null references people,
  received_at timestamptz not null
);
create index handover_receipts_post on handover_receipts (post_id);
