-- The people who speak: their photos, and who of them speaks in which episode.

alter table persons
  add column photo_key text,
  add column photo_type text,
  add constraint persons_photo_check check ((photo_key is null) = (photo_type is null));

-- The path of a person's photo, where there is one; its key is persons/{person}/{hash}.
create function photo_path(slug text, key text, type text) returns text immutable language sql as $$
  select '/shows/' || slug || '/photo-' || split_part(key, '/', 2) || '-' || split_part(key, '/', 3) ||
    case type when 'image/png' then '.png' when 'image/webp' then '.webp' else '.jpg' end
$$;

-- The names of those who speak in an episode: a page and a feed name them without reading a transcript.
alter table presentations add column speakers text[] not null default '{}';
update presentations p
set speakers = coalesce((select array_agg(name) from json_array_elements_text(t.document -> 'speakers') name), '{}')
from transcripts t where t.episode_id = p.episode_id;
