-- An episode could be published between the two looks of whoever indexed it, and its mark was taken away: nobody found it until it
-- was written again. What is public and not indexed is looked at once more.
insert into search_due (episode_id, urgent)
select e.id, false from episodes e
where e.status = 'published' and not exists (select from search_episodes s where s.episode_id = e.id and s.version > 0)
on conflict do nothing;
