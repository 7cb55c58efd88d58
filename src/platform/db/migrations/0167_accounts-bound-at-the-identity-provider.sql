-- Who a person is at the identity provider: issuer and subject together never name anybody else, as a login name may.
alter table people
  add column unified_issuer text,
  add column unified_subject text,
  add check ((unified_issuer is null) = (unified_subject is null));
create unique index people_unified on people (unified_issuer, unified_subject) where unified_subject is not null;
