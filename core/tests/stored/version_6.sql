-- Rows that schema version 6 kept beside those of versions 1, 4 and 5.
INSERT INTO words VALUES ('t1', 'd1', 's1', 'said', '跟妈妈说我晚点到');
INSERT INTO grants VALUES (1, '{}', 1764034200000, NULL);
INSERT INTO grant_uses VALUES ('0123456789abcdef0123456789abcdef', 1, 0, 1764034200000);
