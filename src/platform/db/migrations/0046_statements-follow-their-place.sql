-- A frozen statement keeps every figure; which place it is filed under follows the tree, as for matters and documents.
alter table statements add foreign key (region_path) references regions (path) on update cascade;
