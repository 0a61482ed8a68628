-- What an association publishes over the scripts and words of the program. The texts themselves are in voice_scripts,
-- by their content: an organisation's publications are its numbers, from 1; 0 stands for the program's own texts.
CREATE TABLE voice_publications (
    organisation_id UUID NOT NULL,
    number BIGINT NOT NULL,
    version TEXT NOT NULL,
    author TEXT NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT voice_publications_pkey PRIMARY KEY (organisation_id, number),
    CONSTRAINT voice_publications_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

-- Which publication new calls begin with: `*` for every script, or one script that was taken back alone.
CREATE TABLE voice_scripts_in_use (
    organisation_id UUID NOT NULL,
    script TEXT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT voice_scripts_in_use_pkey PRIMARY KEY (organisation_id, script),
    CONSTRAINT voice_scripts_in_use_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

-- Recorded sentences, by their content. Public: they are played to whoever rings.
CREATE TABLE voice_sounds (
    file TEXT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT voice_sounds_pkey PRIMARY KEY (file)
);
