-- Rows as schema version 1 kept them.
INSERT INTO turns VALUES ('t1', '{"id":"t1","waiting":"Sentence"}', 1, 1764034200000);
INSERT INTO claims VALUES ('0123456789abcdef0123456789abcdef', 't1', 'app.messages', 'sendMessage', 'd', 'claimed', 1764034200000);
INSERT INTO uses VALUES ('app.messages', 'sendMessage', 2, 1764034200000);
INSERT INTO consents VALUES ('gov.city.socialsecurity', 'getRecords');
INSERT INTO vectors VALUES ('phrase', X'0000803F');
