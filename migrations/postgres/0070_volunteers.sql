-- Volunteers: absences, who is never put together with whom, talks after hard calls; and whose calls and series are whose.

CREATE TABLE absences (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    volunteer_id UUID NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT absences_pkey PRIMARY KEY (id),
    CONSTRAINT absences_volunteer_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE INDEX absences_volunteer ON absences (volunteer_id, to_on);
CREATE INDEX absences_organisation ON absences (organisation_id, to_on);

CREATE TABLE exclusions (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    volunteer_id UUID NOT NULL,
    person_id UUID NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT exclusions_pkey PRIMARY KEY (id),
    CONSTRAINT exclusions_pair_key UNIQUE (person_id, volunteer_id),
    CONSTRAINT exclusions_volunteer_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT exclusions_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX exclusions_volunteer ON exclusions (volunteer_id);

CREATE TABLE debriefs (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    volunteer_id UUID NOT NULL,
    scheduled_call_id UUID NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT debriefs_pkey PRIMARY KEY (id),
    CONSTRAINT debriefs_call_key UNIQUE (scheduled_call_id)
);
CREATE INDEX debriefs_volunteer ON debriefs (volunteer_id, is_live);

ALTER TABLE call_series ADD COLUMN volunteer_id UUID;
UPDATE call_series SET volunteer_id = (record ->> 'volunteer_id')::uuid
WHERE record ->> 'volunteer_id' IS NOT NULL;
CREATE INDEX call_series_volunteer ON call_series (volunteer_id);

ALTER TABLE scheduled_calls ADD COLUMN usual_volunteer_id UUID;
UPDATE scheduled_calls SET usual_volunteer_id = (record ->> 'usual_volunteer')::uuid
WHERE record ->> 'usual_volunteer' IS NOT NULL;
CREATE INDEX scheduled_calls_usual_volunteer ON scheduled_calls (usual_volunteer_id, starts_at);

ALTER TABLE offers ADD COLUMN is_substitution BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE offers ADD COLUMN times_asked BIGINT NOT NULL DEFAULT 1;
UPDATE offers SET is_substitution = (record ->> 'is_substitution')::boolean;
