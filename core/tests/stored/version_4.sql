-- Rows that schema version 4 kept beside those of version 1.
INSERT INTO switches VALUES ('com.gone');
